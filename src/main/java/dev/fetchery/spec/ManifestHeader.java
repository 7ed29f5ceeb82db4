package dev.fetchery.spec;

import dev.fetchery.job.Source.Manifest.Format;
import java.util.Locale;

/** The first line of a table, which names its columns. */
final class ManifestHeader {
  private static final int SHOWN_CHARS = 80;

  private ManifestHeader() {}

  /** The name of a column; one with a meaning of its own may be written in any case. */
  static String name(String written) {
    String lower = written.strip().toLowerCase(Locale.ROOT);
    return UrlEntries.OWN.contains(lower) ? lower : written;
  }

  /** What is wrong with a header that has no column {@code url}, and what may have been meant. */
  static String withoutUrl(String line, Format format) {
    String detail = "the header has no column url, it is `" + shown(line) + "`";
    if (format == Format.CSV && line.indexOf('\t') >= 0) {
      return detail + "; a list separated by tabs is posted as text/tab-separated-values";
    }
    return line.indexOf(';') >= 0 || line.indexOf('|') >= 0
        ? detail + "; columns are separated by " + (format == Format.TSV ? "tabs" : "commas")
        : detail;
  }

  private static String shown(String line) {
    String clean = line.replace('\t', ' ').replaceAll("\\p{Cntrl}", "?");
    return clean.length() <= SHOWN_CHARS ? clean : clean.substring(0, SHOWN_CHARS) + "…";
  }
}
