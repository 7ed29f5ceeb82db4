package dev.fetchery.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fetchery.job.ErrorCode;
import dev.fetchery.job.Item;
import dev.fetchery.job.ItemState;
import dev.fetchery.job.Job;
import dev.fetchery.job.JobState;
import dev.fetchery.testing.OriginServer;
import dev.fetchery.testing.Reply;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Origins that send Retry-After, with sensible values and others. */
class ThrottlingTest extends FaultSuite {
  private static final byte[] BODY = Reply.bytes(2_000, 11);
  private static final String SHORT_PATIENCE =
      "{\"retry\": {\"attempts\": 3, \"maxRetryAfterMs\": 60000}}";

  private static final String AHEAD = "in two seconds";

  @Override
  List<FaultCase> cases() {
    return Stream.of(atOnce(), waited(), notReady(), tooLong()).flatMap(List::stream).toList();
  }

  private static List<FaultCase> atOnce() {
    List<FaultCase> cases = new ArrayList<>();
    cases.add(again("Retry-After: 0", throttled("0")));
    cases.add(again("Retry-After: -5", throttled("-5")));
    cases.add(again("Retry-After: 1.5", throttled("1.5")));
    cases.add(again("Retry-After: garbage", throttled("soon, perhaps")));
    cases.add(again("Retry-After: empty", throttled("")));
    cases.add(again("Retry-After: two, one of them 0", throttled("soon").with("Retry-After", "0")));
    cases.add(
        FaultCase.fails(
                "Retry-After: two, the longer beyond what the job waits",
                ErrorCode.HTTP_STATUS,
                throttled("0").with("Retry-After", "7200"))
            .attempts(1));
    cases.add(again("Retry-After: a date past", throttled("Sun, 06 Nov 1994 08:49:37 GMT")));
    cases.add(
        again("Retry-After: an RFC 850 date past", throttled("Sunday, 06-Nov-94 08:49:37 GMT")));
    cases.add(again("Retry-After: an asctime date past", throttled("Sun Nov  6 08:49:37 1994")));
    for (int status : new int[] {408, 425, 429, 500, 502, 503, 504}) {
      cases.add(again("status " + status + ", once", Reply.status(status)));
    }
    for (int status : new int[] {400, 401, 405, 451, 501, 505}) {
      cases.add(
          FaultCase.fails(
                  "status " + status + " is final",
                  ErrorCode.HTTP_STATUS,
                  Reply.status(status).with("Retry-After", "1"))
              .attempts(1));
    }
    cases.add(
        FaultCase.fails("status 403 is final", ErrorCode.HTTP_STATUS, Reply.status(403))
            .attempts(1));
    cases.add(again("302 without Location, once", Reply.redirect(302, null)));
    cases.add(
        FaultCase.fails("302 without Location", ErrorCode.BAD_RESPONSE, Reply.redirect(302, null))
            .attempts(2));
    cases.add(
        again("retry.statuses", Reply.status(418)).with("{\"retry\": {\"statuses\": [418]}}"));
    cases.add(
        again("a 404 that may pass", Reply.status(404)).with("{\"retry\": {\"statuses\": [404]}}"));
    return cases;
  }

  private static List<FaultCase> notReady() {
    Reply accepted = Reply.status(202).with("Retry-After", "1");
    String patient = "{\"retry\": {\"attempts\": 1, \"giveUpMs\": %d}}";
    return List.of(
        FaultCase.saves("202 twice, then 200", BODY, accepted, accepted, Reply.ok(BODY))
            .with(patient.formatted(600_000))
            .attempts(3),
        FaultCase.fails("202 for ever", ErrorCode.HTTP_STATUS, accepted)
            .with(patient.formatted(2_500))
            .and((o, item) -> assertThat(item.attempts()).isBetween(3, 4)),
        FaultCase.fails("202 without Retry-After", ErrorCode.HTTP_STATUS, Reply.status(202))
            .attempts(1));
  }

  private static List<FaultCase> waited() {
    return List.of(
        restsFor("Retry-After: 1 rests the whole host", "1", 1_000),
        // A date has no fractions of a second: up to a whole one is lost.
        restsFor("Retry-After: a date two seconds ahead", AHEAD, 900),
        restsFor("403 with Retry-After", 1_000, Reply.status(403).with("Retry-After", "1")),
        restsFor("RateLimit", 1_000, Reply.status(429).with("RateLimit", "\"default\";r=0;t=1")),
        restsFor("X-RateLimit-Reset", 1_000, Reply.status(429).with("X-RateLimit-Reset", "1")),
        restsFor(
            "Retry-After: a date by a clock that is an hour ahead",
            1_000,
            throttled("Sun, 01 Mar 2099 13:00:01 GMT")
                .with("Date", "Sun, 01 Mar 2099 13:00:00 GMT")));
  }

  private static FaultCase restsFor(String name, String value, long leastMs) {
    return restsFor(name, leastMs, () -> throttled(value(value)));
  }

  private static FaultCase restsFor(String name, long leastMs, Reply first) {
    return restsFor(name, leastMs, () -> first);
  }

  private static FaultCase restsFor(String name, long leastMs, Supplier<Reply> first) {
    ConcurrentLinkedQueue<Long> times = new ConcurrentLinkedQueue<>();
    return FaultCase.saving(
            name,
            BODY,
            o -> {
              OriginServer.Script sibling =
                  request -> {
                    times.add(System.nanoTime());
                    return Reply.ok(SIBLING);
                  };
              o.on("/one", sibling).on("/two", sibling);
              o.on(
                  "/bad",
                  request -> {
                    times.add(System.nanoTime());
                    return o.requests("/bad") == 1 ? first.get() : Reply.ok(BODY);
                  });
            })
        .with("{\"limits\": {\"perHost\": 1}}")
        .attempts(2)
        .and(
            (o, item) -> {
              List<Long> all = List.copyOf(times);
              long gap = TimeUnit.NANOSECONDS.toMillis(all.get(1) - all.get(0));
              assertThat(gap).isGreaterThanOrEqualTo(leastMs);
            });
  }

  private static String value(String value) {
    return value.equals(AHEAD)
        ? DateTimeFormatter.RFC_1123_DATE_TIME.format(
            ZonedDateTime.now(ZoneOffset.UTC).plusSeconds(2))
        : value;
  }

  private static List<FaultCase> tooLong() {
    return List.of(
        absurd("Retry-After: 120 where 60 s are waited for", "120"),
        absurd("Retry-After: 9223372037", "9223372037"),
        absurd("Retry-After: forty digits", "9".repeat(40)),
        absurd("Retry-After: a date in 2099", "Thu, 01 Jan 2099 00:00:00 GMT"),
        absurd("Retry-After: leading zeros", "0000000000000000000000000000000000000000120"));
  }

  /** It fails the item, names the time, and leaves its siblings alone. */
  private static FaultCase absurd(String name, String value) {
    return FaultCase.fails(name, ErrorCode.HTTP_STATUS, throttled(value))
        .with(SHORT_PATIENCE)
        .attempts(1)
        .and((o, item) -> assertThat(item.error().detail()).contains("429", "Retry-After"));
  }

  private static Reply throttled(String value) {
    return Reply.status(429).with("Retry-After", value);
  }

  private static FaultCase again(String name, Reply first) {
    return FaultCase.saves(name, BODY, first, Reply.ok(BODY)).attempts(2);
  }

  @Test
  void hostThatAnswers429ForEverCostsNinetyNineOthersNothing() {
    OriginServer busy = newOrigin().otherwise(request -> Reply.status(429));
    List<OriginServer> others =
        IntStream.range(0, 99)
            .mapToObj(i -> newOrigin().otherwise(request -> Reply.ok(SIBLING)))
            .toList();
    String urls =
        Stream.concat(
                IntStream.range(0, 30).mapToObj(i -> busy.url("/" + i)),
                others.stream().flatMap(o -> Stream.of(o.url("/x"), o.url("/y"))))
            .map(url -> '"' + url + '"')
            .collect(Collectors.joining(","));
    Job begun =
        rig()
            .submit(
                """
                {"source": {"type": "urls", "urls": [%s]}, "save": {"dir": "busy", "as": "{index}"},
                 "retry": {"attempts": 3, "backoffMs": 10, "giveUpMs": 2500}}
                """
                    .formatted(urls));
    rig().await(begun.id(), job -> job.progress().done() == 198);
    Job ended = rig().awaitEnd(begun.id());
    assertThat(ended.state()).isEqualTo(JobState.PARTIAL);
    List<Item> failed = rig().items(ended.id(), ItemState.FAILED);
    assertThat(failed)
        .hasSize(30)
        .allSatisfy(i -> assertThat(i.error().code()).isEqualTo(ErrorCode.HTTP_STATUS));
    assertThat(busy.requests()).as("requests to a host that rests").isLessThan(60);
  }

  @Test
  void whileTheWholeHostRestsNoJobAsksIt() {
    ConcurrentLinkedQueue<Long> times = new ConcurrentLinkedQueue<>();
    OriginServer origin =
        newOrigin()
            .otherwise(
                request -> {
                  times.add(System.nanoTime());
                  return times.size() == 1 ? throttled("1") : Reply.ok(SIBLING);
                });
    String job =
        """
        {"source": {"type": "urls", "urls": ["%s"]}, "save": {"dir": "rest", "as": "%s"}}
        """;
    Job first = rig().submit(job.formatted(origin.url("/a"), "a"));
    rig().await(first.id(), j -> j.progress().retries() == 1);
    Job second = rig().run(job.formatted(origin.url("/b"), "b"));
    assertThat(second.state()).isEqualTo(JobState.SUCCEEDED);
    assertThat(rig().awaitEnd(first.id()).state()).isEqualTo(JobState.SUCCEEDED);
    List<Long> all = List.copyOf(times);
    assertThat(TimeUnit.NANOSECONDS.toMillis(all.get(1) - all.get(0))).isGreaterThanOrEqualTo(990);
    assertThat(rig().items(second.id()).get(0).attempts()).as("waiting costs none").isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({
    "503, Retry-After, 1",
    "429, Retry-After, 1",
    "403, Retry-After, 1",
    "429, X-RateLimit-Reset, 1",
    "403, RateLimit, r=0;t=1"
  })
  void whatAProbeIsToldRestsTheWholeHost(int status, String header, String value) {
    ConcurrentLinkedQueue<Long> times = new ConcurrentLinkedQueue<>();
    OriginServer origin =
        newOrigin()
            .otherwise(
                request -> {
                  times.add(System.nanoTime());
                  return times.size() == 1
                      ? Reply.status(status).with(header, value)
                      : Reply.ok(SIBLING);
                });
    String job = "{\"source\": {\"type\": \"urls\", \"urls\": [\"%s\"]}, \"mode\": \"probe\"}";
    Job probe = rig().run(job.formatted(origin.url("/a")));
    Item probed = rig().items(probe.id()).get(0);
    assertThat(probed.state()).isEqualTo(ItemState.DONE);
    assertThat(probed.status()).isEqualTo(status);
    assertThat(probed.attempts()).isEqualTo(1);
    assertThat(rig().run(job.formatted(origin.url("/b"))).state()).isEqualTo(JobState.SUCCEEDED);
    List<Long> all = List.copyOf(times);
    assertThat(TimeUnit.NANOSECONDS.toMillis(all.get(1) - all.get(0))).isGreaterThanOrEqualTo(990);
  }
}
