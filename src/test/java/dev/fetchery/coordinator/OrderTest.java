package dev.fetchery.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fetchery.job.Item;
import dev.fetchery.testing.OriginFault;
import dev.fetchery.testing.OriginServer;
import dev.fetchery.testing.Ranges;
import dev.fetchery.testing.Reply;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Items whose entry says how they are asked for. */
class OrderTest extends CoordinatorCase {
  private static final byte[] BODY =
      "0123456789abcdefghijklmnopqrstuvwxyz".getBytes(StandardCharsets.US_ASCII);

  /** A job of one item at {@code /f}, with more fields of its entry and of the job. */
  private String one(String entry, String job) {
    String url = "{'url':'" + origin.url("/f") + "'" + entry + "}";
    return job("{'type':'urls','urls':[" + url + "]}", job);
  }

  private Item run(String entry, String job) {
    return rig.items(rig.run(one(entry, job)).id()).get(0);
  }

  private static String outcome(Item item) {
    return item.error() == null ? item.state().wire() : item.error().code().wire();
  }

  private OriginServer.Seen seen(int number) {
    return origin.seen("/f").get(number);
  }

  @Test
  void aBodyIsPosted() {
    origin.on("/f", Reply.ok("done"));
    assertThat(outcome(run(",'body':'a=1'", ""))).isEqualTo("done");
    assertThat(seen(0).method()).isEqualTo("POST");
    assertThat(seen(0).body()).isEqualTo("a=1");
    assertThat(seen(0).header("content-type")).isEqualTo("text/plain;charset=UTF-8");
  }

  @Test
  void jsonIsPostedAsItWasWritten() {
    origin.on("/f", Reply.ok("done"));
    run(",'json':{'n':1.10,'list':[true,null]}", "");
    assertThat(seen(0).body()).isEqualTo("{\"n\":1.10,\"list\":[true,null]}");
    assertThat(seen(0).header("content-type")).isEqualTo("application/json");
  }

  @Test
  void aContentTypeOfItsOwnGoesBeforeTheUsual() {
    origin.on("/f", Reply.ok("done"));
    String form = "application/x-www-form-urlencoded";
    run(",'method':'POST','body':'a=1','headers':{'Content-Type':'" + form + "'}", "");
    assertThat(seen(0).header("content-type")).isEqualTo(form);
  }

  @Test
  void aPostWithoutABodyIsEmpty() {
    origin.on("/f", Reply.ok("done"));
    assertThat(outcome(run(",'method':'POST'", ""))).isEqualTo("done");
    assertThat(seen(0).method()).isEqualTo("POST");
    assertThat(seen(0).header("content-length")).isEqualTo("0");
  }

  @Test
  void aPostIsNotSentTwiceWhateverBroke() {
    List<Reply> troubles =
        List.of(
            Reply.ok("x").with(new OriginFault.CloseBeforeHead()),
            Reply.ok("x").with(new OriginFault.ResetBeforeHead()),
            Reply.ok("hello world").with(new OriginFault.CloseAfter(3)),
            Reply.status(503),
            Reply.status(429).with("Retry-After", "0"));
    for (Reply trouble : troubles) {
      int before = origin.requests("/f");
      origin.on("/f", trouble, Reply.ok("second"));
      Item item = run(",'method':'POST','body':'x'", "'retry':{'backoffMs':1}");
      assertThat(item.state().wire()).as(trouble.toString()).isEqualTo("failed");
      assertThat(origin.requests("/f") - before).as(trouble.toString()).isEqualTo(1);
    }
  }

  @Test
  void aPostIsNotSentTwiceForAWrongChecksum() {
    origin.on("/f", Reply.ok("hello"));
    Item item = run(",'method':'POST','md5':'" + "0".repeat(32) + "'", "'retry':{'backoffMs':1}");
    assertThat(outcome(item)).isEqualTo("checksum");
    assertThat(origin.requests("/f")).isEqualTo(1);
  }

  @Test
  void theJobMaySayThatAStatusIsTriedAgain() {
    origin.on("/f", Reply.status(503), Reply.ok("second"));
    String retry = "'retry':{'backoffMs':1,'statuses':[503]}";
    assertThat(outcome(run(",'method':'POST','body':'x'", retry))).isEqualTo("done");
    assertThat(origin.requests("/f")).isEqualTo(2);
  }

  @Test
  void aPostUnderWayIsNotSentAgainAfterACrash() {
    origin.on("/f", noAnswer());
    String id = rig.submit(one(",'body':'x'", "")).id();
    rig.await(id, job -> job.progress().active() == 1 && origin.requests("/f") == 1);
    crash();
    rig.awaitEnd(id);
    assertThat(states(id)).containsExactly("failed reset");
    assertThat(origin.requests("/f")).isEqualTo(1);
    origin.on("/f", Reply.ok("told to"));
    retry(id);
    rig.awaitEnd(id);
    assertThat(states(id)).containsExactly("done");
  }

  @Test
  void aPostUnderWayIsNotSentAgainAfterAPause() {
    origin.on("/f", noAnswer());
    String id = rig.submit(one(",'body':'x'", "")).id();
    rig.await(id, job -> job.progress().active() == 1 && origin.requests("/f") == 1);
    pause(id);
    rig.awaitEnd(id);
    assertThat(states(id)).containsExactly("failed reset");
    assertThat(origin.requests("/f")).isEqualTo(1);
  }

  @Test
  void aRedirectThatTurnsItIntoAGetIsFollowed() {
    origin.on("/f", Reply.redirect(303, "/result"));
    origin.on("/result", Reply.ok("result"));
    assertThat(outcome(run(",'body':'x'", ""))).isEqualTo("done");
    assertThat(origin.seen("/result").get(0).method()).isEqualTo("GET");
  }

  @Test
  void aPieceIsSavedExactly() {
    origin.on("/f", Ranges.of(BODY, "\"e\"", Ranges.Lie.NONE));
    assertThat(outcome(run(",'range':'10-29','size':20", ""))).isEqualTo("done");
    assertThat(content("n/f")).isEqualTo("abcdefghijklmnopqrst");
    assertThat(seen(0).header("range")).isEqualTo("bytes=10-29");
    assertThat(seen(0).header("if-range")).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "NONE,            10-99, bad_response",
    "IGNORES_RANGE,   10-29, bad_response",
    "NOT_SATISFIABLE, 10-29, http_status",
    "FIVE_BEFORE,     10-29, bad_response",
    "FIVE_AFTER,      10-29, bad_response",
    "UNIT_ITEMS,      10-29, bad_response",
    "STAR_TOTAL,      10-29, done",
    "IGNORES_RANGE,   0-35,  done"
  })
  void anotherPieceFailsTheItem(Ranges.Lie lie, String range, String outcome) {
    origin.on("/f", Ranges.of(BODY, "\"e\"", lie));
    assertThat(outcome(run(",'range':'" + range + "'", "'retry':{'backoffMs':1}")))
        .isEqualTo(outcome);
  }

  @Test
  void whatIsSaidOfTheWholeIsNotHeldAgainstAPiece() {
    Reply piece = Reply.ok("abc").withStatus(206).with("Content-Range", "bytes 10-12/36");
    origin.on("/f", piece.with("Repr-Digest", "sha-256=:" + "A".repeat(43) + "=:"));
    assertThat(outcome(run(",'range':'10-12'", ""))).isEqualTo("done");
  }

  @Test
  void aPieceOutlivesARedirectToAnotherHost() {
    OriginServer other = OriginServer.start();
    try {
      other.on("/g", Ranges.of(BODY, "\"e\"", Ranges.Lie.NONE));
      origin.on("/f", Reply.redirect(302, other.url("/g")));
      assertThat(outcome(run(",'range':'0-3'", ""))).isEqualTo("done");
      assertThat(content("n/f")).isEqualTo("0123");
    } finally {
      other.close();
    }
  }
}
