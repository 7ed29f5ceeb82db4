package dev.fetchery.spec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fetchery.job.Source.Manifest.Format;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The first line of a table, which names its columns. */
final class ManifestHeader {
  private static final int SHOWN_CHARS = 80;
  private static final String URL = "url";

  /** The variable that a column url is where another one holds the URL. */
  private static final String OTHER_URL = "url.listed";

  private ManifestHeader() {}

  /** The name of a column; one with a meaning of its own may be written in any case. */
  static String name(String written) {
    String lower = written.strip().toLowerCase(Locale.ROOT);
    return UrlEntries.OWN.contains(lower) ? lower : written;
  }

  /**
   * The names of the columns.
   *
   * @param urlColumn which of them holds the URL, in any case, or null for {@code url}
   */
  static List<String> names(List<String> cells, @Nullable String urlColumn) {
    List<String> names = new ArrayList<>(cells.stream().map(ManifestHeader::name).toList());
    if (urlColumn == null) {
      return names;
    }
    int at = indexOf(cells, urlColumn);
    for (int i = 0; i < names.size(); i++) {
      // What is called url stays a variable, under the name that it is not taken for the URL by.
      if (i != at && names.get(i).equals(URL)) {
        names.set(i, OTHER_URL);
      }
    }
    if (at >= 0) {
      names.set(at, URL);
    }
    return names;
  }

  /** Where a name stands: as it is written, else in any case; -1 where it does not. */
  private static int indexOf(Collection<String> written, String name) {
    int at = 0;
    int alike = -1;
    for (String one : written) {
      if (one.strip().equals(name.strip())) {
        return at;
      }
      alike = alike < 0 && one.strip().equalsIgnoreCase(name.strip()) ? at : alike;
      at++;
    }
    return alike;
  }

  /** Has the member of an object that holds the URL stand for it. */
  static void take(ObjectNode entry, String urlColumn) {
    List<String> names = new ArrayList<>();
    entry.fieldNames().forEachRemaining(names::add);
    int at = indexOf(names, urlColumn);
    if (at >= 0 && !names.get(at).equals(URL)) {
      JsonNode other = entry.remove(URL);
      if (other != null) {
        entry.set(OTHER_URL, other);
      }
      entry.set(URL, entry.remove(names.get(at)));
    } else if (at < 0) {
      entry.remove(URL);
    }
  }

  /** What is wrong with a header that has no column {@code url}, and what may have been meant. */
  static String withoutUrl(String line, Format format, @Nullable String urlColumn) {
    String wanted = urlColumn == null ? URL : shown(urlColumn);
    String detail = "the header has no column " + wanted + ", it is `" + shown(line) + "`";
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
