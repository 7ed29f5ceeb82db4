package dev.fetchery.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fetchery.job.AttemptRecord;
import dev.fetchery.job.Item;
import dev.fetchery.job.ItemState;
import dev.fetchery.job.Job;
import dev.fetchery.job.JobState;
import dev.fetchery.testing.OriginFault;
import dev.fetchery.testing.OriginServer;
import dev.fetchery.testing.OriginServer.Seen;
import dev.fetchery.testing.Ranges;
import dev.fetchery.testing.Reply;
import dev.fetchery.testing.Rig;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Items whose real URLs are asked for when their turn has come. */
class LocateTest extends CoordinatorCase {
  private static final String SIGNATURE = "never-written";

  private final OriginServer files = OriginServer.start();

  /** Signatures given out, by path. */
  private final AtomicInteger signed = new AtomicInteger();

  @AfterEach
  void endFiles() {
    files.close();
  }

  /** Items 0, 1 and so on; the origin says where each is, {@code files} has them. */
  private String located(int count, String locate, String fields) {
    String more = fields.isEmpty() ? "" : "," + fields;
    return job(
        "{'type':'template','url':'"
            + origin.url("/own/{value}")
            + "','values':{'from':0,'to':"
            + (count - 1)
            + "}}",
        "'locate':{'url':'" + origin.url("/link/{value}") + "','at':'/u'" + locate + "}" + more);
  }

  /** Answers of the form {@code {"u": URL}}, each with another signature. */
  private void signs() {
    origin.otherwise(
        r -> {
          String path = r.path().replace("/link/", "/file/");
          return link(files.url(path + "?sig=" + SIGNATURE + signed.incrementAndGet()));
        });
    files.otherwise(r -> Reply.ok("at " + r.path()));
  }

  private static Reply link(String url) {
    return Reply.ok("{\"u\":\"" + url + "\",\"name\":\"a name\"}");
  }

  private List<AttemptRecord> attempts(String id, int seq) {
    return Rig.await(rig.store().attempts(id, seq));
  }

  @Test
  void itemIsFetchedWhereItIsSaidToBe() throws IOException {
    signs();
    Job job = rig.run(located(2, "", "'save':{'as':'{value}.txt'}"));
    assertThat(job.state()).isEqualTo(JobState.SUCCEEDED);
    assertThat(content("n/1.txt")).isEqualTo("at /file/1");
    Item item = item(job.id(), 1);
    assertThat(item.url()).isEqualTo(origin.url("/own/1"));
    assertThat(item.finalUrl()).isEqualTo(files.url("/file/1"));
    assertThat(item.attempts()).isEqualTo(1);
    assertThat(attempts(job.id(), 1))
        .extracting(AttemptRecord::url, AttemptRecord::status)
        .containsExactly(org.assertj.core.groups.Tuple.tuple(files.url("/file/1"), 200));
    assertThat(origin.requests("/own/1")).isZero();
    assertThat(origin.requests("/link/1")).isEqualTo(1);
    rig.close();
    assertNoSignatureIn(root);
    rig = begin();
  }

  private static void assertNoSignatureIn(Path root) throws IOException {
    byte[] mark = SIGNATURE.getBytes(StandardCharsets.UTF_8);
    try (Stream<Path> walk = Files.walk(root)) {
      for (Path file : walk.filter(Files::isRegularFile).toList()) {
        String text = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        assertThat(text).as("%s", file).doesNotContain(new String(mark, StandardCharsets.UTF_8));
      }
    }
  }

  @Test
  void itsAnswerMayBeRelativeAndNameTheFile() {
    origin.on("/link/0", link("../real/0?sig=1"));
    Job job = rig.run(located(1, ",'set':{'title':'/name'}", "'save':{'as':'{title}.{value}'}"));
    assertThat(job.state()).isEqualTo(JobState.SUCCEEDED);
    assertThat(rig.files()).containsExactly("n/a name.0");
    assertThat(origin.requests("/real/0")).isEqualTo(1);
  }

  @Test
  void itsAnswerMayBeTheUrlItselfAndItsRequestHoldTheItemsUrl() {
    origin.on("/link", r -> Reply.ok("\"" + origin.url("/real") + "\""));
    Job job =
        rig.run(
            job(
                "{'type':'urls','urls':['" + origin.url("/own?a=b") + "']}",
                "'locate':{'url':'" + origin.url("/link?of={url}") + "','method':'POST'}"));
    assertThat(job.state()).isEqualTo(JobState.SUCCEEDED);
    Seen asked = origin.seen("/link").iterator().next();
    assertThat(asked.method()).isEqualTo("POST");
    assertThat(asked.target()).endsWith("%2Fown%3Fa%3Db");
    assertThat(origin.requests("/real")).isEqualTo(1);
  }

  @Test
  void aTemplateNeedsNoUrl() {
    signs();
    String job =
        job(
            "{'type':'template','values':['a','b']}",
            "'locate':{'url':'"
                + origin.url("/link/{value}")
                + "','at':'/u'},'save':{'as':'{key}.txt'}");
    Job ended = rig.run(job);
    assertThat(content("n/b.txt")).isEqualTo("at /file/b");
    assertThat(item(ended.id(), 0).url()).isEqualTo(origin.url("/link/a"));
    assertThat(origin.requests()).isEqualTo(2);
  }

  @Test
  void aParentThatIsATemplateNeedsNoUrl() {
    origin.otherwise(r -> Reply.ok("[\"/f" + r.path() + "\"]"));
    Job ended =
        rig.run(
            job(
                "{'type':'json','url':'"
                    + origin.url("/of/{parent.value}")
                    + "','parent':{'type':'template','values':['a','b']}}",
                "'save':{'as':'{parent.value}'}"));
    assertThat(ended.progress().done()).isEqualTo(2);
    assertThat(content("n/b")).isEqualTo("[\"/f/f/of/b\"]");
  }

  @Test
  void elementsNeedNoUrls() {
    signs();
    origin.on("/list", Reply.ok("[{\"id\": 7}, {\"id\": 8, \"name\": \"b\"}, \"own/9\"]"));
    Job job =
        rig.run(
            job(
                "{'type':'json','url':'" + origin.url("/list") + "'}",
                "'locate':{'url':'" + origin.url("/link/{id}") + "','at':'/u'}"));
    assertThat(states(job.id())).containsExactly("done", "done", "failed lookup");
    assertThat(item(job.id(), 0).url()).isEqualTo(origin.url("/link/7"));
    assertThat(rig.files()).containsExactly("n/7", "n/8");
  }

  @ParameterizedTest
  @ValueSource(ints = {401, 403, 410})
  void oneThatHasComeToItsEndIsAskedForAnewWithinTheAttempts(int status) {
    signs();
    files.on("/file/0", Reply.status(status), Reply.status(status), Reply.ok("there"));
    Job job = rig.run(located(1, "", "'retry':{'attempts':3,'backoffMs':1}"));
    assertThat(job.state()).isEqualTo(JobState.SUCCEEDED);
    assertThat(origin.requests("/link/0")).isEqualTo(3);
    assertThat(item(job.id(), 0).attempts()).isEqualTo(3);
    assertThat(files.seen("/file/0")).extracting(Seen::target).doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @CsvSource({"401,failed http_status", "403,failed http_status", "410,not_found http_status"})
  void oneThatIsAlwaysRefusedEndsWithTheAttempts(int status, String state) {
    signs();
    files.on("/file/0", Reply.status(status));
    Job job = rig.run(located(1, "", "'retry':{'attempts':2,'backoffMs':1}"));
    assertThat(states(job.id())).containsExactly(state);
    assertThat(origin.requests("/link/0")).isEqualTo(2);
  }

  @Test
  void aRefusalDoesNotSlowTheHost() {
    signs();
    Map<String, Integer> asked = new ConcurrentHashMap<>();
    files.otherwise(
        r -> asked.merge(r.path(), 1, Integer::sum) == 1 ? Reply.status(403) : Reply.ok("x"));
    Job job = rig.run(located(60, "", ""));
    assertThat(job.state()).isEqualTo(JobState.SUCCEEDED);
    assertThat(rig.show(job.id()).progress().hosts()).isEmpty();
    assertThat(rig.items(job.id())).allMatch(item -> item.attempts() == 2);
  }

  @Test
  void otherFailuresAskTheSameUrlAgain() {
    signs();
    files.on("/file/0", Reply.status(503), Reply.ok("there"));
    Job job = rig.run(located(1, "", "'retry':{'backoffMs':1}"));
    assertThat(job.state()).isEqualTo(JobState.SUCCEEDED);
    assertThat(origin.requests("/link/0")).isEqualTo(1);
    assertThat(files.requests("/file/0")).isEqualTo(2);
  }

  @Test
  void oneWhoseTimeIsOverIsAskedForAnewAndCostsNoAttempt() {
    signs();
    files.on("/file/0", Reply.status(503).with("Retry-After", "1"), Reply.ok("there"));
    Job job = rig.run(located(1, ",'validForMs':500", ""));
    assertThat(job.state()).isEqualTo(JobState.SUCCEEDED);
    assertThat(origin.requests("/link/0")).isEqualTo(2);
    assertThat(item(job.id(), 0).attempts()).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "404|{}|not_found lookup",
        "410|{}|not_found lookup",
        "400|{}|failed lookup",
        "200|{}|failed lookup",
        "200|{\"u\":7|failed lookup",
        "200|{\"u\":null}|failed lookup",
        "200|{\"u\":5}|failed lookup",
        "200|{\"u\":true}|failed lookup",
        "200|{\"u\":\"\"}|failed bad_url",
        "200|{\"u\":\" \"}|failed bad_url",
        "200|{\"u\":\"#f\"}|failed bad_url",
        "200|<html>|failed lookup",
        "200|{\"u\":\"ftp://h/\"}|failed bad_url",
        "200|{\"u\":\"http://\"}|failed bad_url",
      })
  void anAnswerWithoutAUrlFailsItsItemAlone(int status, String answer, String state) {
    signs();
    origin.on("/link/0", Reply.ok(answer).withStatus(status));
    Job job = rig.run(located(2, "", ""));
    assertThat(states(job.id())).containsExactly(state, "done");
    assertThat(item(job.id(), 0).attempts()).isZero();
    assertThat(origin.requests("/link/0")).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({"5,/link/5", "?v=2,/link/0?v=2", "/true,/true"})
  void aTextThatIsARelativeReferenceIsAUrl(String reference, String target) {
    origin.on("/link/0", r -> r.target().equals(target) ? Reply.ok("it") : link(reference));
    Job job = rig.run(located(1, "", ""));
    assertThat(states(job.id())).containsExactly("done");
    assertThat(attempts(job.id(), 0))
        .extracting(AttemptRecord::url)
        .containsExactly(origin.url(target.replace("?v=2", "")));
  }

  @Test
  void aRequestThatFailsForAMomentIsSentAgain() {
    signs();
    Reply good = link(files.url("/file/0"));
    origin.on("/link/0", Reply.status(503), Reply.redirect(302, "/link/else"), good);
    origin.on("/link/else", Reply.status(500), good);
    Job job = rig.run(located(1, "", "'retry':{'backoffMs':1}"));
    assertThat(job.state()).isEqualTo(JobState.SUCCEEDED);
    assertThat(item(job.id(), 0).attempts()).isEqualTo(1);
  }

  @Test
  void nothingIsAskedForThatIsNotFetchedNext() {
    AtomicInteger open = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    signs();
    OriginServer.Script sign = r -> link(files.url(r.path().replace("/link/", "/file/")));
    for (int i = 0; i < 30; i++) {
      origin.on(
          "/link/" + i,
          r -> {
            most.accumulateAndGet(open.incrementAndGet(), Math::max);
            return sign.reply(r);
          });
    }
    files.otherwise(
        r -> {
          open.decrementAndGet();
          return Reply.ok("x").after(20);
        });
    Job job = rig.run(located(30, "", "'limits':{'perHost':2}"));
    assertThat(job.state()).isEqualTo(JobState.SUCCEEDED);
    assertThat(most).hasValueLessThanOrEqualTo(2);
  }

  @Test
  void nothingIsAskedForOfAFileThatIsThere() {
    signs();
    file("n/0.txt", "there");
    Job job = rig.run(located(2, "", "'save':{'as':'{value}.txt'}"));
    assertThat(states(job.id())).containsExactly("skipped", "done");
    assertThat(origin.requests("/link/0")).isZero();
  }

  @Test
  void manyWhoseUrlsAreShortLivedAllComeAtTheFirstAttempt() {
    int livesMs = 300;
    Map<String, Long> given = new ConcurrentHashMap<>();
    origin.otherwise(
        r -> {
          String target = r.path().replace("/link/", "/file/") + "?n=" + signed.incrementAndGet();
          given.put(target, System.nanoTime());
          return link(files.url(target));
        });
    AtomicInteger late = new AtomicInteger();
    files.otherwise(
        r -> {
          Long since = given.get(r.target());
          boolean good = since != null && System.nanoTime() - since < livesMs * 1_000_000L;
          late.addAndGet(good ? 0 : 1);
          return good ? Reply.ok("x").after(40) : Reply.status(403);
        });
    Job job =
        rig.run(
            located(1_000, ",'validForMs':" + livesMs, "'limits':{'concurrency':40,'perHost':16}"));
    assertThat(job.progress().done()).isEqualTo(1_000);
    // A pause of this machine may make a few late; they come all the same.
    assertThat(late).hasValueLessThan(50);
    assertThat(signed).hasValueLessThan(1_100);
  }

  @Test
  void headersGoByTheRulesOfOrigins() {
    signs();
    origin.on("/link/0", link(files.url("/file/0")));
    origin.on("/link/1", link(origin.url("/file/1")));
    origin.on("/file/1", Reply.ok("x"));
    String secret = "'request':{'headers':{'X-Key':'k','Accept':'a/b'}}";
    rig.run(located(2, ",'headers':{'X-Link':'l'}", secret));
    Seen link = origin.seen("/link/0").iterator().next();
    assertThat(link.header("x-key")).isEqualTo("k");
    assertThat(link.header("x-link")).isEqualTo("l");
    Seen here = origin.seen("/file/1").iterator().next();
    assertThat(here.header("x-key")).isEqualTo("k");
    assertThat(here.header("x-link")).isNull();
    Seen foreign = files.seen("/file/0").iterator().next();
    assertThat(foreign.header("x-key")).isNull();
    assertThat(foreign.header("x-link")).isNull();
    assertThat(foreign.header("accept")).isEqualTo("a/b");
  }

  @Test
  void headersGoToOriginsThatTheJobNames() {
    signs();
    String to = files.url("/").replaceAll("/$", "");
    rig.run(located(1, "", "'request':{'headers':{'X-Key':'k'},'headersTo':['" + to + "']}"));
    assertThat(files.seen("/file/0").iterator().next().header("x-key")).isEqualTo("k");
  }

  @Test
  void aPartIsContinuedAtTheNextUrlByItsStrongTag() throws IOException {
    byte[] entity = Reply.bytes(3_000_000, 1);
    String tag = "\"t\"";
    OriginServer.Script whole = Ranges.of(entity, tag, Ranges.Lie.NONE);
    signs();
    AtomicInteger asked = new AtomicInteger();
    files.on(
        "/file/0",
        r ->
            switch (asked.incrementAndGet()) {
              case 1 -> whole.reply(r).with(new OriginFault.Reset(2_000_000));
              case 2 -> Reply.status(403);
              default -> whole.reply(r);
            });
    Job job = rig.run(located(1, "", "'save':{'as':'x'},'retry':{'backoffMs':1}"));
    assertThat(job.state()).isEqualTo(JobState.SUCCEEDED);
    assertThat(Files.readAllBytes(rig.downloads().resolve("n/x"))).isEqualTo(entity);
    Seen last = files.seen("/file/0").stream().reduce((a, b) -> b).orElseThrow();
    assertThat(last.header("range")).startsWith("bytes=");
    assertThat(last.header("if-range")).isEqualTo(tag);
    assertThat(last.target()).endsWith(SIGNATURE + "2");
  }

  @Test
  void afterACrashItIsAskedForAnew() {
    signs();
    files.otherwise(r -> gate());
    String id = rig.submit(located(3, "", "'retry':{'attempts':2}")).id();
    rig.await(id, j -> files.requests() == 3);
    crash();
    open.set(true);
    assertThat(rig.awaitEnd(id).state()).isEqualTo(JobState.SUCCEEDED);
    assertThat(origin.requests("/link/0")).isEqualTo(2);
    assertThat(item(id, 0).attempts()).isEqualTo(1);
  }

  @Test
  void aRestOfTheHostThatIsAskedHolds() {
    signs();
    Reply good = link(files.url("/file/0"));
    AtomicInteger asked = new AtomicInteger();
    origin.on(
        "/link/0",
        r -> asked.incrementAndGet() == 1 ? Reply.status(429).with("Retry-After", "1") : good);
    long began = System.nanoTime();
    Job job = rig.run(located(1, "", "'retry':{'backoffMs':1}"));
    assertThat(job.state()).isEqualTo(JobState.SUCCEEDED);
    assertThat(System.nanoTime() - began).isGreaterThan(900_000_000L);
  }

  @Test
  void whatWaitsToBeLocatedIsPausedAndCancelledLikeAnythingElse() {
    signs();
    files.otherwise(r -> gate());
    String id = rig.submit(located(100, "", "'limits':{'perHost':1}")).id();
    rig.await(id, j -> files.requests() == 1);
    pause(id);
    rig.await(id, j -> j.progress().active() == 0);
    resume(id);
    rig.await(id, j -> files.requests() == 2);
    cancel(id);
    assertThat(rig.awaitEnd(id).state()).isEqualTo(JobState.CANCELLED);
    assertThat(count(id, ItemState.CANCELLED)).isEqualTo(100);
  }

  @Test
  void probesGoWhereItemsAre() {
    signs();
    Job job = rig.run(located(2, "", "'mode':'probe'"));
    assertThat(job.state()).isEqualTo(JobState.SUCCEEDED);
    assertThat(files.requests()).isEqualTo(2);
    assertThat(item(job.id(), 0).finalUrl()).isEqualTo(files.url("/file/0"));
  }

  @Test
  void aMirrorIsAskedAsItIs() {
    signs();
    files.on("/file/0", Reply.status(404));
    files.on("/mirror", Reply.ok("from the mirror"));
    Job job =
        rig.run(
            job(
                "{'type':'urls','urls':[{'url':'"
                    + origin.url("/own")
                    + "','mirrors':['"
                    + files.url("/mirror")
                    + "']}]}",
                "'locate':{'url':'" + origin.url("/link/0") + "','at':'/u'}"));
    assertThat(job.state()).isEqualTo(JobState.SUCCEEDED);
    assertThat(item(job.id(), 0).finalUrl()).isEqualTo(files.url("/mirror"));
    assertThat(origin.requests("/link/0")).isEqualTo(1);
  }
}
