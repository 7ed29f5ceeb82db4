package dev.fetchery.source.document;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * CSV (RFC 4180) or tab-separated values. The first record names the fields; {@code url}, in any
 * case, is the file's. What is called as an expectation of a file is one.
 */
final class TableReader implements DocumentReader {
  private static final Set<String> EXPECTED =
      Set.of("size", "md5", "sha1", "sha256", "sha512", "crc32c", "checksum", "integrity");

  private final CsvReader<CsvRecord> csv;
  private final Iterator<CsvRecord> records;
  private final boolean made;
  private @Nullable List<String> header;

  /**
   * @param made whether URLs are made of the fields, so that none need be called {@code url}
   */
  TableReader(InputStream document, char separator, boolean made) throws IOException {
    Reader text = new InputStreamReader(document, StandardCharsets.UTF_8);
    this.csv =
        CsvReader.builder()
            .fieldSeparator(separator)
            .skipEmptyLines(true)
            .allowUnclosedQuote(false)
            .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
            .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
            .ofCsvRecord(new WithoutMark(text));
    this.records = csv.iterator();
    this.made = made;
  }

  @Override
  public @Nullable Found next() throws IOException {
    try {
      if (header == null) {
        header = readHeader();
      }
      return records.hasNext() ? read(records.next(), header) : null;
    } catch (CsvParseException e) {
      throw new BadDocumentException("a record or field in it is too long, or a quote has no end");
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private List<String> readHeader() throws IOException {
    List<String> names =
        records.hasNext()
            ? records.next().getFields().stream().map(String::strip).toList()
            : List.of();
    if (!made && names.stream().noneMatch("url"::equalsIgnoreCase)) {
      throw new BadDocumentException("its first line names no field \"url\"");
    }
    return names;
  }

  private Found read(CsvRecord record, List<String> header) {
    String reference = "";
    String key = null;
    Map<String, String> fields = new HashMap<>();
    Map<String, String> expected = new HashMap<>();
    for (int i = 0; i < Math.min(header.size(), record.getFieldCount()); i++) {
      String name = header.get(i);
      String value = record.getField(i);
      String known = name.toLowerCase(Locale.ROOT);
      if (known.equals("url")) {
        reference = value.strip();
      } else if (!value.isEmpty()) {
        fields.put(name, value);
        if (EXPECTED.contains(known)) {
          expected.put(known, value.strip());
        }
        key = known.equals("key") ? value : key;
      }
    }
    return reference.isEmpty() && !made
        ? new Found.Bad("line " + record.getStartingLineNumber() + " has no url")
        : new Found.Entry(reference, key, fields, expected, List.of());
  }

  @Override
  public void close() throws IOException {
    csv.close();
  }
}
