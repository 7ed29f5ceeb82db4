package dev.fetchery.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fetchery.bus.Answer;
import dev.fetchery.bus.Command;
import dev.fetchery.job.AttemptRecord;
import dev.fetchery.job.ErrorCode;
import dev.fetchery.job.Job;
import dev.fetchery.job.JobState;
import dev.fetchery.job.LogEntry;
import dev.fetchery.job.LogEntry.Kind;
import dev.fetchery.job.Series;
import dev.fetchery.testing.OriginFault;
import dev.fetchery.testing.Reply;
import dev.fetchery.testing.Rig;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is kept of how a job went, and that a killed service loses nothing of it. */
@Timeout(60)
class HistoryKeptTest extends CoordinatorCase {
  private List<AttemptRecord> attempts(String id, long seq) {
    return Rig.await(rig.store().attempts(id, seq));
  }

  private List<LogEntry> log(String id) {
    return Rig.await(rig.store().log(id, 0, 1_000));
  }

  private List<Kind> kinds(String id) {
    return log(id).stream().map(LogEntry::kind).toList();
  }

  private Series series(String id) {
    return Rig.await(rig.store().series(id));
  }

  @Test
  void attemptsOfAnItemAreKeptWithTheirRedirects() {
    origin.on("/0", Reply.status(503), Reply.redirect(302, "/there?signature=geheim"));
    origin.on("/there", Reply.ok("whole"));
    origin.on("/1", Reply.status(403));
    origin.on("/2", Reply.ok("at once"));
    String id = rig.run(numbered(3, "'retry':{'backoffMs':0}")).id();
    List<AttemptRecord> first = attempts(id, 0);
    assertThat(first).extracting(AttemptRecord::status).containsExactly(503, 302, 200);
    assertThat(first)
        .extracting(AttemptRecord::url)
        .containsExactly(origin.url("/0"), origin.url("/0"), origin.url("/there"));
    assertThat(first.get(0).fault().code()).isEqualTo(ErrorCode.HTTP_STATUS);
    assertThat(first.get(1).fault()).isNull();
    assertThat(first.get(2).bytes()).isEqualTo(5);
    assertThat(first)
        .allSatisfy(
            attempt -> {
              assertThat(attempt.remoteAddress()).isEqualTo("127.0.0.1:" + origin.port());
              assertThat(attempt.durationMs()).isNotNegative();
            });
    assertThat(attempts(id, 1)).extracting(AttemptRecord::status).containsExactly(403);
    assertThat(attempts(id, 2)).isEmpty();
  }

  @Test
  void attemptsOutliveAKill() {
    origin.on("/0", Reply.status(503), noAnswer());
    String id = rig.submit(numbered(1, "'retry':{'backoffMs':0}")).id();
    rig.await(id, job -> origin.requests("/0") == 2 && attempts(id, 0).size() == 1);
    origin.on("/0", Reply.ok("at last"));
    crash();
    rig.awaitEnd(id);
    assertThat(attempts(id, 0)).extracting(AttemptRecord::status).containsExactly(503, 200);
  }

  @Test
  void logTellsWhatHappened() {
    origin.otherwise(request -> gate());
    origin.on("/1", Reply.status(404));
    String id = rig.submit(numbered(2, "")).id();
    rig.await(id, job -> job.progress().notFound() == 1);
    pause(id);
    rig.await(id, job -> job.state() == JobState.PAUSED && job.progress().active() == 0);
    resume(id);
    rig.await(id, job -> job.progress().active() == 1);
    crash();
    open.set(true);
    rig.awaitEnd(id);
    rig.ask(new Command.RetryItems(id, List.of(), List.of()), Answer.JobView.class);
    rig.awaitEnd(id);
    assertThat(kinds(id))
        .containsExactly(
            Kind.CREATED,
            Kind.STARTED,
            Kind.PAUSED,
            Kind.RESUMED,
            Kind.RESTARTED,
            Kind.ENDED,
            Kind.RETRIED,
            Kind.ENDED);
    assertThat(log(id).get(5).detail()).isEqualTo("partial");
    assertThat(log(id).get(6).detail()).isEqualTo("1 item");
  }

  @Test
  void hostThatBacksOffIsInTheLogOnceWithItsCause() {
    origin.on(
        "/0",
        Reply.status(429).with("Retry-After", "1"),
        Reply.status(429).with("Retry-After", "1"),
        Reply.ok("now"));
    String id = rig.run(numbered(1, "")).id();
    assertThat(log(id))
        .filteredOn(entry -> entry.kind() == Kind.BACKOFF)
        .extracting(LogEntry::detail)
        .containsExactly("127.0.0.1:" + origin.port() + " for 1 s: http_status, HTTP 429");
  }

  @Test
  void seriesAddsUpAndOutlivesAKill() {
    byte[] body = Reply.bytes(400 << 10, 1);
    origin.on("/a", Reply.ok(body).with(new OriginFault.Drip(4 << 10, 20)));
    origin.on("/b", Reply.status(404));
    String id = rig.submit(urls(Stream.of("/a", "/b", "/c"), "")).id();
    rig.await(id, job -> series(id) != null && bytes(series(id)) > 40 << 10);
    long kept = bytes(series(id));
    crash();
    Series again = series(id);
    assertThat(bytes(again)).isGreaterThanOrEqualTo(kept);
    Job end = rig.awaitEnd(id);
    Series whole = series(id);
    assertThat(whole.fromMs()).isEqualTo(again.fromMs());
    assertThat(whole.points().stream().mapToLong(Series.Point::items).sum())
        .isEqualTo(end.progress().done());
    assertThat(bytes(whole)).isGreaterThanOrEqualTo(400 << 10);
    assertThat(end.progress().elapsedMs()).isGreaterThanOrEqualTo(again.pace().elapsedMs());
    assertThat(whole.points().stream().mapToLong(Series.Point::activeMs).sum()).isPositive();
  }

  private static long bytes(Series series) {
    return series.points().stream().mapToLong(Series.Point::bytes).sum();
  }
}
