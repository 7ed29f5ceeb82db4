package dev.fetchery.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fetchery.job.Integrity;
import dev.fetchery.job.Job;
import dev.fetchery.testing.Reply;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a job makes of the fields of a document's entries: URLs, and what files are to be. */
class DocumentFieldsTest extends CoordinatorCase {
  private static final String RSS =
      "<rss><channel><item><guid>g1</guid><title>T</title><enclosure url=\"/x.mp3\"/></item>"
          + "</channel></rss>";
  private static final String SITEMAP =
      "<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\"><url><loc>http://h/p</loc>"
          + "<lastmod>2024-01-02</lastmod></url></urlset>";

  private String document(String format, String more) {
    return job(
        "{'type':'document','url':'"
            + origin.url("/list")
            + "','format':'"
            + format
            + "'"
            + more
            + "}",
        "'save':{'as':'{url.path}'}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "csv|id,name\\n7,a|{id}-{name}|7-a",
        "csv|id,url\\n7,not used|{id}|7",
        "tsv|id\tname\\n7\ta b|{name}|a%20b",
        "text|one|{value}|one",
        "html|<a href=x/y>z</a>|{value}|x%2Fy",
        "sums|d41d8cd98f00b204e9800998ecf8427e  empty|{key}.md5|empty.md5",
        "jsonl|{\"id\":7}|{id}|7",
        "rss|RSS|{guid}|g1",
        "sitemap|SITEMAP|{lastmod}|2024-01-02T00%3A00%3A00Z",
      })
  void urlsAreMadeOfFieldsInEveryFormat(String format, String body, String url, String path) {
    String text = body.replace("\\n", "\n").replace("RSS", RSS).replace("SITEMAP", SITEMAP);
    origin.on("/list", Reply.ok(text));
    Reply empty = Reply.ok(new byte[0]);
    origin.otherwise(r -> format.equals("sums") ? empty : Reply.ok("x"));
    Job job = rig.run(document(format, ",'itemUrl':'" + origin.url("/made/") + url + "'"));
    assertThat(states(job.id())).containsExactly("done");
    assertThat(item(job.id(), 0).url()).isEqualTo(origin.url("/made/" + path));
  }

  @Test
  void aFieldThatIsMissingFailsItsItemAlone() {
    origin.on("/list", Reply.ok("id,name\n7,a\n8,\n"));
    Job job = rig.run(document("csv", ",'itemUrl':'" + origin.url("/{name}") + "'"));
    assertThat(states(job.id())).containsExactly("done", "failed bad_name");
  }

  @Test
  void whatAFieldSaysOfTheFileIsExpectedOfIt() throws Exception {
    byte[] body = "at /a".getBytes(StandardCharsets.UTF_8);
    String md5 = HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(body));
    origin.on(
        "/list",
        Reply.ok("url,hash,bytes\n/a," + md5 + ",5\n/b," + md5 + ",\n/c,,4\n/d,nonsense,\n/e,,\n"));
    String expect = ",'expectAt':{'md5':'/hash','size':'$.bytes'}";
    Job job = rig.run(document("csv", expect));
    assertThat(states(job.id()))
        .containsExactly(
            "done", "failed checksum", "failed too_large", "failed bad_document", "done");
    assertThat(item(job.id(), 0).integrity()).isEqualTo(Integrity.DIGEST);
  }

  @Test
  void itGoesBeforeWhatTheFormatSays() {
    origin.on("/list", Reply.ok("url,size,real\n/a,99,5\n"));
    assertThat(states(rig.run(document("csv", ",'expectAt':{'size':'/real'}")).id()))
        .containsExactly("done");
  }
}
