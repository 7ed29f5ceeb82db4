package dev.fetchery.spec;

import com.fasterxml.jackson.databind.JsonNode;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import dev.fetchery.job.Source.Manifest.Format;
import dev.fetchery.job.UrlEntry;
import dev.fetchery.url.WebUrl;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the records of a manifest one after the other; the first of a table is its header. */
public final class ManifestRows {
  /** What a record holds. */
  public sealed interface Row {}

  record Entry(UrlEntry entry) implements Row {}

  /** A blank line, a comment, or the header. */
  record Nothing() implements Row {}

  record Bad(String detail) implements Row {}

  private static final Nothing NOTHING = new Nothing();
  private static final int MAX_COLUMNS = 1000;
  private static final Pattern SHA256 = Pattern.compile("[0-9A-Fa-f]{64}");

  private final CsvReader.CsvReaderBuilder table;
  private final Format format;
  private final @Nullable JobSchema schema;
  private @Nullable List<String> header;
  private boolean badHeader;

  public ManifestRows(Format format) {
    this.format = format;
    this.schema = format == Format.NDJSON ? new JobSchema() : null;
    this.table =
        CsvReader.builder()
            .fieldSeparator(format.separator())
            .skipEmptyLines(false)
            .allowUnclosedQuote(false);
  }

  /** Whether the header of a table is still to be read. */
  public boolean needsHeader() {
    return format.isTable() && header == null;
  }

  /** The entry of a record, or null where it holds none or is bad. */
  public @Nullable UrlEntry entry(ManifestRecords.Line record) {
    return read(record) instanceof Entry found ? found.entry : null;
  }

  Row read(ManifestRecords.Line record) {
    byte[] bytes = record.bytes();
    if (bytes == null) {
      return new Bad("the line is longer than " + ManifestRecords.MAX_RECORD_BYTES + " bytes");
    }
    String text;
    try {
      text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      return new Bad("not UTF-8");
    }
    if (record.start() == 0 && text.startsWith("\ufeff")) {
      text = text.substring(1);
    }
    if (text.isBlank()) {
      return NOTHING;
    }
    return switch (format) {
      case TEXT -> line(text.strip());
      case NDJSON -> json(Objects.requireNonNull(schema), text);
      case CSV, TSV -> row(text);
    };
  }

  private static Row line(String text) {
    if (text.startsWith("#")) {
      return NOTHING;
    }
    String problem = WebUrl.problem(text);
    return problem == null ? new Entry(UrlEntry.of(text)) : new Bad(problem);
  }

  private static Row json(JobSchema schema, String text) {
    Violations violations = new Violations();
    JsonNode element = PostedJson.read(text, violations);
    if (element == null) {
      return new Bad(detail(violations));
    }
    schema.checkEntry(element, "", violations);
    if (violations.none()) {
      UrlEntries.check(element, "", violations);
    }
    return violations.none() ? new Entry(UrlEntries.of(element)) : new Bad(detail(violations));
  }

  private static String detail(Violations violations) {
    Violation first = violations.list().get(0);
    // Each line is a document of its own: its line number is not that of the manifest.
    return first.pointer().isEmpty()
        ? first.detail().replace(" at line 1, column ", " at column ")
        : first.pointer() + ": " + first.detail();
  }

  private Row row(String text) {
    if (badHeader) {
      // One fault, not one a line.
      return NOTHING;
    }
    List<String> cells;
    try (CsvReader<CsvRecord> reader = table.ofCsvRecord(text)) {
      Iterator<CsvRecord> records = reader.iterator();
      cells = records.next().getFields();
      if (records.hasNext()) {
        return new Bad("a carriage return inside a line");
      }
    } catch (CsvParseException e) {
      badHeader = header == null;
      return new Bad("not " + format + " (RFC 4180): check its quotes");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (header != null) {
      return cells(header, cells);
    }
    Row row = header(cells.stream().map(ManifestHeader::name).toList(), text);
    badHeader = row instanceof Bad;
    return row;
  }

  private Row header(List<String> names, String line) {
    header = names;
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < names.size(); i++) {
      if (names.get(i).isBlank()) {
        return new Bad("column " + (i + 1) + " of the header has no name");
      }
      if (!seen.add(names.get(i))) {
        return new Bad("column " + (i + 1) + " of the header has the name of an earlier one");
      }
    }
    if (names.size() > MAX_COLUMNS) {
      return new Bad("more than " + MAX_COLUMNS + " columns");
    }
    return seen.contains("url") ? NOTHING : new Bad(ManifestHeader.withoutUrl(line, format));
  }

  private static Row cells(List<String> header, List<String> cells) {
    if (cells.size() != header.size()) {
      return new Bad("has " + cells.size() + " fields where the header has " + header.size());
    }
    Map<String, String> fields = new HashMap<>();
    for (int i = 0; i < cells.size(); i++) {
      fields.put(header.get(i), cells.get(i));
    }
    String url = fields.remove("url");
    if (url == null) {
      return new Bad("the header has no column url");
    }
    String problem = WebUrl.problem(url.strip());
    if (problem != null) {
      return new Bad(problem);
    }
    String key = emptyToNull(fields.remove("key"));
    String sha256 = emptyToNull(fields.remove("sha256"));
    if (sha256 != null && !SHA256.matcher(sha256).matches()) {
      return new Bad("sha256 is not 64 hex digits");
    }
    String digest = sha256 == null ? null : sha256.toLowerCase(Locale.ROOT);
    return new Entry(new UrlEntry(url.strip(), key, digest, Map.of(), fields));
  }

  private static @Nullable String emptyToNull(@Nullable String text) {
    return text == null || text.isEmpty() ? null : text;
  }
}
