package dev.fetchery.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoIT {
  @TempDir private Path dir;

  @Test
  void fiveJobsEndAsTheyShouldAndAreCompared() throws Exception {
    try (JarProcess demo = JarProcess.start(dir, "demo", "--exit", "--port", 0, "--lag-ms", 5)) {
      assertThat(demo.await()).isZero();
      assertThat(demo.out())
          .anyMatch(line -> line.matches("emojis: succeeded, 1793 items in \\S+ s: 1793 done"))
          .anyMatch(line -> line.contains("flags: partial, 20 items"))
          .anyMatch(line -> line.contains("verify: 25 of 25 files intact"))
          .anyMatch(line -> line.contains("measured on the first 25 items"));
    }
    try (var emojis = Files.list(saved().resolve("emojis"))) {
      assertThat(emojis).hasSize(1793);
    }
    assertThat(saved().resolve("flags/US-United_States.gif")).isNotEmptyFile();
  }

  private Path saved() throws Exception {
    try (var runs = Files.newDirectoryStream(dir.resolve("downloads"), "demo-*")) {
      return runs.iterator().next();
    }
  }

  @Test
  void withoutExitItStaysUpWithItsAddressOnTheLastLine() throws Exception {
    try (JarProcess demo = JarProcess.start(dir, "demo", "--port", 0, "--lag-ms", 0)) {
      demo.awaitLine(line -> line.matches("listening on http://127\\.0\\.0\\.1:\\d+"));
      demo.awaitLine(line -> line.matches("http://127\\.0\\.0\\.1:\\d+/"));
      assertThat(demo.terminate().await()).isZero();
      assertThat(demo.out().get(demo.out().size() - 1)).startsWith("http://127.0.0.1:");
    }
  }

  @Test
  void benchOfFewFilesHasNoMorePagesThanFiles() throws Exception {
    try (JarProcess bench =
        JarProcess.start(dir, "bench", "--files", 2, "--lag-ms", 0, "--rounds", 1)) {
      assertThat(bench.await()).isZero();
      assertThat(bench.out()).anyMatch(line -> line.startsWith("2 files of "));
    }
  }

  @Test
  void benchComparesTheSameWork() throws Exception {
    try (JarProcess bench =
        JarProcess.start(dir, "bench", "--files", 12, "--pages", 3, "--lag-ms", 1, "--rounds", 2)) {
      assertThat(bench.await()).isZero();
      assertThat(bench.out()).anyMatch(line -> line.startsWith("one at a time"));
      assertThat(bench.out()).anyMatch(line -> line.startsWith("fetchery "));
    }
  }
}
