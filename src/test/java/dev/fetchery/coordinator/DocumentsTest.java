package dev.fetchery.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fetchery.job.ErrorCode;
import dev.fetchery.job.Item;
import dev.fetchery.job.Job;
import dev.fetchery.job.JobState;
import dev.fetchery.testing.Reply;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Listings that are no JSON, and sources that expand others, from the first document to the end.
 */
class DocumentsTest extends CoordinatorCase {

  private String document(String fields, String rest) {
    return job("{'type':'document','url':'" + origin.url("/list/") + "'" + fields + "}", rest);
  }

  private void html(String path, String body) {
    origin.on(path, Reply.ok(body).with("content-type", "text/html"));
  }

  @Test
  void linksOfAPageAreItems() {
    html("/list/", "<a href=/f/1.txt>1</a><a href=2.txt>2</a><a href=/f/1.txt>again</a>");
    Job job = rig.run(document("", ""));
    assertThat(job.state()).isEqualTo(JobState.SUCCEEDED);
    assertThat(rig.items(job.id()))
        .extracting(Item::url)
        .containsExactly(origin.url("/f/1.txt"), origin.url("/list/2.txt"));
  }

  @Test
  void directoriesAreReadAsDeepAsAskedAndSelectedByName() {
    html("/list/", "<a href=../>..</a><a href=a.bin>a</a><a href=b.txt>b</a><a href=sub/>s</a>");
    html("/list/sub/", "<a href=c.bin>c</a><a href=d.bin.md5>d</a>");
    Job job =
        rig.run(
            document(
                ",'format':'directory','recurse':3,'include':['*.bin'],'exclude':['a*']",
                "'save':{'dir':'x','as':'{key}'}"));
    assertThat(job.state()).isEqualTo(JobState.SUCCEEDED);
    assertThat(rig.saved()).containsExactly("x/c.bin");
  }

  @Test
  void aDirectoryThatIsGoneMakesTheJobPartialAndIsReadAgain() {
    html("/list/", "<a href=a>a</a><a href=sub/>s</a>");
    origin.on("/list/sub/", Reply.status(404));
    Job job = rig.run(document(",'format':'directory','recurse':1", ""));
    assertThat(job.state()).isEqualTo(JobState.PARTIAL);
    assertThat(job.error().code()).isEqualTo(ErrorCode.HTTP_STATUS);
    assertThat(job.error().detail()).isEqualTo("HTTP 404, asked for " + origin.url("/list/sub/"));
    html("/list/sub/", "<a href=b>b</a>");
    retry(job.id());
    Job again = rig.awaitEnd(job.id());
    assertThat(again.state()).isEqualTo(JobState.SUCCEEDED);
    assertThat(rig.items(job.id())).extracting(Item::url).hasSize(2);
    assertThat(origin.requests("/list/")).isEqualTo(1);
  }

  @Test
  void aDirectoryThatRedirectsElsewhereIsNotListedAndTold() {
    html("/list/", "<a href=a>a</a><a href=up/>u</a><a href=sub/>s</a>");
    origin.on("/list/up/", Reply.redirect(302, "/"));
    origin.on("/list/sub/", Reply.redirect(301, "/list/sub/index/"));
    html("/list/sub/index/", "<a href=b>b</a>");
    html("/", "<a href=secret>s</a>");
    Job job = rig.run(document(",'format':'directory','recurse':3", ""));
    assertThat(job.state()).isEqualTo(JobState.PARTIAL);
    assertThat(rig.items(job.id()))
        .extracting(Item::url)
        .containsExactly(origin.url("/list/a"), origin.url("/list/sub/index/b"));
    assertThat(job.error().code()).isEqualTo(ErrorCode.BAD_RESPONSE);
    assertThat(job.error().detail()).contains("/list/up/: it redirects to " + origin.url("/"));
    assertThat(origin.requests("/secret")).isZero();
  }

  @Test
  void sitemapsThatNameWhatWasReadAreReadOnce() {
    String entry = "<sitemap><loc>%s</loc></sitemap>";
    String index = "<sitemapindex>" + entry + entry + entry + "</sitemapindex>";
    origin.on("/list/", Reply.ok(index.formatted("/other", "/map", "/list/")));
    origin.on("/other", Reply.ok(index.formatted("/list/", "/map", "/map")));
    origin.on("/map", Reply.ok("<urlset><url><loc>/f/1</loc></url></urlset>"));
    Job job = rig.run(document(",'format':'sitemap'", ""));
    assertThat(job.error()).isNull();
    assertThat(job.state()).isEqualTo(JobState.SUCCEEDED);
    assertThat(rig.items(job.id())).extracting(Item::url).containsExactly(origin.url("/f/1"));
    for (String path : new String[] {"/list/", "/other", "/map"}) {
      assertThat(origin.requests(path)).isEqualTo(1);
    }
  }

  @Test
  void aBodyMustBeWhatTheDocumentSaysOfIt() {
    String md5 = "900150983cd24fb0d6963f7d28e17f72";
    origin.on("/list/", Reply.ok(md5 + "  right\n" + md5 + "  wrong\n"));
    origin.on("/list/right", Reply.ok("abc"));
    origin.on("/list/wrong", Reply.ok("abd"));
    Job job = rig.run(document(",'format':'sums'", "'retry':{'backoffMs':1},'save':{'dir':'x'}"));
    assertThat(states(job.id())).containsExactly("done", "failed checksum");
    assertThat(rig.saved()).containsExactly("x/right");
    assertThat(origin.requests("/list/wrong")).isEqualTo(2);
  }

  @Test
  void mirrorsOfAMetalinkAreAskedInTurn() {
    origin.on(
        "/list/",
        Reply.ok(
            "<metalink xmlns='urn:ietf:params:xml:ns:metalink'><file name='f'><size>3</size>"
                + "<url priority='1'>ftp://h/f</url><url priority='2'>/gone</url>"
                + "<url priority='3'>/short</url><url priority='4'>/whole</url>"
                + "</file></metalink>"));
    origin.on("/gone", Reply.status(404));
    origin.on("/short", Reply.ok("ab"));
    origin.on("/whole", Reply.ok("abc"));
    Job job = rig.run(document(",'format':'metalink'", "'save':{'dir':'x','as':'{name}'}"));
    assertThat(states(job.id())).containsExactly("done");
    assertThat(rig.saved()).containsExactly("x/f");
    Item item = rig.items(job.id()).get(0);
    assertThat(item.url()).isEqualTo(origin.url("/gone"));
    assertThat(item.finalUrl()).isEqualTo(origin.url("/whole"));
    assertThat(item.attempts()).isEqualTo(3);
  }

  @Test
  void chainsExpandEachEntryOfTheirParents() {
    origin.on("/list/", Reply.ok("[{\"id\":\"a\",\"n\":1},{\"id\":\"b\",\"n\":2}]"));
    origin.on("/sets/a", Reply.ok("{\"files\":[\"/f/1\",\"/f/2\"]}"));
    origin.on("/sets/b", Reply.ok("{\"files\":[\"/f/3\"]}"));
    Job job =
        rig.run(
            job(
                "{'type':'json','url':'"
                    + origin.url("/sets/{parent.id}")
                    + "','at':'/files','parent':{'type':'json','url':'"
                    + origin.url("/list/")
                    + "'}}",
                "'save':{'dir':'x/{parent.n}','as':'{url.file}'}"));
    assertThat(job.error()).isNull();
    assertThat(job.state()).isEqualTo(JobState.SUCCEEDED);
    assertThat(rig.saved()).containsExactly("x/1/1", "x/1/2", "x/2/3");
  }

  @Test
  void itemsAndRequestsOfAChainTakeWhatFollowsFromTheirParentsUrl() {
    origin.on("/list/", Reply.ok("[\"/sets/a.x\",\"/sets/b.x\"]"));
    origin.on("/of/a", Reply.ok("[\"/mid/1\"]"));
    origin.on("/of/b", Reply.ok("[\"/mid/2\"]"));
    origin.on("/last/1", Reply.ok("[{\"url\":\"/f/1\",\"parent\":{\"url\":\"no\"}}]"));
    origin.on("/last/2", Reply.ok("[\"/f/2\"]"));
    String top = "{'type':'json','url':'" + origin.url("/list/") + "'}";
    String middle = "{'type':'json','url':'%s','parent':%s}";
    String job =
        middle.formatted(
            origin.url("/last/{parent.url.file}"),
            middle.formatted(origin.url("/of/{parent.url.stem}"), top));
    String as = "{parent.parent.url.file.upper}-{parent.url.path}-{parent.url.host}";
    Job ended = rig.run(job(job, "'save':{'dir':'x','as':'" + as + "'}"));
    assertThat(ended.error()).isNull();
    String host = "127.0.0.1";
    assertThat(rig.saved()).containsExactly("x/A.X-mid_1-" + host, "x/B.X-mid_2-" + host);
  }

  @Test
  void aBranchThatFailsStopsNoOther() {
    origin.on("/list/", Reply.ok("[\"a\",\"b\",\"c\",\"d\",\"e\"]"));
    origin.on("/sets/a", Reply.ok("[\"/f/1\"]"));
    origin.on("/sets/b", Reply.status(404));
    origin.on("/sets/c", Reply.ok("[\"/f/3\"]"));
    origin.on("/sets/d", Reply.status(404));
    origin.on("/sets/e", Reply.status(403));
    Job job =
        rig.run(
            job(
                "{'type':'json','url':'"
                    + origin.url("/sets/{parent.value}")
                    + "','parent':{'type':'json','url':'"
                    + origin.url("/list/")
                    + "'}}",
                ""));
    assertThat(job.state()).isEqualTo(JobState.PARTIAL);
    assertThat(job.error().detail())
        .isEqualTo("of b: HTTP 404, asked for " + origin.url("/sets/b") + "; also failed: d, e");
    assertThat(job.progress().done()).isEqualTo(2);
  }

  @Test
  void aChainGoesOnAfterAKill() {
    int sets = 30;
    origin.on(
        "/list/",
        Reply.ok(
            IntStream.range(0, sets)
                .mapToObj(Integer::toString)
                .collect(Collectors.joining(",", "[", "]"))));
    for (int i = 0; i < sets; i++) {
      origin.on("/sets/" + i, Reply.ok("[\"/f/" + i + "/a\",\"/f/" + i + "/b\"]"));
    }
    origin.otherwise(r -> r.path().startsWith("/f/2") ? gate() : Reply.ok("x"));
    String id =
        rig.submit(
                job(
                    "{'type':'json','url':'"
                        + origin.url("/sets/{parent.value}")
                        + "','parent':{'type':'json','url':'"
                        + origin.url("/list/")
                        + "'}}",
                    "'save':{'dir':'x','as':'{parent.value}-{url.file}'}"))
            .id();
    rig.await(id, j -> j.progress().done() >= 20);
    open.set(true);
    crash();
    Job job = rig.awaitEnd(id);
    assertThat(job.state()).isEqualTo(JobState.SUCCEEDED);
    assertThat(rig.items(id))
        .extracting(Item::url)
        .containsExactlyElementsOf(
            IntStream.range(0, sets)
                .boxed()
                .flatMap(
                    i ->
                        java.util.stream.Stream.of(
                            origin.url("/f/" + i + "/a"), origin.url("/f/" + i + "/b")))
                .toList());
  }
}
