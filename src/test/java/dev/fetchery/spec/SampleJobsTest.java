package dev.fetchery.spec;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SampleJobsTest {
  @Test
  void everySampleJobIsAccepted() throws IOException {
    JobReader reader = new JobReader(1000);
    try (Stream<Path> files = Files.list(Path.of("conf/jobs"))) {
      List<Path> jobs = files.toList();
      assertThat(jobs).hasSizeGreaterThanOrEqualTo(5);
      for (Path job : jobs) {
        assertThat(reader.read(Files.readAllBytes(job)))
            .as(job.toString())
            .isInstanceOf(Parsed.Ok.class);
      }
    }
  }
}
