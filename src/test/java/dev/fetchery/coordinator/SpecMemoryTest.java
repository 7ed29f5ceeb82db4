package dev.fetchery.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fetchery.context.MemoryBudget;
import dev.fetchery.context.MemoryBudget.Use;
import dev.fetchery.job.Job;
import dev.fetchery.job.JobState;
import dev.fetchery.testing.CoordinatorSetup;
import dev.fetchery.testing.OriginFault;
import dev.fetchery.testing.OriginServer;
import dev.fetchery.testing.Reply;
import dev.fetchery.testing.Rig;
import io.vertx.core.Promise;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Jobs whose specifications do not fit into memory beside each other. */
@Timeout(60)
class SpecMemoryTest {
  @TempDir Path root;

  @Test
  void jobWaitsUntilItsSpecificationFits() {
    MemoryBudget memory = MemoryBudget.ofHeap(4L * (64 << 10));
    Promise<Void> until = Promise.promise();
    try (OriginServer origin = OriginServer.start();
        Rig rig = Rig.start(root, 1, CoordinatorSetup.in(root).memory(memory).build())) {
      origin.on("/slow", Reply.ok("xx").with(new OriginFault.Held(1, until.future())));
      Job first = rig.submit(job(origin.url("/slow")));
      rig.await(first.id(), job -> job.state() == JobState.RUNNING);
      origin.on("/0", Reply.ok("x"));
      Job second = rig.submit(job(origin.url("/0")));
      assertThat(rig.show(second.id()).state()).isEqualTo(JobState.QUEUED);
      // What fits goes first: a large job must not hold up all behind it.
      String small = "{\"source\":{\"type\":\"urls\",\"urls\":[\"" + origin.url("/0") + "\"]}}";
      assertThat(rig.run(small).state()).isEqualTo(JobState.SUCCEEDED);
      assertThat(rig.show(second.id()).state()).isEqualTo(JobState.QUEUED);
      until.complete();
      assertThat(rig.awaitEnd(first.id()).state())
          .as("%s", rig.items(first.id()))
          .isEqualTo(JobState.SUCCEEDED);
      assertThat(rig.awaitEnd(second.id()).state()).isEqualTo(JobState.SUCCEEDED);
    }
    assertThat(memory.used(Use.JOBS)).isZero();
  }

  private static String job(String url) {
    String filler = "f".repeat(20_000);
    return """
    {"source": {"type": "urls", "urls": [{"url": "%s", "filler": "%s"}]}}
    """
        .formatted(url, filler);
  }
}
