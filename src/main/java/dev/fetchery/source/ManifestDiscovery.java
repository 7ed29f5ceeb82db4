package dev.fetchery.source;

import dev.fetchery.job.Draft;
import dev.fetchery.job.ErrorCode;
import dev.fetchery.job.Fault;
import dev.fetchery.job.Source;
import dev.fetchery.job.UrlEntry;
import dev.fetchery.spec.ManifestRecords;
import dev.fetchery.spec.ManifestRows;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * A list that was streamed to disk when it was posted; the position is the byte offset of the next
 * record. The lines were found good then, so that one that is not says that the file was damaged.
 */
final class ManifestDiscovery implements Discovery {
  private static final int CHUNK_BYTES = 64 << 10;

  private final Source.Manifest source;
  private final Path file;
  private final ManifestRows rows;
  private final Deque<ManifestRecords.Line> ready = new ArrayDeque<>();
  private final ByteBuffer chunk = ByteBuffer.allocate(CHUNK_BYTES);
  private long position;
  private ManifestRecords records;
  private FileChannel channel;
  private boolean read;
  private End end;

  ManifestDiscovery(Source.Manifest source, Path file, String position) {
    this.source = source;
    this.file = file;
    this.rows = new ManifestRows(source.format());
    this.position = position == null ? 0 : Long.parseLong(position);
    if (this.position < 0) {
      throw new IllegalArgumentException("no position of this source: " + position);
    }
  }

  @Override
  public Step next(int maxItems) {
    List<Draft> items = new ArrayList<>();
    try {
      open();
      while (items.size() < maxItems && end == null) {
        step(items);
      }
    } catch (IOException e) {
      String detail = "the posted list cannot be read: " + e.getClass().getSimpleName();
      end = new End(new Fault(ErrorCode.DISK, detail));
    }
    return new Step(items, Long.toString(position), List.of(), List.of(), end);
  }

  private void step(List<Draft> items) throws IOException {
    ManifestRecords.Line record = nextRecord();
    if (record == null) {
      end = new End(null);
      return;
    }
    UrlEntry entry = rows.entry(record);
    position = record.end();
    if (entry != null) {
      items.add(DraftFactory.of(entry));
    }
  }

  private void open() throws IOException {
    if (channel != null || end != null) {
      return;
    }
    channel = FileChannel.open(file, StandardOpenOption.READ);
    boolean csv = source.format() == Source.Manifest.Format.CSV;
    if (csv && position > 0) {
      readHeader();
    }
    channel.position(position);
    records = new ManifestRecords(csv, position);
  }

  /** The header stands before the position; blank lines may stand before the header. */
  private void readHeader() throws IOException {
    records = new ManifestRecords(true, 0);
    while (rows.needsHeader()) {
      ManifestRecords.Line record = nextRecord();
      if (record == null) {
        break;
      }
      rows.entry(record);
    }
    ready.clear();
    read = false;
  }

  private ManifestRecords.Line nextRecord() throws IOException {
    while (ready.isEmpty() && !read) {
      chunk.clear();
      if (channel.read(chunk) < 0) {
        read = true;
        records.finish(ready::add);
      } else {
        records.feed(chunk.flip(), ready::add);
      }
    }
    return ready.poll();
  }

  @Override
  public void answered(int ask, Document document) {
    // Nothing was asked for.
  }

  @Override
  public void failed(int ask, Fault fault, int sent) {
    // Nothing was asked for.
  }

  @Override
  public void close() {
    if (channel != null) {
      try {
        channel.close();
      } catch (IOException e) {
        // It was only read: nothing is lost.
      }
    }
  }
}
