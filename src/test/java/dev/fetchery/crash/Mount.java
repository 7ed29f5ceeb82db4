package dev.fetchery.crash;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/** A small file system of its own, where this user may mount one; elsewhere the test is skipped. */
final class Mount implements AutoCloseable {
  private final Path at;

  private Mount(Path at) {
    this.at = at;
  }

  /** A memory file system, mounted with these options. */
  static Mount tmpfs(Path at, String options) throws IOException {
    Files.createDirectories(at);
    int status = run("mount", "-t", "tmpfs", "-o", options, "tmpfs", at.toString());
    Assumptions.assumeTrue(status == 0, "a small file system cannot be mounted here");
    return new Mount(at);
  }

  Path at() {
    return at;
  }

  void resize(String size) throws IOException {
    if (run("mount", "-o", "remount,size=" + size, at.toString()) != 0) {
      throw new IOException(at + " cannot be made larger");
    }
  }

  private static int run(String... command) {
    try {
      return new ProcessBuilder(List.of(command)).redirectErrorStream(true).start().waitFor();
    } catch (IOException e) {
      return -1;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return -1;
    }
  }

  @Override
  public void close() {
    run("umount", "-l", at.toString());
  }
}
