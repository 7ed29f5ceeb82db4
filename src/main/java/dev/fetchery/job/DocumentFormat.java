package dev.fetchery.job;

import java.util.Locale;
import java.util.Optional;

/** How a document that lists files is read. */
public enum DocumentFormat {
  /** A web page: what a CSS selector finds in it. */
  HTML,
  /** A web server's index of a directory. */
  DIRECTORY,
  /** RSS, Atom or JSON Feed: the enclosures. */
  RSS,
  /** A sitemap, or an index of sitemaps. */
  SITEMAP,
  /** The listing of an S3 bucket. */
  S3,
  /** A URL a line. */
  TEXT,
  /** Comma-separated values (RFC 4180). */
  CSV,
  /** Tab-separated values. */
  TSV,
  /** A JSON value a line. */
  JSONL,
  /** Checksums with names, as {@code sha256sum} writes them. */
  SUMS,
  /** Metalink (RFC 5854). */
  METALINK;

  /** The name in a job: lower case. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The format of this name, or none. */
  public static Optional<DocumentFormat> of(String text) {
    for (DocumentFormat format : values()) {
      if (format.text().equals(text)) {
        return Optional.of(format);
      }
    }
    return Optional.empty();
  }
}
