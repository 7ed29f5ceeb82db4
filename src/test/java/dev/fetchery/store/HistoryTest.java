package dev.fetchery.store;

import static dev.fetchery.store.Fixtures.append;
import static dev.fetchery.store.Fixtures.get;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fetchery.job.AttemptRecord;
import dev.fetchery.job.ErrorCode;
import dev.fetchery.job.Fault;
import dev.fetchery.job.JobState;
import dev.fetchery.job.LogEntry;
import dev.fetchery.job.LogEntry.Kind;
import dev.fetchery.job.Series;
import dev.fetchery.store.JobStore.ItemAttempt;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(StoreKind.class)
class HistoryTest {
  @Parameter private StoreKind kind;
  private static final int KIB = 1 << 10;

  @TempDir Path dir;
  private JobStore store;

  @BeforeEach
  void open() {
    store = kind.open(dir);
    Fixtures.job(store, "i");
    Fixtures.job(store, "j");
    Fixtures.job(store, "k");
  }

  @AfterEach
  void close() {
    store.close();
  }

  private static AttemptRecord attempt(int number, @Nullable ErrorCode code) {
    Fault fault = code == null ? null : new Fault(code, "it failed");
    return new AttemptRecord(
        Instant.ofEpochMilli(number), "http://a.test/x", 200, fault, 5, 7L, "127.0.0.1:80", "one");
  }

  private List<Kind> kinds() {
    return get(store.log("j", 0, 1_000)).stream().map(LogEntry::kind).toList();
  }

  private void to(JobState state) {
    get(store.change(JobChange.of("j").state(state).build()));
  }

  private void start() {
    get(store.change(JobChange.of("j").state(JobState.RUNNING).startedAt(Fixtures.NOW).build()));
  }

  @Test
  void changesOfStateEnterTheLogByThemselves() {
    start();
    to(JobState.PAUSED);
    to(JobState.QUEUED);
    to(JobState.RUNNING);
    to(JobState.RUNNING);
    to(JobState.PARTIAL);
    assertThat(kinds())
        .containsExactly(
            Kind.CREATED, Kind.STARTED, Kind.PAUSED, Kind.RESUMED, Kind.RESTARTED, Kind.ENDED);
    assertThat(get(store.log("j", 5, 9))).extracting(LogEntry::detail).containsExactly("partial");
    assertThat(get(store.log("i", 0, 9))).hasSize(1);
  }

  @Test
  void reasonOfAPauseIsTold() {
    start();
    get(
        store.change(
            JobChange.of("j")
                .state(JobState.PAUSED)
                .error(new Fault(ErrorCode.DISK, "no space"))
                .build()));
    assertThat(get(store.log("j", 2, 9)))
        .extracting(LogEntry::detail)
        .containsExactly("disk: no space");
  }

  @Test
  void fullLogKeepsItsBeginningAndItsEnd() {
    for (int i = 2; i <= 500; i++) {
      get(store.log("j", Kind.BACKOFF, "entry " + i));
    }
    List<LogEntry> log = get(store.log("j", 0, 1_000));
    assertThat(log).hasSize(160);
    assertThat(log.get(0).kind()).isEqualTo(Kind.CREATED);
    assertThat(log.get(31).number()).isEqualTo(32);
    assertThat(log.get(32).number()).isEqualTo(500 - 127);
    assertThat(log.get(159).detail()).isEqualTo("entry 500");
    assertThat(get(store.log("i", 0, 9))).hasSize(1);
    assertThat(get(store.log("k", 0, 9))).hasSize(1);
  }

  @Test
  void seriesIsReadAsItWasKept() {
    assertThat(get(store.series("j"))).isNull();
    Series series =
        new Series(
            1_000,
            500,
            List.of(new Series.Point(1, 2, 0, 4), new Series.Point(0, 0, 0, 0)),
            new Series.Pace(9, 0, 8, 7, 2.5));
    get(store.keep("j", series));
    assertThat(get(store.series("j"))).isEqualTo(series);
  }

  @Test
  void lastTenAttemptsOfAnItemAreKept() {
    append(store, "j", 2);
    for (int i = 0; i < 13; i++) {
      get(
          store.addAttempts(
              "j", List.of(new ItemAttempt(1, attempt(i, i < 12 ? ErrorCode.DNS : null)))));
    }
    List<AttemptRecord> kept = get(store.attempts("j", 1));
    assertThat(kept).hasSize(10);
    assertThat(kept.get(0)).isEqualTo(attempt(3, ErrorCode.DNS));
    assertThat(kept.get(9)).isEqualTo(attempt(12, null));
    assertThat(get(store.attempts("j", 0))).isEmpty();
  }

  @Test
  void attemptsWithoutAnythingAreKeptToo() {
    append(store, "j", 1);
    AttemptRecord bare =
        new AttemptRecord(
            Instant.ofEpochMilli(1), "x".repeat(900), null, null, 0, null, null, null);
    get(store.addAttempts("j", List.of(new ItemAttempt(0, bare))));
    assertThat(get(store.attempts("j", 0)))
        .singleElement()
        .satisfies(
            kept -> {
              assertThat(kept.url()).hasSize(300).endsWith("\u2026");
              assertThat(kept.status()).isNull();
              assertThat(kept.durationMs()).isNull();
              assertThat(kept.remoteAddress()).isNull();
            });
  }

  @Test
  void itemsThatAreDoneMakeRoomForThoseThatFailed() {
    append(store, "j", 2_000);
    for (long seq = 0; seq < 1_000; seq++) {
      get(store.addAttempts("j", List.of(new ItemAttempt(seq, attempt(1, null)))));
    }
    get(store.complete("j", Fixtures.doneAll(0, 1_000)));
    long done = keptOf(0, 1_000);
    assertThat(done).isBetween(100L, 900L);
    for (long seq = 1_000; seq < 2_000; seq++) {
      get(store.addAttempts("j", List.of(new ItemAttempt(seq, attempt(1, ErrorCode.TIMEOUT)))));
    }
    assertThat(keptOf(0, 1_000)).isZero();
    assertThat(keptOf(1_000, 2_000)).isGreaterThan(100L);
    assertThat(get(store.attempts("j", 1_000))).hasSize(1);
  }

  private long keptOf(long from, long to) {
    return LongStream.range(from, to)
        .filter(seq -> !get(store.attempts("j", seq)).isEmpty())
        .count();
  }

  @Test
  void historyOfAnyJobTakesLessThan64KiB() throws SQLException {
    append(store, "j", 3_000);
    String long5000 = "a".repeat(5_000);
    List<Series.Point> points = new ArrayList<>();
    for (int i = 0; i < Series.MAX_POINTS; i++) {
      points.add(new Series.Point(9_999_999, 99_999_999_999L, 999_999_999, 99_999_999));
    }
    get(store.keep("j", new Series(1, 1, points, Series.Pace.NONE)));
    for (int i = 0; i < 400; i++) {
      get(store.log("j", Kind.BACKOFF, long5000));
    }
    AttemptRecord big =
        new AttemptRecord(
            Instant.now(),
            "http://a.test/" + long5000,
            503,
            new Fault(ErrorCode.HTTP_STATUS, long5000),
            1 << 30,
            100_000L,
            "[2001:db8:1111:2222:3333:4444:5555:6666]:65535",
            "n".repeat(100));
    List<ItemAttempt> all =
        LongStream.range(0, 3_000).mapToObj(seq -> new ItemAttempt(seq, big)).toList();
    get(store.addAttempts("j", all));
    store.close();
    long bytes =
        kind.number(
            dir,
            """
            SELECT (SELECT sum(octet_length(points) + 16) FROM series)
              + (SELECT sum(octet_length(attempts) + 16) FROM attempt_logs)
              + (SELECT sum(octet_length(detail) + 24) FROM job_log)
            """);
    assertThat(bytes).isBetween(40L * KIB, 60L * KIB);
    reopen();
  }

  private void reopen() {
    store = kind.open(dir);
  }

  @Test
  void erasedJobLeavesNoHistory() throws SQLException {
    append(store, "j", 2);
    get(store.addAttempts("j", List.of(new ItemAttempt(1, attempt(1, ErrorCode.DNS)))));
    get(store.keep("j", new Series(1, 1, List.of(), Series.Pace.NONE)));
    get(store.markDeleted("j"));
    Fixtures.erase(store, "j");
    store.close();
    assertThat(
            kind.number(
                dir,
                """
                SELECT (SELECT count(*) FROM series) + (SELECT count(*) FROM attempt_logs)
                  + (SELECT count(*) FROM job_log)
                """))
        .isEqualTo(2);
    reopen();
  }
}
