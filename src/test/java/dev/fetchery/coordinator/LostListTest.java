package dev.fetchery.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fetchery.context.Clock;
import dev.fetchery.job.ErrorCode;
import dev.fetchery.job.Fault;
import dev.fetchery.job.Job;
import dev.fetchery.job.JobState;
import dev.fetchery.job.Source;
import dev.fetchery.spec.JobWriter;
import dev.fetchery.store.JobChange;
import dev.fetchery.store.JobStore;
import dev.fetchery.store.JobStore.NewJob;
import dev.fetchery.store.SqliteJobStore;
import dev.fetchery.store.pg.PgJobStore;
import dev.fetchery.testing.Postgres;
import dev.fetchery.testing.Rig;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Jobs whose posted list is neither in the data directory nor in the store any more. */
class LostListTest {
  private static final String ID = "01JD2Y0000000000000000000A";

  @TempDir Path root;

  private JobStore open(boolean postgres) {
    Path data = root.resolve("data");
    return postgres
        ? PgJobStore.open(Postgres.fresh(), data, Clock.system())
        : SqliteJobStore.open(data, false, Clock.system());
  }

  /** A coordinator that begins with the job as it is then, and the job's end. */
  private Job endOf(boolean postgres, JobChange.Builder asItIs) {
    JobStore store = open(postgres);
    var document =
        JobWriter.document(
            Rig.spec("{\"source\":{\"type\":\"urls\",\"urls\":[\"http://127.0.0.1:1/a\"]}}")
                .withSource(new Source.Manifest(Source.Manifest.Format.TEXT, "manifests/m", 1)));
    Instant now = Instant.now();
    NewJob job =
        new NewJob(ID, "n", "n", document.json(), document.shownJson(), now, null, null, false);
    Rig.await(store.create(job, 10));
    Rig.await(store.change(asItIs.startedAt(now).state(JobState.RUNNING).build()));
    try (Rig rig = Rig.start(store, root, 1, Rig.options(root), Rig.fetcherOptions(root))) {
      return rig.awaitEnd(ID);
    }
  }

  @ParameterizedTest(name = "PostgreSQL: {0}")
  @ValueSource(booleans = {false, true})
  void jobThatWasBeingCancelledEnds(boolean postgres) {
    Job ended = endOf(postgres, JobChange.of(ID).cancelling(true));
    assertThat(ended.state()).isEqualTo(JobState.CANCELLED);
    assertThat(ended.error()).isNull();
  }

  @ParameterizedTest(name = "PostgreSQL: {0}")
  @ValueSource(booleans = {false, true})
  void jobThatHasToReadItSaysThatItIsGone(boolean postgres) {
    Job ended = endOf(postgres, JobChange.of(ID));
    assertThat(ended.state()).isEqualTo(JobState.FAILED);
    assertThat(ended.error()).extracting(Fault::code).isEqualTo(ErrorCode.DISK);
  }
}
