package dev.fetchery.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A temporary directory, removed with its content when closed. Made before Vert.x starts, which
 * would make a temporary directory that is missing. Blocks.
 */
public final class Scratch implements AutoCloseable {
  private final Path dir;

  private Scratch(Path dir) {
    this.dir = dir;
  }

  /**
   * @param prefix of the directory's name
   */
  public static Scratch make(String prefix) throws StartFault {
    try {
      return new Scratch(Files.createTempDirectory(prefix));
    } catch (IOException e) {
      throw new StartFault(
          "cannot use the temporary directory "
              + System.getProperty("java.io.tmpdir")
              + ": name another with java -Djava.io.tmpdir=DIR",
          e);
    }
  }

  public Path dir() {
    return dir;
  }

  /** Does not follow links. */
  @Override
  public void close() {
    try {
      for (Path path : deepestFirst()) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<Path> deepestFirst() throws IOException {
    try (Stream<Path> all = Files.walk(dir)) {
      return all.sorted(Comparator.reverseOrder()).toList();
    }
  }
}
