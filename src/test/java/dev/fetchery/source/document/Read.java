package dev.fetchery.source.document;

import dev.fetchery.job.DocumentFormat;
import dev.fetchery.url.WebUrl;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Reads a whole document, for tests. */
final class Read {
  private Read() {}

  static List<Found> all(DocumentFormat format, String url, String document) throws Exception {
    return all(format, url, "", document, false);
  }

  static List<Found> all(
      DocumentFormat format, String url, String contentType, String document, boolean recurse)
      throws Exception {
    return all(
        new DocumentReaders.Options(format, "a[href]", "href"),
        url,
        contentType,
        new ByteArrayInputStream(document.getBytes(StandardCharsets.UTF_8)),
        recurse);
  }

  static List<Found> all(
      DocumentReaders.Options options,
      String url,
      String contentType,
      InputStream document,
      boolean recurse)
      throws Exception {
    List<Found> found = new ArrayList<>();
    try (DocumentReader reader =
        DocumentReaders.open(document, contentType, WebUrl.parse(url), options, recurse)) {
      for (Found next = reader.next(); next != null; next = reader.next()) {
        found.add(next);
      }
    }
    return found;
  }

  /** Only the references, branches with a leading {@code >}, continuations with {@code >>}. */
  static List<String> references(List<Found> found) {
    return found.stream()
        .map(
            one ->
                one instanceof Found.Entry entry
                    ? entry.reference()
                    : one instanceof Found.Branch branch
                        ? ">" + branch.reference()
                        : one instanceof Found.Continuation next
                            ? ">>" + next.reference()
                            : one.toString())
        .toList();
  }
}
