package dev.fetchery.app;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;

/** Directories of our own that are of no use afterwards. Links in them are not followed. */
public final class Scratch {
  private Scratch() {}

  /** Makes one in the temporary directory. */
  public static Path make(String prefix) throws StartFault {
    try {
      return Files.createTempDirectory(prefix);
    } catch (IOException e) {
      throw new StartFault(
          "cannot use the temporary directory "
              + System.getProperty("java.io.tmpdir")
              + ": name another with java -Djava.io.tmpdir=DIR",
          e);
    }
  }

  public static void remove(Path dir) throws IOException {
    Files.walkFileTree(
        dir,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path visited, IOException fault)
              throws IOException {
            if (fault != null) {
              throw fault;
            }
            Files.delete(visited);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
