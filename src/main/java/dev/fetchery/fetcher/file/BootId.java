package dev.fetchery.fetcher.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;

/**
 * Tells one start of the machine from another. What was written since the last one is in the files,
 * on disk or in memory, even if the process that wrote it was killed. Of what was written before,
 * an unknown rest may have been lost with the power, and the files may hold zeros in its place.
 */
public final class BootId {
  /** This start. Where the platform has no such id, every start of the program counts as one. */
  public static final String ID = id();

  private BootId() {}

  private static String id() {
    try {
      return Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip();
    } catch (IOException e) {
      return UUID.randomUUID().toString();
    }
  }
}
