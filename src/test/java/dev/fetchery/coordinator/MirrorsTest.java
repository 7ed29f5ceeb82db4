package dev.fetchery.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fetchery.job.Job;
import dev.fetchery.testing.OriginFault;
import dev.fetchery.testing.OriginServer;
import dev.fetchery.testing.Ranges;
import dev.fetchery.testing.Reply;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Items that several hosts have: {@code /f} of the origin, and of two more. */
class MirrorsTest extends CoordinatorCase {
  private static final String TWICE = "'retry':{'attempts':2,'backoffMs':1}";
  private static final String MD5 = "5d41402abc4b2a76b9719d911017c592";

  private String last;

  private final OriginServer second = OriginServer.start();
  private final OriginServer third = OriginServer.start();

  @AfterEach
  void close() {
    second.close();
    third.close();
  }

  private String one(String entry) {
    String mirrors =
        Stream.of(second, third)
            .map(at -> "'" + at.url("/f") + "'")
            .collect(Collectors.joining(","));
    String url = "{'url':'" + origin.url("/f") + "','mirrors':[" + mirrors + "]" + entry + "}";
    return job("{'type':'urls','urls':[" + url + "]}", TWICE);
  }

  private String run(String entry) {
    last = rig.run(one(entry)).id();
    return states(last).get(0);
  }

  private String lastFinalUrl() {
    return item(last, 0).finalUrl();
  }

  private void requests(int first, int then, int last) {
    assertThat(origin.requests("/f")).isEqualTo(first);
    assertThat(second.requests("/f")).isEqualTo(then);
    assertThat(third.requests("/f")).isEqualTo(last);
  }

  @Test
  void eachIsTriedInTurnWithAllItsAttempts() {
    origin.on("/f", Reply.status(503));
    second.on("/f", Reply.ok("x").with(new OriginFault.CloseBeforeHead()));
    third.on("/f", Reply.status(500), Reply.ok("hello"));
    assertThat(run("")).isEqualTo("done");
    assertThat(content("n/f")).isEqualTo("hello");
    assertThat(lastFinalUrl()).isEqualTo(third.url("/f"));
    requests(2, 2, 2);
  }

  @Test
  void theFirstThatIsRightIsEnough() {
    origin.on("/f", Reply.status(404));
    second.on("/f", Reply.ok("hello"));
    third.on("/f", Reply.ok("never"));
    assertThat(run("")).isEqualTo("done");
    requests(1, 1, 0);
  }

  /** Each test ends with a look for parts. */
  @ParameterizedTest
  @CsvSource({"404, false", "404, true", "302, false", "302, true"})
  void aPartOfOneUrlIsNotLeftWhereItsEndIsAnAnswer(int then, boolean judged) throws Exception {
    byte[] body = Reply.bytes(3_000_000, 5);
    Reply tagged = Reply.ok(body).with("ETag", "\"e\"").with("Accept-Ranges", "bytes");
    Reply end = then == 404 ? Reply.status(404) : Reply.redirect(302, origin.url("/f"));
    origin.on("/f", tagged.with(new OriginFault.CloseAfter(2_000_000)), end);
    second.on("/f", Ranges.of(body, "\"other\"", Ranges.Lie.NONE));
    byte[] digest = MessageDigest.getInstance("SHA-256").digest(body);
    String entry = judged ? ",'sha256':'" + HexFormat.of().formatHex(digest) + "'" : "";
    assertThat(run(entry)).isEqualTo("done");
    assertThat(rig.files()).containsExactly("n/f");
  }

  @Test
  void theUrlThatARedirectLedToIsShownWithoutItsQuery() {
    origin.on("/f", Reply.redirect(302, second.url("/g?signature=secret")));
    second.on("/g", Reply.ok("hello"));
    assertThat(run("")).isEqualTo("done");
    assertThat(lastFinalUrl()).isEqualTo(second.url("/g"));
  }

  @Test
  void theItemsOwnUrlIsNotShownTwice() {
    origin.on("/f", Reply.ok("hello"));
    assertThat(run("")).isEqualTo("done");
    assertThat(lastFinalUrl()).isNull();
  }

  @Test
  void itIsNotFoundWhereAllSaySo() {
    origin.on("/f", Reply.status(404));
    second.on("/f", Reply.status(410));
    third.on("/f", Reply.status(404));
    assertThat(run("")).isEqualTo("not_found http_status");
  }

  @Test
  void itFailedWhereOnlySomeSaySo() {
    origin.on("/f", Reply.status(403));
    second.on("/f", Reply.status(404));
    third.on("/f", Reply.status(404));
    assertThat(run("")).isEqualTo("failed http_status");
  }

  @Test
  void aWrongChecksumGoesToTheNextAtOnce() {
    origin.on("/f", Reply.ok("hallo"));
    second.on("/f", Reply.ok("hello"));
    assertThat(run(",'md5':'" + MD5 + "'")).isEqualTo("done");
    requests(1, 1, 0);
  }

  @Test
  void aHostThatIsNotThereIsLeft() {
    origin.close();
    second.on("/f", Reply.ok("hello"));
    assertThat(run("")).isEqualTo("done");
  }

  @Test
  void aPartIsContinuedWhereAChecksumJudgesTheWhole() throws Exception {
    byte[] body = Reply.bytes(3_000_000, 1);
    origin.on("/f", Reply.ok(body).with(new OriginFault.CloseAfter(2_000_000)), Reply.status(403));
    second.on("/f", Ranges.of(body, "\"other\"", Ranges.Lie.NONE));
    String md5 = HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(body));
    assertThat(run(",'md5':'" + md5 + "'")).isEqualTo("done");
    assertThat(second.seen("/f").get(0).header("range")).startsWith("bytes=");
    assertThat(second.seen("/f").get(0).header("if-range")).isNull();
  }

  @Test
  void withoutAChecksumABodyBeginsAnewAtAMirror() {
    byte[] body = Reply.bytes(3_000_000, 1);
    Reply tagged = Reply.ok(body).with("ETag", "\"e\"").with("Accept-Ranges", "bytes");
    origin.on("/f", tagged.with(new OriginFault.CloseAfter(2_000_000)), Reply.status(403));
    second.on("/f", Ranges.of(body, "\"e\"", Ranges.Lie.NONE));
    assertThat(run("")).isEqualTo("done");
    assertThat(second.seen("/f").get(0).header("range")).isNull();
  }

  /** What the URLs before it said counts after a crash as before. */
  @ParameterizedTest
  @CsvSource({"404,not_found http_status", "403,failed http_status"})
  void aMirrorsTurnOutlivesACrash(int first, String state) {
    origin.on("/f", Reply.status(first));
    second.on("/f", Reply.status(500), noAnswer());
    third.on("/f", Reply.status(404));
    String id = rig.submit(one("")).id();
    rig.await(id, job -> second.requests("/f") == 2);
    origin.on("/f", Reply.ok("never asked again"));
    second.on("/f", Reply.status(404));
    crash();
    rig.awaitEnd(id);
    assertThat(states(id)).containsExactly(state);
    requests(1, 3, 1);
    // The request that the crash cut short is not counted.
    assertThat(item(id, 0).attempts()).isEqualTo(4);
  }

  /** More than are held in memory at once. */
  @Test
  void everyItemOfAHostThatIsGivenUpIsAskedOfItsMirrors() {
    origin.close();
    second.otherwise(request -> Reply.ok("x"));
    String urls =
        IntStream.range(0, 9_000)
            .mapToObj(
                i ->
                    "{'url':'%s','mirrors':['%s']}"
                        .formatted(origin.url("/" + i), second.url("/" + i)))
            .collect(Collectors.joining(","));
    String retry = "'mode':'probe','retry':{'attempts':1000,'backoffMs':10,'giveUpMs':200}";
    Job job = rig.run(job("{'type':'urls','urls':[" + urls + "]}", retry));
    assertThat(job.progress().done()).isEqualTo(9_000);
  }

  @Test
  void mirrorsOutliveACrash() {
    origin.on("/f", noAnswer());
    second.on("/f", Reply.ok("hello"));
    String id = rig.submit(one("")).id();
    rig.await(id, job -> job.progress().active() == 1);
    origin.on("/f", Reply.status(404));
    crash();
    rig.awaitEnd(id);
    assertThat(states(id)).containsExactly("done");
  }
}
