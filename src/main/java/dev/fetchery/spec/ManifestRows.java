package dev.fetchery.spec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import dev.fetchery.context.ByteOrderMark;
import dev.fetchery.job.ErrorCode;
import dev.fetchery.job.Fault;
import dev.fetchery.job.Source.Manifest.Format;
import dev.fetchery.job.Source.Manifest.Reading;
import dev.fetchery.job.Terms;
import dev.fetchery.job.UrlEntry;
import dev.fetchery.url.WebUrl;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads the records of a manifest one after the other; the first of a table is its header. */
public final class ManifestRows {
  /** What a record holds. */
  public sealed interface Row {}

  record Entry(UrlEntry entry) implements Row {}

  /** A blank line, a comment, or the header. */
  record Nothing() implements Row {}

  /**
   * A record that cannot be used.
   *
   * @param below lines from its first to the bad one
   * @param url that it names, or its text where it is to be one; empty where it has none
   */
  record Bad(String detail, ErrorCode code, int below, String url) implements Row {
    Bad(String detail) {
      this(detail, ErrorCode.BAD_DOCUMENT, 0, "");
    }

    /** One whose URL cannot be used. */
    static Bad url(String url, String why) {
      return new Bad(why, ErrorCode.BAD_URL, 0, url);
    }
  }

  private static final Nothing NOTHING = new Nothing();

  /** Own fields that a cell gives as they are. */
  private static final Set<String> KEPT = Set.of("url", "key");

  private static final int MAX_COLUMNS = 1000;

  private final CharsetDecoder utf8 = StandardCharsets.UTF_8.newDecoder();
  private final CsvReader.CsvReaderBuilder table;
  private final Format format;
  private final Reading reading;
  private final @Nullable JobSchema schema;
  private @Nullable List<String> header;
  private boolean badHeader;

  /** Of a list of which no more is said than its format. */
  public ManifestRows(Format format) {
    this(format, Reading.PLAIN);
  }

  public ManifestRows(Format format, Reading reading) {
    this.format = format;
    this.reading = reading;
    this.schema = format == Format.NDJSON ? JobSchema.SHARED : null;
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

  /** What comes of a record. */
  public sealed interface Read {}

  /** It is an entry. */
  public record Good(UrlEntry entry) implements Read {}

  /**
   * It is bad, and its item fails.
   *
   * @param url that it names, or its text where it is to be one; empty where it has none
   */
  public record Failed(String url, Fault fault) implements Read {}

  /** What comes of a record, or null where it holds nothing. */
  public @Nullable Read entry(ManifestRecords.Line record) {
    Row row = read(record);
    if (row instanceof Entry found) {
      return new Good(found.entry);
    }
    return row instanceof Bad bad && reading.failsBadLines() && !badHeader
        ? new Failed(
            bad.url(),
            new Fault(bad.code(), "line " + (record.number() + bad.below()) + ": " + bad.detail()))
        : null;
  }

  /**
   * Names of variables that a line may bring, as far as is known by now; null where it may be any.
   */
  @Nullable Set<String> possibleFields() {
    if (format == Format.TEXT) {
      return Aria2Entry.FIELDS;
    }
    return header == null || badHeader
        ? null
        : header.stream()
            .filter(name -> name.equals("key") || !UrlEntries.OWN.contains(name))
            .collect(Collectors.toSet());
  }

  /** Whether the header of a table is bad, so that no line can be read. */
  boolean hasBadHeader() {
    return badHeader;
  }

  Row read(ManifestRecords.Line record) {
    byte[] bytes = record.bytes();
    if (bytes == null) {
      return new Bad("the line is longer than " + ManifestRecords.MAX_RECORD_BYTES + " bytes");
    }
    String text;
    try {
      text = utf8.decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      return new Bad("not UTF-8");
    }
    if (record.start() == 0) {
      text = ByteOrderMark.without(text);
    }
    if (text.isBlank()) {
      return NOTHING;
    }
    return switch (format) {
      case TEXT -> Aria2Entry.read(text);
      case NDJSON -> json(Objects.requireNonNull(schema), text);
      case CSV, TSV -> row(text);
    };
  }

  private Row json(JobSchema schema, String text) {
    Violations violations = new Violations();
    JsonNode element = PostedJson.read(text, violations);
    if (element == null) {
      return new Bad(detail(violations));
    }
    if (reading.urlColumn() != null && element instanceof ObjectNode object) {
      ManifestHeader.take(object, reading.urlColumn());
    }
    schema.checkEntry(element, "", violations);
    violations.formChecked();
    if (violations.none()) {
      UrlEntries.check(element, "", violations);
    }
    if (violations.none()) {
      return new Entry(UrlEntries.of(element));
    }
    String url = (element.isTextual() ? element : element.path("url")).asText();
    return WebUrl.problem(url) == null
        ? new Bad(detail(violations), ErrorCode.BAD_DOCUMENT, 0, url)
        : Bad.url(url, detail(violations));
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
    Row row = header(ManifestHeader.names(cells, reading.urlColumn()), text);
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
      String problem = EntryTerms.problemOfName(names.get(i));
      if (problem != null) {
        return new Bad("column " + names.get(i) + " of the header: " + problem);
      }
      if (!seen.add(names.get(i))) {
        return new Bad("column " + (i + 1) + " of the header has the name of an earlier one");
      }
    }
    if (names.size() > MAX_COLUMNS) {
      return new Bad("more than " + MAX_COLUMNS + " columns");
    }
    return seen.contains("url")
        ? NOTHING
        : new Bad(ManifestHeader.withoutUrl(line, format, reading.urlColumn()));
  }

  private static Row cells(List<String> header, List<String> cells) {
    if (cells.size() != header.size()) {
      return new Bad("has " + cells.size() + " fields where the header has " + header.size());
    }
    Map<String, String> fields = new HashMap<>();
    ObjectNode said = JsonNodeFactory.instance.objectNode();
    for (int i = 0; i < cells.size(); i++) {
      if (!UrlEntries.OWN.contains(header.get(i)) || KEPT.contains(header.get(i))) {
        fields.put(header.get(i), cells.get(i));
      } else if (!cells.get(i).isBlank()) {
        said.put(header.get(i), cells.get(i));
      }
    }
    String url = fields.remove("url");
    if (url == null) {
      return new Bad("the header has no column url");
    }
    String problem = WebUrl.problem(url.strip());
    if (problem != null) {
      return Bad.url(url.strip(), problem);
    }
    String key = emptyToNull(fields.remove("key"));
    Violations violations = new Violations();
    Map<String, String> headers = headers(said.remove("headers"), violations);
    Terms terms = EntryTerms.readCells(said, violations);
    return violations.none()
        ? new Entry(new UrlEntry(url.strip(), key, terms, headers, fields))
        : new Bad(detail(violations), ErrorCode.BAD_DOCUMENT, 0, url.strip());
  }

  /** In a cell they are a JSON object as text. */
  private static Map<String, String> headers(@Nullable JsonNode cell, Violations violations) {
    if (cell == null) {
      return Map.of();
    }
    Violations found = new Violations();
    JsonNode read = PostedJson.read(cell.asText(), found);
    found.list().forEach(one -> violations.add("/headers", one.detail()));
    if (read != null && !read.isObject()) {
      violations.add("/headers", "must be a JSON object");
    }
    if (read == null || !violations.none()) {
      return Map.of();
    }
    HeaderRules.check(read, "/headers", violations);
    return JsonFields.texts(read);
  }

  private static @Nullable String emptyToNull(@Nullable String text) {
    return text == null || text.isEmpty() ? null : text;
  }
}
