package dev.fetchery.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.fetchery.job.ErrorCode;
import dev.fetchery.job.Item;
import dev.fetchery.job.ItemState;
import dev.fetchery.job.Job;
import dev.fetchery.testing.OriginServer;
import dev.fetchery.testing.Reply;
import dev.fetchery.testing.Rig;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Odd URLs in a document: each fails its own item or is sent as it was written. */
class UrlsTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private OriginServer origin;
  private Rig rig;

  @BeforeEach
  void start(@TempDir Path root) {
    origin = OriginServer.start().otherwise(request -> Reply.ok("x"));
    rig = Rig.start(root);
  }

  @AfterEach
  void nothingIsLeft() {
    rig.assertNothingLeaked();
    rig.close();
    origin.close();
  }

  private Job runListed(List<String> urls, String more) {
    ArrayNode list = JSON.createArrayNode();
    urls.forEach(list::add);
    origin.on("/list", Reply.ok(list.toString()));
    return rig.run(
        """
        {"source": {"type": "json", "url": "%s"}, "save": {"as": "{index}"},
         "retry": {"attempts": 1} %s}
        """
            .formatted(origin.url("/list"), more));
  }

  @Test
  void urlThatIsNoneFailsItsItemAlone() {
    List<String> bad =
        List.of(
            "file:///etc/passwd",
            "ftp://example.test/x",
            "jar:http://example.test/x!/y",
            "data:text/plain,x",
            "javascript:alert(1)",
            "http://",
            "http:///x",
            "http://:80/",
            "http:x",
            "http://example.com%2F10.0.0.1/",
            "http://exa mple.test/",
            "http://example.test:99999/",
            "http://example.test\\@127.0.0.1/",
            "http://127.0.0.1\r\nX-Evil: 1/",
            "http://[::1/",
            "http://[fe80::1%25eth0]/",
            "http://1.2.3.4.5/",
            "http://256.256.256.256/",
            "http://a..test/",
            "http://" + "a".repeat(64) + ".test/",
            "http://example.test/" + "x".repeat(65_536));
    List<String> all = new java.util.ArrayList<>(bad);
    all.add(origin.url("/good"));
    Job job = runListed(all, "");
    List<Item> items = rig.items(job.id());
    assertThat(items.subList(0, bad.size()))
        .allSatisfy(
            i -> {
              assertThat(i.error()).as(i.url()).isNotNull();
              assertThat(i.error().code()).as(i.url()).isEqualTo(ErrorCode.BAD_URL);
            });
    assertThat(items.get(bad.size()).state()).isEqualTo(ItemState.DONE);
  }

  @Test
  void everyByteThatMayBeSentIsSentAsWritten() {
    Map<String, String> targets =
        Map.of(
            "/p?sig=%2F+%20~%2f", "/p?sig=%2F+%20~%2f",
            "/a%2Fb/%2e%2e/c", "/a%2Fb/%2e%2e/c",
            "/a b|c{d}^e", "/a%20b|c{d}^e",
            "/caf\u00e9?q=\u00fc", "/caf%C3%A9?q=%C3%BC",
            "/x?a=1&a=2#part", "/x?a=1&a=2",
            "?only=query", "/?only=query");
    List<String> written = List.copyOf(targets.keySet());
    Job job = runListed(written.stream().map(origin::url).toList(), "");
    assertThat(job.progress().done()).isEqualTo(targets.size());
    assertThat(targets.values())
        .allSatisfy(
            target -> {
              int query = target.indexOf('?');
              String path = query < 0 ? target : target.substring(0, query);
              assertThat(origin.seen(path)).extracting(OriginServer.Seen::target).contains(target);
            });
  }

  @Test
  void schemeInCapitalsAndRelativeReferencesAreFine() {
    String capitals = origin.url("/capitals").replace("http:", "HTTP:");
    String authority = "//127.0.0.1:" + origin.port() + "/authority";
    Job job = runListed(List.of(capitals, authority, "relative", "/rooted"), "");
    assertThat(job.progress().done()).as("%s", rig.items(job.id())).isEqualTo(4);
    assertThat(origin.requests("/relative")).isEqualTo(1);
  }

  @Test
  void userInfoBecomesBasicAndAHostIsWhatStandsBehindIt() {
    Job job =
        runListed(
            List.of(
                "http://example.test:80@127.0.0.1:" + origin.port() + "/user",
                origin.url("/fragment") + "#@example.test/"),
            "");
    assertThat(job.progress().done()).isEqualTo(2);
    assertThat(origin.seen("/user").get(0).header("authorization")).startsWith("Basic ");
    assertThat(origin.seen("/fragment").get(0).header("authorization")).isNull();
  }

  @Test
  void lookupWhoseHostTheDocumentChoosesIsToldNoSecret() {
    OriginServer.Script fields = request -> Reply.ok("{\"f\": \"x\"}");
    origin.on("/theirs", fields).on("/ours", fields);
    origin.on("/list", Reply.ok("[{\"u\": \"/x\", \"at\": \"" + origin.port() + "/theirs\"}]"));
    String job =
        """
        {"source": {"type": "json", "url": "%s", "urlAt": "/u"}, "save": {"as": "%s-{f}"},
         "lookup": {"url": "%s", "set": {"f": "/f"}, "headers": {"X-Token": "secret"}}}
        """;
    rig.run(job.formatted(origin.url("/list"), "a", "http://127.0.0.1:{+at}"));
    rig.run(job.formatted(origin.url("/list"), "b", origin.url("/ours?{at}")));
    assertThat(origin.seen("/theirs").get(0).header("x-token")).isNull();
    assertThat(origin.seen("/ours").get(0).header("x-token")).isEqualTo("secret");
  }

  @Test
  void documentsItemsElsewhereAreToldNoSecret() {
    Job job =
        runListed(
            List.of(origin.url("/same"), origin.url("localhost", "/other")),
            ", \"request\": {\"headers\": {\"X-Token\": \"secret\", \"Accept\": \"image/gif\"}}");
    assertThat(job.progress().done()).isEqualTo(2);
    assertThat(origin.seen("/same").get(0).header("x-token")).isEqualTo("secret");
    assertThat(origin.seen("/other").get(0).header("x-token")).isNull();
    assertThat(origin.seen("/other").get(0).header("accept")).isEqualTo("image/gif");
  }
}
