package dev.fetchery.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fetchery.testing.OriginServer;
import dev.fetchery.testing.Ranges;
import dev.fetchery.testing.Reply;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a refresh asks conditionally: a file as it was saved, of the URL that gave it. */
class RefreshTest extends CoordinatorCase {
  private static final String LATER = "Sun, 08 Nov 2026 10:00:00 GMT";
  private static final String EARLIER = "Sun, 01 Nov 2026 10:00:00 GMT";

  /** Answers 304 to every condition, as an origin may that takes two files for one. */
  private static OriginServer.Script careless(Reply whole) {
    return request ->
        request.header("if-none-match") == null && request.header("if-modified-since") == null
            ? whole
            : Reply.status(304);
  }

  private String run(String entry, String save) {
    String source = "{'type':'urls','urls':[{'url':'" + origin.url("/f") + "'" + entry + "}]}";
    String fields = "'save':{'as':'f','ifExists':'refresh'" + save + "}";
    return rig.run(job(source, fields)).id();
  }

  private List<String> runTwice(String entry, String save) {
    run(entry, save);
    return states(run(entry, save));
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"v\"", "W/\"v\""})
  void aTagIsSentAsItCame(String tag) {
    origin.on(
        "/f",
        request ->
            tag.equals(request.header("if-none-match"))
                ? Reply.status(304)
                : Reply.ok("one").with("ETag", tag));
    assertThat(runTwice("", "")).containsExactly("skipped");
  }

  @Test
  void aFragmentMakesNoOtherUrl() {
    origin.on("/f", careless(Reply.ok("one").with("ETag", "\"v\"")));
    run("", "");
    String source = "{'type':'urls','urls':['" + origin.url("/f#page=2") + "']}";
    String id = rig.run(job(source, "'save':{'as':'f','ifExists':'refresh'}")).id();
    assertThat(states(id)).containsExactly("skipped");
  }

  @ParameterizedTest
  @CsvSource({"now", "server"})
  void aFileWithoutADigestIsKnownByItsSizeAndTime(String mtime) {
    origin.on("/f", careless(Reply.ok("one").with("ETag", "\"v\"").with("Last-Modified", LATER)));
    String save = ",'digest':'none','mtime':'" + mtime + "'";
    assertThat(runTwice("", save)).containsExactly("skipped");
    file("n/f", "two");
    assertThat(states(run("", save))).containsExactly("done");
    assertThat(content("n/f")).isEqualTo("one");
  }

  @Test
  void whatARedirectLedToSaysNothingOfWhatItLeadsToNow() {
    origin.on("/f", Reply.redirect(302, "/v2"), Reply.redirect(302, "/v1"));
    origin.on("/v2", Reply.ok("two").with("Last-Modified", LATER));
    origin.on("/v1", careless(Reply.ok("one").with("Last-Modified", EARLIER)));
    assertThat(runTwice("", "")).containsExactly("done");
    assertThat(content("n/f")).isEqualTo("one");
    assertThat(origin.seen("/f").get(1).header("if-modified-since")).isNull();
  }

  @ParameterizedTest
  @CsvSource({"ETag,\"v\",skipped", "ETag,W/\"v\",done", "Last-Modified,x,done"})
  void behindASignedRedirectAStrongTagAloneIsProof(String field, String value, String then) {
    origin.on("/f", Reply.redirect(302, "/g?signature=1"), Reply.redirect(302, "/g?signature=2"));
    origin.otherwise(careless(Reply.ok("one").with(field, value)));
    assertThat(runTwice("", "")).containsExactly(then);
  }

  @Test
  void aMirrorSaysNothingOfTheItemsOwnUrl() {
    origin.on("/f", Reply.status(404));
    origin.on("/m", careless(Reply.ok("mirror").with("ETag", "\"1\"")));
    String mirrors = ",'mirrors':['" + origin.url("/m") + "']";
    run(mirrors, "");
    origin.on("/f", careless(Reply.ok("own").with("ETag", "\"1\"")));
    assertThat(states(run(mirrors, ""))).containsExactly("done");
    assertThat(content("n/f")).isEqualTo("own");
    origin.on("/f", Reply.status(404));
    run(mirrors, "");
    assertThat(states(run(mirrors, ""))).containsExactly("skipped");
  }

  @ParameterizedTest
  @CsvSource({
    "'sha256':'2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae',failed checksum",
    "'size':5,failed truncated",
    "'size':3,skipped",
    "'md5':'f97c5d29941bfb1b2fdab0874906ab82',skipped"
  })
  void whatAnEntryDemandsIsNotProvedByWhatHasNotChanged(String demand, String then) {
    origin.on("/f", careless(Reply.ok("one").with("ETag", "\"v\"")));
    run("", "");
    assertThat(states(run("," + demand, ""))).containsExactly(then);
  }

  @ParameterizedTest
  @CsvSource({
    "'minBytes':4,failed too_small",
    "'maxBytes':2,failed too_large",
    "'minBytes':3,skipped"
  })
  void whatTheJobExpectsIsNotProvedByWhatHasNotChanged(String expect, String then) {
    origin.on("/f", careless(Reply.ok("one").with("ETag", "\"v\"")));
    run("", "");
    String more = "},'retry':{'backoffMs':1},'expect':{" + expect;
    assertThat(states(run("", more))).containsExactly(then);
    assertThat(content("n/f")).isEqualTo("one");
  }

  /** Each entry, and the one that is saved in the same file after it. */
  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = ';',
      value = {
        ",'range':'0-1';``;one",
        ",'range':'0-1';,'range':'1-2';ne",
        ",'range':'0-1';,'range':'0-1';on",
        "``;,'range':'1-2';ne",
        ",'body':'on';,'body':'ne';ne",
        ",'method':'POST';,'method':'POST';``",
        ",'body':'on';``;one",
        "``;,'body':'on';on"
      })
  void onlyTheWholeByGetIsAskedForConditionally(String first, String then, String content) {
    OriginServer.Script ranged = Ranges.of(bytes("one"), "\"v\"", Ranges.Lie.NONE);
    origin.on(
        "/f",
        request -> {
          Reply reply =
              request.method().equals("POST")
                  ? Reply.ok(request.body()).with("ETag", "\"v\"")
                  : ranged.reply(request);
          return careless(reply).reply(request);
        });
    for (boolean deleted : List.of(false, true)) {
      String id = run(first, "");
      if (deleted) {
        delete(id, false);
        awaitErased();
      }
      assertThat(states(run(then, ""))).as("deleted: %s", deleted).containsExactly("done");
      assertThat(content("n/f")).isEqualTo(content);
    }
    assertThat(conditions()).isEqualTo("null,null,null,null");
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private String conditions() {
    return origin.seen("/f").stream()
        .map(request -> String.valueOf(request.header("if-none-match")))
        .collect(Collectors.joining(","));
  }

  @Test
  void validatorsOutliveTheJobWithTheUrlThatGaveThem() {
    origin.on("/f", Reply.redirect(302, "/v1"));
    origin.on("/v1", careless(Reply.ok("one").with("ETag", "\"v\"")));
    delete(run("", ""), false);
    assertThat(states(run("", ""))).containsExactly("skipped");
    assertThat(conditions()).isEqualTo("null,null");
    assertThat(origin.seen("/v1").get(1).header("if-none-match")).isEqualTo("\"v\"");
  }
}
