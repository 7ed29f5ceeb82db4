package dev.fetchery.coordinator.discovery;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * Where a large document lies while its source reads it.
 *
 * @param path relative to the downloads directory
 * @param file the same, as it is opened
 */
public record SpoolFile(String path, Path file) {
  private static final String END = "-source.part";

  /** The place for this job's document; many jobs need none. */
  public static SpoolFile of(String job, Path downloads) {
    String path = ".fetchery/.fetchery-" + job + END;
    return new SpoolFile(path, downloads.resolve(path));
  }

  /** The place for one of several documents of the same job. */
  SpoolFile numbered(int number) {
    String name = path.substring(0, path.length() - END.length()) + "-source-" + number + ".part";
    return new SpoolFile(name, file.resolveSibling(name.substring(name.lastIndexOf('/') + 1)));
  }

  /**
   * Removes what {@link #numbered} places hold. Blocks.
   *
   * @throws IOException if the directory cannot be read, or a file not be removed
   */
  public void removeNumbered() throws IOException {
    String name = String.valueOf(file.getFileName());
    String begin = name.substring(0, name.length() - END.length()) + "-source-";
    Path directory = file.resolveSibling("");
    try (DirectoryStream<Path> files =
        Files.newDirectoryStream(
            directory, one -> String.valueOf(one.getFileName()).startsWith(begin))) {
      for (Path left : files) {
        Files.deleteIfExists(left);
      }
    } catch (NoSuchFileException e) {
      // Nothing was ever spooled.
    }
  }
}
