package dev.fetchery.coordinator.discovery;

import java.nio.file.Path;

/**
 * Where a large document lies while its source reads it.
 *
 * @param path relative to the downloads directory
 * @param file the same, as it is opened
 */
public record SpoolFile(String path, Path file) {
  /** The place for this job's document; many jobs need none. */
  public static SpoolFile of(String job, Path downloads) {
    String path = ".fetchery/.fetchery-" + job + "-source.part";
    return new SpoolFile(path, downloads.resolve(path));
  }
}
