package dev.fetchery.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fetchery.testing.OriginServer;
import dev.fetchery.testing.Reply;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code run --dry-run} and {@code get --dry-run} without a service beside them. */
@Timeout(60)
class DryRunTest {
  private static final String PART = ".fetchery-01M8M7M8MT21SKT2CF1YV3YWT2-0.part";

  @TempDir private Path dir;
  private final OriginServer origin = OriginServer.start();

  @AfterEach
  void stop() {
    origin.close();
  }

  private Execution plan(String command, Object... more) {
    Object[] args = {
      command, "--dry-run", "--data-dir", dir.resolve("data"), "--downloads-dir", dir.resolve("f")
    };
    return Execution.of(Stream.of(args, more).flatMap(Stream::of).toArray());
  }

  private List<String> left() throws IOException {
    try (Stream<Path> all = Files.walk(dir)) {
      return all.map(path -> dir.relativize(path).toString()).sorted().toList();
    }
  }

  private Path job() throws IOException {
    origin.on(
        "/list",
        Reply.ok("{\"a\": \"%s\", \"b\": \"%s\"}".formatted(origin.url("/a"), origin.url("/b"))));
    return Files.writeString(
        dir.resolve("mine.json"),
        """
        {"name": "mine", "source": {"type": "json", "url": "%s"}}
        """
            .formatted(origin.url("/list")));
  }

  @Test
  void jobThatIsPlannedLeavesNeitherDirectory() throws Exception {
    Path job = job();
    Execution planned = plan("run", job);
    assertThat(planned.status()).as(planned.err()).isZero();
    assertThat(planned.out()).contains("2 items from 1 host, 0 exist already; nothing was saved");
    assertThat(left()).containsExactly("", "mine.json");
  }

  @Test
  void listThatIsPlannedLeavesNeitherDirectory() throws Exception {
    Path list = Files.writeString(dir.resolve("few.txt"), origin.url("/a") + "\n");
    assertThat(plan("run", list).out()).contains("1 item from 1 host");
    assertThat(plan("get", "-i", list).out()).contains("1 item from 1 host");
    assertThat(plan("get", origin.url("/a")).out()).contains("1 item from 1 host");
    assertThat(left()).containsExactly("", "few.txt");
  }

  @Test
  void filesThatExistAreCountedAndNothingIsPutBesideThem() throws Exception {
    Path job = job();
    Files.writeString(Files.createDirectories(dir.resolve("f/mine")).resolve("a"), "before");
    Execution planned = plan("run", job);
    assertThat(planned.out()).contains("2 items from 1 host, 1 exist already");
    assertThat(left()).containsExactly("", "f", "f/mine", "f/mine/a", "mine.json");
  }

  @Test
  void sourceThatCannotBeReadLeavesNothingEither() throws Exception {
    Path job = job();
    origin.on("/list", Reply.status(404));
    Execution refused = plan("run", job);
    assertThat(refused.status()).isEqualTo(1);
    assertThat(refused.err()).contains("cannot be planned");
    assertThat(left()).containsExactly("", "mine.json");
  }

  @Test
  void whatOtherJobsKeepForTheirNextAttemptStays() throws Exception {
    Path part = Files.createDirectories(dir.resolve("f/.fetchery")).resolve(PART);
    Files.writeString(part, "kept");
    Files.setLastModifiedTime(part, FileTime.from(Instant.now().minus(Duration.ofDays(30))));
    Path job = job();
    origin.on("/a", Reply.ok("x")).on("/b", Reply.ok("y"));
    assertThat(plan("run", job).out()).contains("2 items");
    assertThat(part).hasContent("kept");
    Execution run =
        Execution.of(
            "run", "--data-dir", dir.resolve("data"), "--downloads-dir", dir.resolve("f"), job);
    assertThat(run.status()).as(run.err()).isZero();
    assertThat(part).hasContent("kept");
  }
}
