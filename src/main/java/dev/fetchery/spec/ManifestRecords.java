package dev.fetchery.spec;

import dev.fetchery.job.Source.Manifest.Format;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a manifest into its records as its bytes arrive, holding no more than one of them. A record
 * is a line; in a table a quoted field may hold line ends (RFC 4180); in a list of URLs the options
 * of an entry stand in lines below it, as in an input file of aria2.
 */
public final class ManifestRecords {
  /** The longest record, in bytes. */
  public static final int MAX_RECORD_BYTES = 1 << 20;

  private static final byte[] BYTE_ORDER_MARK = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};

  /** A record: one line, or several where quotes of CSV hold line ends. */
  public static final class Line {
    private final byte @Nullable [] bytes;
    private final long number;
    private final long start;
    private final long end;
    private final long nextLine;

    Line(byte @Nullable [] bytes, long number, long nextLine, long start, long end) {
      this.bytes = bytes;
      this.number = number;
      this.nextLine = nextLine;
      this.start = start;
      this.end = end;
    }

    /** Without the line end; null where they are over {@link #MAX_RECORD_BYTES}. */
    byte @Nullable [] bytes() {
      return bytes;
    }

    /** Number of its first line, from 1. */
    public long number() {
      return number;
    }

    /** Offset of its first byte. */
    public long start() {
      return start;
    }

    /** Number of the line after it. */
    public long nextLine() {
      return nextLine;
    }

    /** Offset of the first byte after its line end. */
    public long end() {
      return end;
    }
  }

  private enum Field {
    START,
    PLAIN,
    QUOTED,
    QUOTE_IN_QUOTED
  }

  /** Joins an entry's options to it, or null where a format has none. */
  private final @Nullable EntryLines entries;

  private final boolean table;
  private final char separator;
  private final ByteArrayOutputStream record = new ByteArrayOutputStream(256);
  private long offset;
  private long line;
  private long recordLine;
  private long recordStart;
  private long recordBytes;
  private Field field = Field.START;

  /**
   * @param format in whose tables quoted fields may hold line ends
   * @param offset of the first byte that will be fed, the beginning of a record
   */
  public ManifestRecords(Format format, long offset) {
    this(format, offset, 1);
  }

  /**
   * @param firstLine number of the line that begins there
   */
  public ManifestRecords(Format format, long offset, long firstLine) {
    this.entries = format == Format.TEXT ? new EntryLines() : null;
    this.table = format.isTable();
    this.separator = format.separator();
    this.offset = offset;
    this.recordStart = offset;
    this.line = firstLine;
    this.recordLine = firstLine;
  }

  /** Takes the next bytes and hands on each record that they complete. */
  public void feed(ByteBuffer bytes, Consumer<Line> records) {
    while (bytes.hasRemaining()) {
      if (!table) {
        takeLine(bytes);
        if (!bytes.hasRemaining()) {
          return;
        }
      }
      byte b = bytes.get();
      offset++;
      if (b == '\n') {
        line++;
        if (field != Field.QUOTED) {
          emit(records);
          continue;
        }
      } else if (table && !isByteOrderMark(b)) {
        field = after(b);
      }
      recordBytes++;
      if (recordBytes <= MAX_RECORD_BYTES) {
        record.write(b);
      }
    }
  }

  /** Takes what comes before the end of a line, which in a list without a table ends a record. */
  private void takeLine(ByteBuffer bytes) {
    int from = bytes.position();
    int end = from;
    while (end < bytes.limit() && bytes.get(end) != '\n') {
      end++;
    }
    byte[] kept = new byte[(int) Math.max(0, Math.min(end - from, MAX_RECORD_BYTES - recordBytes))];
    bytes.get(kept);
    bytes.position(end);
    record.write(kept, 0, kept.length);
    recordBytes += end - from;
    offset += end - from;
  }

  /** Hands on the last record, where the bytes do not end in a line end. */
  public void finish(Consumer<Line> records) {
    if (recordBytes > 0) {
      emit(records);
    }
    if (entries != null) {
      entries.finish(records);
    }
  }

  /** The mark precedes the first field, which may still begin with a quote. */
  private boolean isByteOrderMark(byte b) {
    return recordStart == 0
        && offset <= BYTE_ORDER_MARK.length
        && b == BYTE_ORDER_MARK[(int) offset - 1];
  }

  private Field after(byte b) {
    return switch (field) {
      case START -> b == '"' ? Field.QUOTED : b == separator ? Field.START : Field.PLAIN;
      case PLAIN -> b == separator ? Field.START : Field.PLAIN;
      case QUOTED -> b == '"' ? Field.QUOTE_IN_QUOTED : Field.QUOTED;
      case QUOTE_IN_QUOTED -> b == '"' ? Field.QUOTED : b == separator ? Field.START : Field.PLAIN;
    };
  }

  private void emit(Consumer<Line> records) {
    byte[] bytes = recordBytes > MAX_RECORD_BYTES ? null : withoutCarriageReturn();
    Line whole = new Line(bytes, recordLine, line, recordStart, offset);
    if (entries == null) {
      records.accept(whole);
    } else {
      entries.take(whole, records);
    }
    record.reset();
    recordBytes = 0;
    recordLine = line;
    recordStart = offset;
    field = Field.START;
  }

  private byte[] withoutCarriageReturn() {
    byte[] bytes = record.toByteArray();
    boolean carriageReturn = bytes.length > 0 && bytes[bytes.length - 1] == '\r';
    return carriageReturn ? Arrays.copyOf(bytes, bytes.length - 1) : bytes;
  }
}
