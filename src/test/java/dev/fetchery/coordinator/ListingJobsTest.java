package dev.fetchery.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fetchery.demo.DemoJob;
import dev.fetchery.demo.DemoJobs;
import dev.fetchery.demo.origin.DemoOrigin;
import dev.fetchery.demo.origin.DemoOriginOptions;
import dev.fetchery.job.Integrity;
import dev.fetchery.job.Job;
import dev.fetchery.job.JobState;
import dev.fetchery.testing.Rig;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The sample jobs over listings of every kind, against the demo origin. */
class ListingJobsTest {
  private final Vertx vertx = Vertx.vertx();
  private DemoOrigin origin;
  private Rig rig;

  @BeforeEach
  void start(@TempDir Path dir) {
    origin = Rig.await(DemoOrigin.start(vertx, DemoOriginOptions.defaults()));
    rig = Rig.start(dir);
  }

  @AfterEach
  void end() {
    rig.assertNothingLeaked();
    rig.close();
    Rig.await(vertx.close());
  }

  @Test
  void everyListingIsReadToItsEnd() {
    Map<String, Integer> items =
        Map.of(
            "directory", 4,
            "podcast", 5,
            "bucket", 12,
            "stac", 3,
            "graphql", 26,
            "zenodo", 3,
            "releases", 5,
            "dataset", 7);
    Map<String, Long> proofs = new HashMap<>();
    for (DemoJob twin : DemoJobs.listings(origin.baseUrl())) {
      Job job = rig.run(twin.json());
      assertThat(job.error()).as(twin.name()).isNull();
      assertThat(job.state()).as(twin.name()).isEqualTo(JobState.SUCCEEDED);
      assertThat(job.progress().done()).as(twin.name()).isEqualTo((long) items.get(twin.name()));
      boolean counts = twin.name().equals("graphql");
      assertThat(job.progress().expected()).as(twin.name()).isEqualTo(counts ? 26L : null);
      proofs.put(
          twin.name(),
          rig.items(job.id()).stream().filter(i -> i.integrity() == Integrity.DIGEST).count());
    }
    // Some of their files have no digest in the listing.
    assertThat(proofs).containsEntry("zenodo", 3L).containsEntry("releases", 2L);
    assertThat(proofs).containsEntry("dataset", 6L);
    assertThat(rig.files())
        .hasSize(65)
        .contains(
            "directory/hello-2.0.tar.gz",
            "podcast/episode-0-what-why.mp3",
            "goes16/bucket/ABI-L2-LSTM/2024/001/00/OR_ABI-L2-LSTM1-M6_G16_s11.nc",
            "stac/sentinel-2a/S0-thumbnail.jpg",
            "stac/sentinel-2a/S6-thumbnail.jpg",
            "characters/26-dr-z-who.jpg",
            "zenodo/a b.zip",
            "releases/v2.1.0/cli_checksums.txt",
            "dataset/plain_text_train-00006.parquet");
  }
}
