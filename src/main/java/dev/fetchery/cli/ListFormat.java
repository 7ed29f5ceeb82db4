package dev.fetchery.cli;

import dev.fetchery.job.Source.Manifest;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How a list of URLs is written: by the ending of its file, or by {@code --format}. */
enum ListFormat {
  TXT(Manifest.Format.TEXT, "text/plain", "txt", "text"),
  CSV(Manifest.Format.CSV, "text/csv", "csv"),
  TSV(Manifest.Format.CSV, "text/tab-separated-values", "tsv"),
  NDJSON(Manifest.Format.NDJSON, "application/x-ndjson", "ndjson", "jsonl");

  private static final List<String> PACKED = List.of(".gz", ".zst");

  private final Manifest.Format stored;
  private final String mediaType;

  @SuppressWarnings("ImmutableEnumChecker") // an unmodifiable list
  private final List<String> names;

  ListFormat(Manifest.Format stored, String mediaType, String... names) {
    this.stored = stored;
    this.mediaType = mediaType;
    this.names = List.of(names);
  }

  /** The format in which a job keeps the list. */
  Manifest.Format stored() {
    return stored;
  }

  /** The media type under which it is posted. */
  String mediaType() {
    return mediaType;
  }

  /** The format of that name, in any case, or null. */
  static @Nullable ListFormat named(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return Arrays.stream(values())
        .filter(format -> format.names.contains(lower))
        .findFirst()
        .orElse(null);
  }

  /**
   * The format that the ending of a file's name tells, {@code .gz} or {@code .zst} apart; or null.
   */
  static @Nullable ListFormat ofFile(String file) {
    String plain = plain(file);
    int dot = plain.lastIndexOf('.');
    return dot < 0 ? null : named(plain.substring(dot + 1));
  }

  /** The name without {@code .gz} or {@code .zst}. */
  static String plain(String file) {
    String lower = file.toLowerCase(Locale.ROOT);
    for (String packed : PACKED) {
      if (lower.endsWith(packed)) {
        return file.substring(0, file.length() - packed.length());
      }
    }
    return file;
  }
}
