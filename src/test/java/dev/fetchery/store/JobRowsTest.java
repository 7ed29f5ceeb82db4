package dev.fetchery.store;

import static dev.fetchery.store.Fixtures.NOW;
import static dev.fetchery.store.Fixtures.append;
import static dev.fetchery.store.Fixtures.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fetchery.job.Counters;
import dev.fetchery.job.ErrorCode;
import dev.fetchery.job.Fault;
import dev.fetchery.job.JobState;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(StoreKind.class)
class JobRowsTest {
  @Parameter private StoreKind kind;
  @TempDir Path dir;
  private JobStore store;

  @BeforeEach
  void open() {
    store = kind.open(dir);
  }

  @AfterEach
  void close() {
    store.close();
  }

  private void reopen() {
    store.close();
    open();
  }

  @Test
  void newJobIsQueuedAndEmpty() {
    JobRow row = get(store.create(Fixtures.newJob("a"), 1)).row();
    assertThat(row.state()).isEqualTo(JobState.QUEUED);
    assertThat(row.createdAt()).isEqualTo(NOW);
    assertThat(row.counters()).isEqualTo(Counters.NONE);
    assertThat(get(store.job("a"))).isEqualTo(row);
  }

  @Test
  void sameKeyGivesTheSameJobAgain() {
    get(store.create(Fixtures.keyed("a", "k", "f"), 9));
    JobStore.Created again = get(store.create(Fixtures.keyed("b", "k", "f"), 1));
    assertThat(again.existed()).isTrue();
    assertThat(again.row().id()).isEqualTo("a");
    assertThat(get(store.job("b"))).isNull();
  }

  @Test
  void sameKeyForAnotherBodyIsRefusedAlone() {
    var first = store.create(Fixtures.keyed("a", "k", "f"), 9);
    var second = store.create(Fixtures.keyed("b", "k", "g"), 9);
    var third = store.create(Fixtures.newJob("c"), 9);
    assertThatThrownBy(() -> get(second)).isInstanceOf(StoreException.KeyReused.class);
    assertThat(get(first).existed()).isFalse();
    assertThat(get(third).existed()).isFalse();
  }

  @Test
  void keyLivesAsLongAsItsJob() {
    get(store.create(Fixtures.keyed("a", "k", "f"), 9));
    assertThat(get(store.markDeleted("a"))).isTrue();
    assertThat(get(store.create(Fixtures.keyed("b", "k", "g"), 9)).existed()).isFalse();
  }

  @Test
  void noMoreJobsThanMayBeOpen() {
    get(store.create(Fixtures.newJob("a"), 1));
    assertThatThrownBy(() -> get(store.create(Fixtures.newJob("b"), 1)))
        .isInstanceOf(StoreException.TooManyOpen.class);
    Fixtures.finish(store, "a");
    assertThat(get(store.create(Fixtures.newJob("b"), 1)).row().id()).isEqualTo("b");
  }

  @Test
  void twoJobsOfOneIdAreRefusedAndTheOthersGoOn() {
    var first = store.create(Fixtures.newJob("a"), 9);
    var twice = store.create(Fixtures.newJob("a"), 9);
    var other = store.create(Fixtures.newJob("b"), 9);
    assertThatThrownBy(() -> get(twice)).isInstanceOf(StoreException.class);
    assertThat(get(first).row().id()).isEqualTo("a");
    assertThat(get(other).row().id()).isEqualTo("b");
  }

  @Test
  void changeLeavesWhatIsNull() {
    Fixtures.job(store, "a");
    Fault fault = new Fault(ErrorCode.DISK, "full");
    get(
        store.change(
            JobChange.of("a")
                .state(JobState.FAILED)
                .startedAt(NOW)
                .finishedAt(NOW)
                .error(fault)
                .document(new JobChange.Document("{1}", "{2}"))
                .elapsedMs(5)
                .cancelling(true)
                .build()));
    JobRow row = get(store.change(JobChange.of("a").state(JobState.RUNNING).build()));
    assertThat(row.state()).isEqualTo(JobState.RUNNING);
    assertThat(row.error()).isEqualTo(fault);
    assertThat(row.finishedAt()).isEqualTo(NOW);
    assertThat(row.specJson()).isEqualTo("{1}");
    assertThat(row.shownSpec()).isEqualTo("{2}");
    assertThat(row.times().elapsedMs()).isEqualTo(5);
    assertThat(row.cancelling()).isTrue();
  }

  @Test
  void changeClearsWhatItIsTold() {
    Fixtures.job(store, "a");
    Fault fault = new Fault(ErrorCode.DISK, "full");
    get(store.change(JobChange.of("a").finishedAt(NOW).error(fault).build()));
    JobRow row = get(store.change(JobChange.of("a").reopened().build()));
    assertThat(row.error()).isNull();
    assertThat(row.finishedAt()).isNull();
  }

  @Test
  void jobsAreListedNewestFirstPageByPage() {
    for (String id : new String[] {"b", "a", "d", "c"}) {
      Fixtures.job(store, id);
    }
    Fixtures.finish(store, "c");
    assertThat(get(store.jobs(JobQuery.NEWEST, null, 2)))
        .extracting(JobRow::id)
        .containsExactly("d", "c");
    assertThat(get(store.jobs(JobQuery.NEWEST, new JobQuery.Place("", "c"), 2)))
        .extracting(JobRow::id)
        .containsExactly("b", "a");
    assertThat(get(store.jobs(in(JobState.SUCCEEDED), null, 9)))
        .extracting(JobRow::id)
        .containsExactly("c");
    assertThat(get(store.openJobs())).extracting(JobRow::id).containsExactly("a", "b", "d");
  }

  @Test
  void moreOpenJobsThanAPageAreAllThere() {
    for (int i = 0; i < JobReads.PAGE + 3; i++) {
      var unused = store.create(Fixtures.newJob(String.format("%04d", i)), 10_000);
    }
    get(store.create(Fixtures.newJob("last"), 10_000));
    assertThat(get(store.openJobs())).hasSize(JobReads.PAGE + 4);
  }

  @Test
  void hiddenJobsAreNotShownAndGoAtTheNextStart() {
    get(store.create(Fixtures.dryRun("a"), 0));
    assertThat(get(store.job("a"))).isNull();
    assertThat(get(store.jobs(JobQuery.NEWEST, null, 9))).isEmpty();
    assertThat(get(store.openJobs())).extracting(JobRow::hidden).containsExactly(true);
    assertThat(get(store.deletable(NOW))).isEmpty();
    reopen();
    assertThat(get(store.openJobs())).isEmpty();
    assertThat(get(store.deletable(NOW))).containsExactly("a");
  }

  @Test
  void deletedJobIsNotFoundAndErasedInSlices() {
    Fixtures.job(store, "a");
    append(store, "a", 2_500);
    get(store.complete("a", Fixtures.doneAll(0, 1_200)));
    get(store.markDeleted("a"));
    assertThat(get(store.job("a"))).isNull();
    int calls = 1;
    while (!get(store.erase("a"))) {
      calls++;
      if (calls == 3) {
        reopen();
        assertThat(get(store.deletable(null))).containsExactly("a");
      }
    }
    assertThat(calls).isBetween(4, 7);
    assertThat(get(store.deletable(null))).isEmpty();
    assertThat(get(store.items("a", null, -1, 9))).isEmpty();
    assertThat(get(store.erase("a"))).isTrue();
  }

  @Test
  void onlyMarkedJobsAreErased() {
    Fixtures.job(store, "a");
    assertThatThrownBy(() -> get(store.erase("a"))).hasMessageContaining("not marked");
    assertThat(get(store.job("a"))).isNotNull();
  }

  @Test
  void jobsThatEndedBeforeAreDeletable() {
    Fixtures.job(store, "a");
    Fixtures.job(store, "b");
    Fixtures.finish(store, "a");
    assertThat(get(store.deletable(NOW))).isEmpty();
    assertThat(get(store.deletable(NOW.plusMillis(1)))).containsExactly("a");
  }

  @Test
  void newestOpenJobOfAFingerprintIsFound() {
    for (String id : List.of("a", "b", "c")) {
      get(store.create(Fixtures.keyed(id, "key of " + id, "print"), 10));
    }
    get(store.change(JobChange.of("c").state(JobState.SUCCEEDED).build()));
    assertThat(get(store.openJob("print")).id()).isEqualTo("b");
    assertThat(get(store.openJob("another"))).isNull();
  }

  @Test
  void rowDoesNotShowItsSpecification() {
    get(store.create(new JobStore.NewJob("a", "n", "", "secret", "{}", NOW, null, null, false), 1));
    assertThat(get(store.job("a")).toString()).doesNotContain("secret");
  }

  private static JobQuery in(JobState... states) {
    return new JobQuery(Set.of(states), null, JobQuery.Order.CREATED_DESCENDING);
  }

  private void named(String id, String name) {
    get(store.create(new JobStore.NewJob(id, name, "", "{}", "{}", NOW, null, null, false), 100));
  }

  private List<String> walk(JobQuery query) {
    List<String> ids = new ArrayList<>();
    List<JobRow> page = get(store.jobs(query, null, 2));
    while (!page.isEmpty()) {
      page.forEach(row -> ids.add(row.id()));
      page = get(store.jobs(query, query.order().placeOf(page.get(page.size() - 1)), 2));
    }
    return ids;
  }

  @Test
  void everyOrderBringsEveryJobOnce() {
    named("a", "zebra");
    named("b", "Ähre");
    named("c", null);
    named("d", "Zebra");
    named("e", "ant");
    Fixtures.finish(store, "b");
    get(store.change(new ChangeAt("d", 5_000).change()));
    assertThat(walk(by(JobQuery.Order.CREATED_DESCENDING)))
        .containsExactly("e", "d", "c", "b", "a");
    assertThat(walk(by(JobQuery.Order.CREATED))).containsExactly("a", "b", "c", "d", "e");
    assertThat(walk(by(JobQuery.Order.NAME))).containsExactly("c", "e", "d", "a", "b");
    assertThat(walk(by(JobQuery.Order.FINISHED_DESCENDING)))
        .containsExactly("b", "d", "e", "c", "a");
    assertThat(walk(by(JobQuery.Order.BYTES_DESCENDING))).containsExactly("e", "d", "c", "b", "a");
  }

  /** The end of a job at this time. */
  private record ChangeAt(String id, long ms) {
    JobChange change() {
      return JobChange.of(id)
          .state(JobState.SUCCEEDED)
          .finishedAt(Instant.ofEpochMilli(ms))
          .build();
    }
  }

  private static JobQuery by(JobQuery.Order order) {
    return new JobQuery(Set.of(), null, order);
  }

  @Test
  void textIsFoundInNamesAndIdsWhateverItsCase() {
    named("01JA", "Ärger_100%");
    named("01JB", null);
    named("01KC", "other");
    Fixtures.finish(store, "01JA");
    assertThat(walk(text("äRGER"))).containsExactly("01JA");
    assertThat(walk(text("_1"))).containsExactly("01JA");
    assertThat(walk(text("1j"))).containsExactly("01JB", "01JA");
    assertThat(walk(text("%"))).containsExactly("01JA");
    assertThat(get(store.counts("1J")))
        .containsEntry(JobState.SUCCEEDED, 1L)
        .containsEntry(JobState.QUEUED, 1L)
        .containsEntry(JobState.RUNNING, 0L);
  }

  private static JobQuery text(String text) {
    return new JobQuery(Set.of(), text, JobQuery.Order.CREATED_DESCENDING);
  }
}
