package dev.fetchery.store;

import static dev.fetchery.store.Fixtures.append;
import static dev.fetchery.store.Fixtures.done;
import static dev.fetchery.store.Fixtures.doneAll;
import static dev.fetchery.store.Fixtures.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fetchery.context.Clock;
import dev.fetchery.context.ManualClock;
import dev.fetchery.job.Completion;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DurabilityTest {
  private static final int FULL = 13;

  @TempDir Path dir;

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void whatWasAnsweredIsThereAfterAKill(boolean fullDurability) throws IOException {
    Path copy = dir.resolve("copy");
    try (SqliteJobStore store =
        SqliteJobStore.open(dir.resolve("live"), fullDurability, Clock.system())) {
      Fixtures.job(store, "j");
      append(store, "j", 700);
      get(store.complete("j", doneAll(0, 300)));
      copyDatabase(dir.resolve("live"), copy);
    }
    try (SqliteJobStore store = SqliteJobStore.open(copy, fullDurability, Clock.system())) {
      assertThat(get(store.job("j")).lastN()).isEqualTo(300);
      assertThat(get(store.completions("j", 0, 500))).hasSize(300);
      assertThat(get(store.waiting("j", null, 0, 500))).hasSize(400);
      assertThat(get(store.complete("j", List.of(done(300)))))
          .extracting(Completion::n)
          .containsExactly(301L);
    }
  }

  @Test
  void everyCoordinatorHasAnEpochOfItsOwnAlsoAfterAKill() throws IOException {
    Path copy = dir.resolve("copy");
    try (SqliteJobStore store = SqliteJobStore.open(dir.resolve("live"), false, Clock.system())) {
      assertThat(get(store.beginEpoch())).isEqualTo(1);
      assertThat(get(store.beginEpoch())).isEqualTo(2);
      copyDatabase(dir.resolve("live"), copy);
    }
    try (SqliteJobStore store = SqliteJobStore.open(copy, false, Clock.system())) {
      assertThat(get(store.beginEpoch())).isEqualTo(3);
    }
  }

  @Test
  void killInTheMiddleOfWritingLeavesAConsistentDatabase() throws IOException {
    for (int round = 0; round < 5; round++) {
      Path live = dir.resolve("live" + round);
      Path copy = dir.resolve("copy" + round);
      try (SqliteJobStore store = SqliteJobStore.open(live, false, Clock.system())) {
        Fixtures.job(store, "j");
        append(store, "j", 2_000);
        List<CompletionStage<?>> calls = new ArrayList<>();
        for (int from = 0; from < 2_000; from += 50) {
          calls.add(store.complete("j", doneAll(from, from + 50)));
        }
        copyDatabase(live, copy);
        calls.forEach(Fixtures::get);
      }
      try (SqliteJobStore store = SqliteJobStore.open(copy, false, Clock.system())) {
        JobRow row = get(store.job("j"));
        long done = row.counters().done();
        assertThat(row.lastN()).isEqualTo(done);
        assertThat(get(store.completions("j", 0, 2_000))).hasSize((int) done);
        assertThat(get(store.waiting("j", null, 0, 2_000))).hasSize((int) (2_000 - done));
      }
    }
  }

  /**
   * The log first: a log older than the database it belongs to would be no state there ever was.
   */
  private static void copyDatabase(Path from, Path to) throws IOException {
    Files.createDirectories(to);
    Files.copy(from.resolve("fetchery.db"), to.resolve("fetchery.db"));
    Files.copy(from.resolve("fetchery.db-wal"), to.resolve("fetchery.db-wal"));
  }

  @Test
  void outcomesAreHeldWhileCommitsFail() throws InterruptedException {
    AtomicInteger failures = new AtomicInteger();
    CountDownLatch failed = new CountDownLatch(2);
    Writer.CommitGate gate =
        () -> {
          if (failures.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            failed.countDown();
            throw new SQLException("database or disk is full", null, FULL);
          }
        };
    try (SqliteJobStore store = SqliteJobStore.open(dir, false, Clock.system(), gate)) {
      Fixtures.job(store, "j");
      append(store, "j", 10);
      failures.set(Integer.MAX_VALUE);
      var first = store.complete("j", doneAll(0, 5)).toCompletableFuture();
      var second = store.complete("j", doneAll(3, 10)).toCompletableFuture();
      assertThat(failed.await(60, TimeUnit.SECONDS)).isTrue();
      assertThat(store.health().failingSince()).isNotNull();
      assertThat(first).isNotDone();
      assertThat(get(store.job("j")).counters().done()).isZero();
      failures.set(0);
      assertThat(Fixtures.numbers(get(first))).containsExactly(1L, 2L, 3L, 4L, 5L);
      assertThat(Fixtures.numbers(get(second))).containsExactly(6L, 7L, 8L, 9L, 10L);
      assertThat(store.health().failingSince()).isNull();
    }
  }

  @Test
  void longestCommitIsRemembered() {
    ManualClock clock = new ManualClock(Instant.EPOCH);
    AtomicLong takesMs = new AtomicLong(2_000);
    Writer.CommitGate gate = () -> clock.advance(Duration.ofMillis(takesMs.get()));
    try (SqliteJobStore store = SqliteJobStore.open(dir, false, clock, gate)) {
      Fixtures.job(store, "slow");
      takesMs.set(10);
      Fixtures.job(store, "fast");
      assertThat(store.health().commitMicros()).isEqualTo(10_000);
      assertThat(store.health().longestMicros()).isEqualTo(2_000_000);
    }
  }

  @Test
  void operationThatBreaksInTheMiddleFailsAlone() {
    try (SqliteJobStore store = SqliteJobStore.open(dir, false, Clock.system())) {
      Fixtures.job(store, "j");
      append(store, "j", 10);
      var before = store.complete("j", doneAll(0, 3));
      var broken = store.complete("j", List.of(done(3), done(-1)));
      var after = store.complete("j", doneAll(4, 6));
      assertThatThrownBy(() -> get(broken)).hasRootCauseInstanceOf(IllegalArgumentException.class);
      assertThat(get(before)).hasSize(3);
      assertThat(Fixtures.numbers(get(after))).containsExactly(4L, 5L);
      assertThat(get(store.job("j")).counters().done()).isEqualTo(5);
    }
  }

  /** Of the operation that reads it nothing is stored, so that the next ones are carried out. */
  @Test
  void columnThatCannotBeReadFailsOneOperation() throws SQLException {
    try (SqliteJobStore store = SqliteJobStore.open(dir, false, Clock.system())) {
      Fixtures.job(store, "j");
      append(store, "j", again("x"));
      sql("UPDATE items SET attributes = '{'");
      assertThatThrownBy(() -> append(store, "j", again("y"), again("x")))
          .hasRootCauseInstanceOf(IOException.class);
      assertThat(append(store, "j", again("y")).firstSeq()).isEqualTo(1);
    }
  }

  /** An item that may be one named twice. */
  private static NewItem again(String path) {
    NewItem plain = Fixtures.saved(path);
    return new NewItem(
        plain.draft(),
        plain.host(),
        path,
        plain.numbering(),
        null,
        new NewItem.Same("same", false));
  }

  @Test
  void whatIsCalledBeforeClosingIsDone() {
    CompletionStage<?> last;
    try (SqliteJobStore store = SqliteJobStore.open(dir, false, Clock.system())) {
      Fixtures.job(store, "j");
      last = store.append("j", Fixtures.items(5_000), null, true);
    }
    assertThat(last.toCompletableFuture()).isCompleted();
    assertThat(dir.resolve("fetchery.db-wal")).doesNotExist();
  }

  @Test
  void closingDoesNotWaitForEverForADiskThatIsFull() {
    AtomicBoolean full = new AtomicBoolean();
    Writer.CommitGate gate =
        () -> {
          if (full.get()) {
            throw new SQLException("database or disk is full", null, FULL);
          }
        };
    CompletionStage<?> held;
    try (SqliteJobStore store = SqliteJobStore.open(dir, false, Clock.system(), gate)) {
      Fixtures.job(store, "j");
      full.set(true);
      held = store.append("j", Fixtures.items(1), null, true);
    }
    assertThatThrownBy(() -> get(held)).hasMessageContaining("full");
  }

  @Test
  void closedStoreAnswersSo() {
    SqliteJobStore store = SqliteJobStore.open(dir, false, Clock.system());
    store.close();
    store.close();
    assertThatThrownBy(() -> get(store.job("j"))).hasMessageContaining("closed");
    assertThatThrownBy(() -> get(store.markDeleted("j"))).hasMessageContaining("closed");
  }

  @Test
  void directoryIsMadeForItsOwnerAlone() throws IOException {
    Path made = dir.resolve("a/b");
    SqliteJobStore.open(made, false, Clock.system()).close();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(made)))
        .isEqualTo("rwx------");
  }

  @Test
  void directoryInUseIsRefused() {
    try (SqliteJobStore store = SqliteJobStore.open(dir, false, Clock.system())) {
      assertRefused(dir, "in use");
      Fixtures.job(store, "j");
    }
    SqliteJobStore.open(dir, false, Clock.system()).close();
  }

  @Test
  void directoryThatCannotBeMadeIsRefused() throws IOException {
    Path file = Files.createFile(dir.resolve("file"));
    assertRefused(file.resolve("data"), "cannot be written");
  }

  @Test
  void databaseOfBeforeTheFirstReleaseIsRefusedUntouched() throws Exception {
    sql("CREATE TABLE tries(id INTEGER PRIMARY KEY)");
    sql("PRAGMA application_id=0x46746368");
    sql("PRAGMA user_version=3");
    byte[] before = Files.readAllBytes(dir.resolve("fetchery.db"));
    assertRefused(dir, "before 0.1.0");
    assertRefused(dir, "move it away");
    assertThat(Files.readAllBytes(dir.resolve("fetchery.db"))).isEqualTo(before);
  }

  @Test
  void newerVersionIsRefusedUntouched() throws Exception {
    SqliteJobStore.open(dir, false, Clock.system()).close();
    sql("PRAGMA user_version=99");
    byte[] before = Files.readAllBytes(dir.resolve("fetchery.db"));
    assertRefused(dir, "newer version");
    assertThat(Files.readAllBytes(dir.resolve("fetchery.db"))).isEqualTo(before);
  }

  @Test
  void databaseOfAnotherProgramIsRefusedUntouched() throws Exception {
    sql("CREATE TABLE theirs(x)");
    byte[] before = Files.readAllBytes(dir.resolve("fetchery.db"));
    assertRefused(dir, "another program");
    assertThat(Files.readAllBytes(dir.resolve("fetchery.db"))).isEqualTo(before);
  }

  @Test
  void fileThatIsNoDatabaseIsRefusedUntouched() throws IOException {
    Path file = dir.resolve("fetchery.db");
    Files.writeString(file, "hello, world, this is not a database");
    assertRefused(dir, "not an SQLite database");
    assertThat(file).hasContent("hello, world, this is not a database");
  }

  @Test
  void damagedDatabaseIsRefusedUntouched() throws IOException {
    try (SqliteJobStore store = SqliteJobStore.open(dir, false, Clock.system())) {
      Fixtures.job(store, "j");
      append(store, "j", 5_000);
    }
    Path file = dir.resolve("fetchery.db");
    try (RandomAccessFile database = new RandomAccessFile(file.toFile(), "rw")) {
      for (int page = 5; page < 100; page++) {
        database.seek(page * 4096L);
        database.write(new byte[512]);
      }
    }
    byte[] before = Files.readAllBytes(file);
    assertRefused(dir, "cannot be used");
    assertThat(Files.readAllBytes(file)).isEqualTo(before);
  }

  private void sql(String statement) throws SQLException {
    String address = "jdbc:sqlite:" + dir.resolve("fetchery.db");
    try (Connection connection = DriverManager.getConnection(address);
        Statement run = connection.createStatement()) {
      run.execute(statement);
    }
  }

  private static void assertRefused(Path directory, String why) {
    assertThatThrownBy(() -> SqliteJobStore.open(directory, false, Clock.system()).close())
        .isInstanceOf(StoreException.Unusable.class)
        .hasMessageContaining(why)
        .hasMessageContaining(directory.toString())
        .hasMessageNotContaining("\n");
  }
}
