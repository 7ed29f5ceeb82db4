package dev.fetchery.http.jobs;

import dev.fetchery.files.OpenFile;
import dev.fetchery.files.SavedFiles;
import dev.fetchery.job.Item;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import org.apache.commons.compress.archivers.ArchiveEntry;
import org.apache.commons.compress.archivers.ArchiveOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Makes an archive of saved files, some bytes at a time: as many as are asked for. Blocks. Used by
 * one thread at a time.
 *
 * <p>Memory: the bytes asked for, and what a ZIP says of each of its files at its end.
 */
final class ArchiveWriter {
  private static final String MISSING = "MISSING.txt";
  private static final int CHUNK_BYTES = 64 << 10;

  /** A list of what is missing ends here, and says how many more there are. */
  private static final int MOST_MISSING_CHARS = 1 << 20;

  private final ArchiveFormat format;
  private final SavedFiles files;
  private final String prefix;
  private final ByteArrayOutputStream made = new ByteArrayOutputStream();
  private final ArchiveOutputStream<? extends ArchiveEntry> archive;
  private final ByteBuffer chunk = ByteBuffer.allocate(CHUNK_BYTES);
  private final Deque<Item> items = new ArrayDeque<>();
  private final StringBuilder missing = new StringBuilder();
  private long missingBeyond;
  private @Nullable OpenFile file;
  private long fileLeft;
  private boolean last;
  private boolean missingTaken;
  private boolean finished;

  /**
   * @param directory of the job, below the downloads directory; names in the archive are relative
   *     to it
   */
  ArchiveWriter(ArchiveFormat format, SavedFiles files, String directory) {
    this.format = format;
    this.files = files;
    this.prefix = directory.isEmpty() ? "" : directory + '/';
    this.archive = format.open(made);
  }

  /** Files to be added. */
  void add(List<Item> more) {
    items.addAll(more);
  }

  /** No more files follow. */
  void last() {
    last = true;
  }

  /** Whether it can go on only with more files. */
  boolean hungry() {
    return items.isEmpty() && file == null && !last;
  }

  boolean finished() {
    return finished;
  }

  /** Makes some bytes: about so many, fewer if files or the end of all are reached. */
  byte[] fill(int bytes) throws IOException {
    while (made.size() < bytes && !hungry() && !finished) {
      step();
    }
    byte[] filled = made.toByteArray();
    made.reset();
    return filled;
  }

  private void step() throws IOException {
    if (file != null) {
      copy(file);
    } else if (!items.isEmpty()) {
      open(items.remove());
    } else {
      finish();
    }
  }

  private void open(Item item) throws IOException {
    String path = Objects.requireNonNull(item.file(), "only saved items");
    OpenFile opened = files.open(path);
    if (opened == null) {
      miss(item, "is not there");
    } else if (item.size() != null && opened.size() != item.size()) {
      opened.close();
      miss(item, "is not as it was saved");
    } else {
      begin(item, opened);
    }
  }

  private void begin(Item item, OpenFile opened) throws IOException {
    file = opened;
    fileLeft = opened.size();
    Instant saved = item.finishedAt() == null ? Instant.EPOCH : item.finishedAt();
    format.begin(archive, name(item), fileLeft, saved);
  }

  private String name(Item item) {
    String path = Objects.requireNonNull(item.file());
    String name = path.startsWith(prefix) ? path.substring(prefix.length()) : path;
    missingTaken |= name.equals(MISSING);
    return name;
  }

  private void miss(Item item, String why) {
    if (missing.length() < MOST_MISSING_CHARS) {
      missing.append(name(item)).append(' ').append(why).append('\n');
    } else {
      missingBeyond++;
    }
  }

  private void copy(OpenFile from) throws IOException {
    chunk.clear().limit((int) Math.min(CHUNK_BYTES, fileLeft));
    int read = fileLeft == 0 ? 0 : from.read(chunk);
    if (read < 0) {
      throw new EOFException("a file became shorter while it was read");
    }
    archive.write(chunk.array(), 0, read);
    fileLeft -= read;
    if (fileLeft == 0) {
      archive.closeArchiveEntry();
      from.close();
      file = null;
    }
  }

  private void finish() throws IOException {
    if (missing.length() > 0) {
      if (missingBeyond > 0) {
        missing.append("and ").append(missingBeyond).append(" more\n");
      }
      byte[] text = missing.toString().getBytes(StandardCharsets.UTF_8);
      String name = missingTaken ? "MISSING (fetchery).txt" : MISSING;
      format.begin(archive, name, text.length, Instant.EPOCH);
      archive.write(text);
      archive.closeArchiveEntry();
    }
    archive.finish();
    finished = true;
  }

  /** Gives up; to be called when nothing is being made. */
  void close() {
    if (file != null) {
      file.close();
    }
    file = null;
  }
}
