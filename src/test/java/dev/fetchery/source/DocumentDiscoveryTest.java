package dev.fetchery.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fetchery.job.Checksum;
import dev.fetchery.job.DocumentFormat;
import dev.fetchery.job.Draft;
import dev.fetchery.job.ErrorCode;
import dev.fetchery.job.Order;
import dev.fetchery.job.Places;
import dev.fetchery.job.Proof;
import dev.fetchery.job.Source;
import dev.fetchery.job.Terms;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class DocumentDiscoveryTest {
  private final Map<String, Discovery.Document> world = new HashMap<>();
  private final List<String> requested = new ArrayList<>();

  private static Source.Document source(DocumentFormat format, String url, int recurse) {
    return new Source.Document(
        url,
        format,
        Source.Document.LINKS,
        Source.Document.REFERENCE,
        recurse,
        Places.NONE,
        Map.of());
  }

  private void page(String url, String body) {
    world.put(url, Steps.document(url, body));
  }

  private Steps run(Source.Document source) {
    return run(source, null, Integer.MAX_VALUE, 2);
  }

  private Steps run(Source.Document source, String position, int stopAfter, int maxItems) {
    Function<Discovery.Ask, Discovery.Document> answers =
        ask -> {
          requested.add(ask.url());
          return world.get(ask.url());
        };
    try (DocumentDiscovery discovery =
        new DocumentDiscovery(source, Map.of(), Set.of(), position)) {
      return Steps.run(discovery, answers, maxItems, stopAfter, new Random(0));
    }
  }

  private void directories() {
    page("http://h/d/", "<a href=../>up</a><a href=a>a</a><a href=x/>x</a><a href=z>z</a>");
    page("http://h/d/x/", "<a href=1>1</a><a href=y/>y</a><a href=2>2</a>");
    page("http://h/d/x/y/", "<a href=deep>deep</a>");
  }

  @Test
  void readsDirectoriesInTheirOrderAndNoDeeperThanAsked() {
    directories();
    assertThat(run(source(DocumentFormat.DIRECTORY, "http://h/d/", 0)).urls())
        .containsExactly("http://h/d/a", "http://h/d/z");
    assertThat(run(source(DocumentFormat.DIRECTORY, "http://h/d/", 1)).urls())
        .containsExactly("http://h/d/a", "http://h/d/x/1", "http://h/d/x/2", "http://h/d/z");
    assertThat(run(source(DocumentFormat.DIRECTORY, "http://h/d/", 16)).urls())
        .containsExactly(
            "http://h/d/a",
            "http://h/d/x/1",
            "http://h/d/x/y/deep",
            "http://h/d/x/2",
            "http://h/d/z");
  }

  @Test
  void goesOnFromEveryPositionAsIfItHadNotStopped() {
    directories();
    Source.Document source = source(DocumentFormat.DIRECTORY, "http://h/d/", 16);
    List<String> whole = run(source).urls();
    for (int stop = 1; stop < whole.size(); stop++) {
      Steps first = run(source, null, stop, 1);
      Steps second = run(source, first.position, Integer.MAX_VALUE, 1);
      List<String> both = new ArrayList<>(first.urls());
      both.addAll(second.urls());
      assertThat(both).as("stopped after %d", stop).isEqualTo(whole);
    }
  }

  @Test
  void aBranchThatFailsEndsNoOtherAndIsReadAgain() {
    directories();
    Discovery.Document lost = world.remove("http://h/d/x/");
    Source.Document source = source(DocumentFormat.DIRECTORY, "http://h/d/", 16);
    Steps first = run(source);
    assertThat(first.urls()).containsExactly("http://h/d/a", "http://h/d/z");
    assertThat(first.end.fault()).isEqualTo(Steps.DOWN);
    world.put("http://h/d/x/", lost);
    requested.clear();
    Steps second = run(source, first.position, Integer.MAX_VALUE, 2);
    assertThat(second.urls())
        .containsExactly("http://h/d/x/1", "http://h/d/x/y/deep", "http://h/d/x/2");
    assertThat(second.end.fault()).isNull();
    assertThat(requested).containsExactly("http://h/d/x/", "http://h/d/x/y/");
  }

  @Test
  void aDocumentThatFailsIsTheFault() {
    Steps steps = run(source(null, "http://h/none", 0));
    assertThat(steps.end.fault()).isEqualTo(Steps.DOWN);
    world.put("http://h/x", Steps.document("http://h/x", "?", "content-type", "image/png"));
    assertThat(run(source(null, "http://h/x", 0)).end.fault().detail())
        .contains("give source.format");
  }

  @Test
  void readsABucketToItsEndAndNoFurther() {
    String page =
        "<ListBucketResult><IsTruncated>%s</IsTruncated><NextContinuationToken>%s"
            + "</NextContinuationToken><Contents><Key>%s</Key><Size>1</Size></Contents>"
            + "</ListBucketResult>";
    page("http://h/b?list-type=2", page.formatted("true", "t1", "k1"));
    page("http://h/b?list-type=2&continuation-token=t1", page.formatted("true", "t2", "k2"));
    page("http://h/b?list-type=2&continuation-token=t2", page.formatted("false", "", "k3"));
    Source.Document source = source(DocumentFormat.S3, "http://h/b?list-type=2", 0);
    Steps steps = run(source);
    assertThat(steps.urls()).containsExactly("http://h/b/k1", "http://h/b/k2", "http://h/b/k3");
    assertThat(steps.end.fault()).isNull();
    page("http://h/b?list-type=2&continuation-token=t2", page.formatted("true", "t1", "k3"));
    assertThat(run(source).end.fault().detail()).contains("goes on where it was before");
  }

  @Test
  void readsSitemapsOfAnIndex() {
    page(
        "http://h/s.xml",
        "<sitemapindex><sitemap><loc>/a.xml</loc></sitemap><sitemap><loc>/b.xml</loc></sitemap>"
            + "</sitemapindex>");
    page("http://h/a.xml", "<urlset><url><loc>http://h/1</loc></url></urlset>");
    page("http://h/b.xml", "<urlset><url><loc>http://h/2</loc></url></urlset>");
    assertThat(run(source(null, "http://h/s.xml", 0)).urls())
        .containsExactly("http://h/1", "http://h/2");
  }

  @Test
  void aMarkAroundAUrlIsNoPartOfIt() {
    page("http://h/l", "\ufeff/a\n\ufeff/b\ufeff \n");
    assertThat(run(source(DocumentFormat.TEXT, "http://h/l", 0)).urls())
        .containsExactly("http://h/a", "http://h/b");
  }

  @Test
  void badLinesAreNotOneAndFragmentsMakeNoOtherFile() {
    page("http://h/l", "{\n{\n\"/a#1\"\n\"/a#2\"\n");
    Steps steps = run(source(DocumentFormat.JSONL, "http://h/l", 0));
    assertThat(steps.items.stream().map(Draft::identity).distinct()).hasSize(3);
  }

  @Test
  void resolvesAgainstTheBaseThatAPageNames() {
    page("http://h/p/", "<base href='/base/'><a href=x>x</a><a href=' http://h/y '>y</a>");
    assertThat(run(source(DocumentFormat.HTML, "http://h/p/", 0)).urls())
        .containsExactly("http://h/base/x", "http://h/y");
  }

  @Test
  void aLineThatCannotBeReadFailsAlone() {
    page("http://h/l", "\"/a\"\n{\n{\"url\": \"/b\", \"t\": 1}\n");
    Steps steps = run(source(DocumentFormat.JSONL, "http://h/l", 0));
    assertThat(steps.urls()).containsExactly("http://h/a", "", "http://h/b");
    assertThat(steps.items.get(1).fault().detail()).contains("line 2");
    assertThat(steps.items.get(2).fields()).containsEntry("t", "1");
    assertThat(steps.end.fault()).isNull();
  }

  private static Proof md5(String digest, long size) {
    return new Proof(List.of(new Checksum(Checksum.Algorithm.MD5, List.of(digest))), size);
  }

  private static Terms terms(Proof proof, String... mirrors) {
    return new Terms(Order.GET, proof, List.of(mirrors));
  }

  @Test
  void whatAListOfChecksumsSaysIsExpected() {
    page(
        "http://h/d/MD5SUMS", "0123456789ABCDEF0123456789abcdef  a b\n" + "0".repeat(64) + " *c\n");
    List<Draft> items = run(source(DocumentFormat.SUMS, "http://h/d/MD5SUMS", 0)).items;
    assertThat(items.get(0).url()).isEqualTo("http://h/d/a%20b");
    assertThat(items.get(0).terms())
        .isEqualTo(terms(md5("0123456789abcdef0123456789abcdef", Proof.ANY_SIZE)));
    assertThat(items.get(1).terms().proof().checksums())
        .containsExactly(new Checksum(Checksum.Algorithm.SHA256, List.of("0".repeat(64))));
  }

  @Test
  void whatABucketSaysIsExpected() {
    String object = "<Contents><Key>%s</Key><Size>%s</Size><ETag>%s</ETag></Contents>";
    String md5 = "0123456789abcdef0123456789abcdef";
    page(
        "http://h/b",
        "<ListBucketResult>"
            + object.formatted("one", 5, "&quot;" + md5 + "&quot;")
            + object.formatted("parts", 7, md5 + "-2")
            + "</ListBucketResult>");
    assertThat(run(source(DocumentFormat.S3, "http://h/b", 0)).items)
        .extracting(Draft::terms)
        .containsExactly(terms(md5(md5, 5)), terms(new Proof(List.of(), 7)));
  }

  @Test
  void aFileOfAMetalinkHasItsMirrorsInTheirOrder() {
    page(
        "http://h/m/x.meta4",
        "<metalink xmlns='urn:ietf:params:xml:ns:metalink'><file name='f'><size>5</size>"
            + "<hash type='md5'>0123456789abcdef0123456789abcdef</hash>"
            + "<url priority='9'>f</url><url priority='3'>http://b/f</url>"
            + "<url priority='1'>ftp://a/f</url><url priority='2'>http://a/f</url>"
            + "<url priority='4'>http://a/f</url></file>"
            + "<file name='g'><url>ftp://a/g</url></file></metalink>");
    Steps steps = run(source(DocumentFormat.METALINK, "http://h/m/x.meta4", 0));
    assertThat(steps.urls().get(0)).isEqualTo("http://a/f");
    assertThat(steps.items.get(0).terms())
        .isEqualTo(terms(md5("0123456789abcdef0123456789abcdef", 5), "http://b/f", "http://h/m/f"));
    assertThat(steps.items.get(1).fault().code()).isEqualTo(ErrorCode.BAD_URL);
  }

  @Test
  void whatCannotBeRightFailsItsItemAlone() {
    page(
        "http://h/l", "url,MD5,Size\na,00,1\nb,,many\nc,,\nd,0123456789abcdef0123456789abcdef,5\n");
    List<Draft> items = run(source(DocumentFormat.CSV, "http://h/l", 0)).items;
    assertThat(items.get(0).fault().code()).isEqualTo(ErrorCode.BAD_DOCUMENT);
    assertThat(items.get(0).fault().detail()).startsWith("md5: ");
    assertThat(items.get(1).fault().detail()).startsWith("size: ");
    assertThat(items.get(2).terms()).isEqualTo(Terms.NONE);
    assertThat(items.get(3).terms()).isEqualTo(terms(md5("0123456789abcdef0123456789abcdef", 5)));
    assertThat(items.get(3).fields()).containsEntry("Size", "5");
  }

  @Test
  void theLengthInAFeedIsAVariableAlone() {
    page(
        "http://h/f", "<rss><channel><item><enclosure url='a' length='5'/></item></channel></rss>");
    Draft item = run(source(DocumentFormat.RSS, "http://h/f", 0)).items.get(0);
    assertThat(item.fields()).containsEntry("size", "5");
    assertThat(item.terms()).isEqualTo(Terms.NONE);
  }
}
