package dev.fetchery.app;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A temporary directory, removed with its content when closed. Blocks. */
public final class Scratch implements AutoCloseable {
  private final Vertx vertx;
  private final Path dir;

  private Scratch(Vertx vertx, Path dir) {
    this.vertx = vertx;
    this.dir = dir;
  }

  /**
   * @param vertx must be open when the directory is removed
   * @param prefix of the directory's name
   */
  public static Scratch make(Vertx vertx, String prefix) throws StartFault {
    try {
      return new Scratch(vertx, Files.createTempDirectory(prefix));
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
    vertx.fileSystem().deleteRecursiveBlocking(dir.toString());
  }
}
