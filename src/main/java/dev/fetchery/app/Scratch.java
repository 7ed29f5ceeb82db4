package dev.fetchery.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A temporary directory, removed with its content when closed, or when the process ends by a
 * signal. Made before Vert.x starts, which would make a temporary directory that is missing.
 * Blocks.
 */
public final class Scratch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Scratch.class);

  private final Runnable atEnd = this::close;
  private @Nullable Path dir;
  private boolean closed;

  private Scratch() {}

  /**
   * @param prefix of the directory's name
   */
  public static Scratch make(String prefix) throws StartFault {
    Scratch made = new Scratch();
    // First, so that there is no moment at which it would stay.
    Shutdown.atEnd(made.atEnd);
    made.create(prefix);
    return made;
  }

  private synchronized void create(String prefix) throws StartFault {
    if (closed) {
      throw new StartFault("the process is being ended");
    }
    try {
      dir = Files.createTempDirectory(prefix);
    } catch (IOException e) {
      Shutdown.notAtEnd(atEnd);
      throw new StartFault(
          "cannot use the temporary directory "
              + System.getProperty("java.io.tmpdir")
              + ": name another with java -Djava.io.tmpdir=DIR",
          e);
    }
  }

  public synchronized Path dir() {
    return Objects.requireNonNull(dir);
  }

  /** Does not follow links. A second call waits for the first, and does nothing. */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    if (dir != null) {
      remove(dir);
    }
    // Not before: a process that ends waits for what is still to be done at its end.
    Shutdown.notAtEnd(atEnd);
  }

  private static void remove(Path dir) {
    try {
      for (Path path : deepestFirst(dir)) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      LOG.warn("{} could not be removed: {}", dir, e.getMessage());
    }
  }

  private static List<Path> deepestFirst(Path dir) throws IOException {
    try (Stream<Path> all = Files.walk(dir)) {
      return all.sorted(Comparator.reverseOrder()).toList();
    }
  }
}
