package dev.fetchery.source;

import dev.fetchery.job.ErrorCode;
import dev.fetchery.job.Fault;
import dev.fetchery.job.Source;
import dev.fetchery.spec.ManifestRecords;
import dev.fetchery.spec.ManifestRows;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads a list that was streamed to disk when it was posted; the position is the byte offset of the
 * next record, and its line. An invalid line is an item that fails, where the post has said so;
 * else all were valid then, and one that is not means that the file was damaged.
 */
final class ManifestDiscovery implements Discovery {
  private static final int CHUNK_BYTES = 64 << 10;

  private final Source.Manifest source;
  private final Path file;
  private final ManifestRows rows;
  private long position;

  /** Number of the line that begins there. */
  private long line;

  private @Nullable Reading reading;
  private @Nullable End end;

  ManifestDiscovery(Source.Manifest source, Path file, @Nullable String position) {
    this.source = source;
    this.file = file;
    this.rows = new ManifestRows(source.format(), source.reading());
    String[] at = position == null ? new String[] {"0"} : position.split(":", -1);
    this.position = Long.parseLong(at[0]);
    this.line = at.length < 2 ? 1 : Long.parseLong(at[1]);
    if (this.position < 0 || at.length > 2) {
      throw new IllegalArgumentException("not a position of this source: " + position);
    }
  }

  /** The file being read, record by record. */
  private static final class Reading {
    private final ByteBuffer chunk = ByteBuffer.allocate(CHUNK_BYTES);
    private final Deque<ManifestRecords.Line> ready = new ArrayDeque<>();
    private final FileChannel channel;
    private final ManifestRecords records;
    private boolean ended;

    Reading(FileChannel channel, Source.Manifest.Format format, long position, long line)
        throws IOException {
      this.channel = channel.position(position);
      this.records = new ManifestRecords(format, position, line);
    }

    /** The next record, or null at the end. */
    ManifestRecords.@Nullable Line next() throws IOException {
      while (ready.isEmpty() && !ended) {
        chunk.clear();
        if (channel.read(chunk) < 0) {
          ended = true;
          records.finish(ready::add);
        } else {
          records.feed(chunk.flip(), ready::add);
        }
      }
      return ready.poll();
    }
  }

  @Override
  public Step next(int maxItems) {
    ItemBatch items = new ItemBatch(maxItems);
    try {
      while (items.hasRoom() && end == null) {
        step(items);
      }
    } catch (IOException e) {
      String detail = "the posted list cannot be read: " + e.getClass().getSimpleName();
      end = new End(new Fault(ErrorCode.DISK, detail));
    }
    return new Step(
        items.items(), position + ":" + line, List.of(), List.of(), end, source.items());
  }

  private void step(ItemBatch items) throws IOException {
    if (reading == null) {
      reading = open();
    }
    ManifestRecords.Line record = reading.next();
    if (record == null) {
      end = new End(null);
      return;
    }
    ManifestRows.Read read = rows.entry(record);
    position = record.end();
    line = record.nextLine();
    if (read instanceof ManifestRows.Good good) {
      items.add(DraftFactory.of(good.entry()));
    } else if (read instanceof ManifestRows.Failed failed) {
      Fault fault = failed.fault();
      items.add(DraftFactory.failed(null, failed.url(), Map.of(), fault.code(), fault.detail()));
    }
  }

  private Reading open() throws IOException {
    FileChannel opened = FileChannel.open(file, StandardOpenOption.READ);
    try {
      if (source.format().isTable() && position > 0) {
        readHeader(new Reading(opened, source.format(), 0, 1));
      }
      return new Reading(opened, source.format(), position, line);
    } catch (IOException e) {
      opened.close();
      throw e;
    }
  }

  /** The header stands before the position; blank lines may stand before the header. */
  private void readHeader(Reading start) throws IOException {
    while (rows.needsHeader()) {
      ManifestRecords.Line record = start.next();
      if (record == null) {
        break;
      }
      rows.entry(record);
    }
  }

  @Override
  public void answered(int ask, Document document) {
    // It asks for nothing.
  }

  @Override
  public void failed(int ask, Failure failure) {
    // It asks for nothing.
  }

  @Override
  public void close() {
    if (reading != null) {
      try {
        reading.channel.close();
      } catch (IOException e) {
        // The file was only read: nothing is lost.
      }
    }
  }
}
