package dev.fetchery.http.jobs;

import dev.fetchery.job.Item;
import io.vertx.core.buffer.Buffer;
import java.util.List;

/** Lines that {@code sha256sum -c} reads in the directory of the job. */
final class Checksums {
  private Checksums() {}

  /** A line for each item with a digest. */
  static Buffer lines(List<Item> items, String directory) {
    String prefix = directory.isEmpty() ? "" : directory + '/';
    StringBuilder lines = new StringBuilder();
    for (Item item : items) {
      String file = item.file();
      if (file != null && item.sha256() != null) {
        line(
            lines, item.sha256(), file.startsWith(prefix) ? file.substring(prefix.length()) : file);
      }
    }
    return Buffer.buffer(lines.toString());
  }

  /**
   * As GNU coreutils write and read it: a line with a name that needs escapes begins with a
   * backslash.
   */
  private static void line(StringBuilder lines, String sha256, String name) {
    String escaped = name.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r");
    lines.append(escaped.equals(name) ? "" : "\\");
    lines.append(sha256).append("  ").append(escaped).append('\n');
  }
}
