package dev.fetchery.app;

import dev.fetchery.files.FilesPlace;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.UUID;

/**
 * Tells whether two nodes have the same place for their files. A directory has a file with an id in
 * it, made by the first node that looks: paths may be equal on two machines and lead to two disks.
 */
final class FilesMark {
  private static final String FOLDER = ".fetchery";
  private static final String FILE = "place";
  private static final int MOST_TRIES = 3;

  private FilesMark() {}

  /** The mark of a place; a directory has to exist. Blocks. */
  static String of(FilesPlace place) throws StartFault {
    if (place instanceof FilesPlace.Bucket bucket) {
      return bucket.shown() + (bucket.endpoint() == null ? "" : " at " + bucket.endpoint());
    }
    Path directory = ((FilesPlace.Directory) place).path();
    try {
      return mark(directory.resolve(FOLDER));
    } catch (IOException e) {
      throw new StartFault(
          "cannot mark " + directory + " as the place that nodes share: " + e.getMessage(), e);
    }
  }

  private static String mark(Path folder) throws IOException {
    Path file = folder.resolve(FILE);
    for (int tries = 1; ; tries++) {
      try {
        return Files.readString(file, StandardCharsets.US_ASCII).strip();
      } catch (NoSuchFileException e) {
        if (tries == MOST_TRIES) {
          throw e;
        }
        Files.createDirectories(folder);
        make(folder, file);
      }
    }
  }

  /** Whole or not at all; one that another node made meanwhile stays. */
  private static void make(Path folder, Path file) throws IOException {
    String id = UUID.randomUUID().toString();
    Path own = folder.resolve(FILE + "-" + id);
    Files.writeString(own, id, StandardCharsets.US_ASCII);
    try {
      Files.createLink(file, own);
    } catch (FileAlreadyExistsException e) {
      // that one is read
    } finally {
      Files.delete(own);
    }
  }
}
