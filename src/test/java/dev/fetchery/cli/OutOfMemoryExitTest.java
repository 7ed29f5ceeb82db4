package dev.fetchery.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fetchery.app.ExitCode;
import dev.fetchery.context.OutOfMemory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class OutOfMemoryExitTest {
  /** A program that meets an OutOfMemoryError where it would be taken for a failure of its work. */
  static final class Program {
    private Program() {}

    public static void main(String[] args) {
      OutOfMemoryExit.install();
      OutOfMemory.passOn(new IOException("not of memory"));
      OutOfMemory.passOn(new CompletionException(new OutOfMemoryError("Direct buffer memory")));
      System.err.println("went on");
    }
  }

  @Test
  void exhaustedMemoryEndsTheProcessInOneLine() throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx32m",
                "-cp",
                System.getProperty("java.class.path"),
                Program.class.getName())
            .start();
    String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(ExitCode.FAILED);
    assertThat(err.lines()).hasSize(1);
    assertThat(err).startsWith("fetchery: out of memory with -Xmx");
  }
}
