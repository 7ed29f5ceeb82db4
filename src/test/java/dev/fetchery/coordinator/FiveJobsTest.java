package dev.fetchery.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fetchery.bus.Answer;
import dev.fetchery.bus.Command;
import dev.fetchery.demo.DemoJob;
import dev.fetchery.demo.DemoJobs;
import dev.fetchery.demo.origin.DemoOrigin;
import dev.fetchery.demo.origin.DemoOriginOptions;
import dev.fetchery.job.Completion;
import dev.fetchery.job.Item;
import dev.fetchery.job.ItemState;
import dev.fetchery.job.Job;
import dev.fetchery.job.JobState;
import dev.fetchery.testing.Rig;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The five jobs that every release runs, against the demo origin. */
class FiveJobsTest {
  private final Vertx vertx = Vertx.vertx();
  private DemoOrigin origin;
  private Rig rig;
  private Path root;

  @BeforeEach
  void start(@TempDir Path dir) {
    root = dir;
    origin = Rig.await(DemoOrigin.start(vertx, DemoOriginOptions.defaults()));
    rig = Rig.start(dir);
  }

  @AfterEach
  void end() {
    rig.assertNothingLeaked();
    rig.close();
    Rig.await(vertx.close());
  }

  private String job(String name) {
    return DemoJobs.against(origin.baseUrl()).stream()
        .filter(j -> j.name().equals(name))
        .map(DemoJob::json)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void everyEmojiIsSavedUnderItsNameAndNumberedWithoutGap() {
    Job job = rig.run(job("emojis"));
    assertThat(job.state()).isEqualTo(JobState.SUCCEEDED);
    assertThat(job.progress().done()).isEqualTo(1793);
    assertThat(rig.files()).hasSize(1793).contains("emojis/+1.png", "emojis/-1.png");
    assertThat(rig.announced(job.id()).stream().map(Completion::n))
        .containsExactlyElementsOf(LongStream.rangeClosed(1, 1793).boxed().toList());
  }

  @Test
  void existingEmojiIsLeftAloneAndNotAskedFor() throws IOException {
    Path mine = root.resolve("downloads/emojis/+1.png");
    Files.createDirectories(mine.getParent());
    Files.writeString(mine, "mine");
    Job job = rig.run(job("emojis"));
    assertThat(job.progress().skipped()).isEqualTo(1);
    assertThat(Files.readString(mine)).isEqualTo("mine");
    assertThat(origin.requests()).isEqualTo(1793);
  }

  @Test
  void nineteenFlagsAreNamedByTheirLookupAndTheUnknownOneIsNotFound() {
    Job job = rig.run(job("flags"));
    assertThat(job.state()).isEqualTo(JobState.PARTIAL);
    assertThat(job.progress().done()).isEqualTo(19);
    assertThat(rig.files()).hasSize(19).contains("flags/US-United_States.gif");
    List<Item> notFound = rig.items(job.id(), ItemState.NOT_FOUND);
    assertThat(notFound).singleElement().extracting(Item::key).isEqualTo("ZZ");
  }

  @Test
  void tenCatsAreTenDifferentPictures() {
    Job job = rig.run(job("cats"));
    assertThat(job.state()).isEqualTo(JobState.SUCCEEDED);
    assertThat(rig.items(job.id()).stream().map(Item::sha256).distinct()).hasSize(10);
  }

  @Test
  void everyListedEndpointIsHitOnceAndVerified() {
    Job job = rig.run(job("listing"));
    assertThat(job.state()).isEqualTo(JobState.SUCCEEDED);
    assertThat(origin.downloadHits())
        .hasSize(25)
        .allSatisfy((n, hits) -> assertThat(hits).isEqualTo(1));
    Answer.Verified verified = rig.ask(new Command.Verify(job.id()), Answer.Verified.class);
    assertThat(verified.ok()).isEqualTo(25);
    assertThat(verified.duplicatesCount()).isZero();
  }

  @Test
  void fiveStatusesAreTimedAndNothingIsSaved() {
    Job job = rig.run(job("status"));
    assertThat(job.state()).isEqualTo(JobState.SUCCEEDED);
    assertThat(rig.items(job.id()))
        .hasSize(5)
        .allSatisfy(i -> assertThat(i.durationMs()).isNotNull());
    assertThat(rig.files()).isEmpty();
  }
}
