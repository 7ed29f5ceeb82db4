package dev.fetchery.fetcher;

import dev.fetchery.client.Bodies;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * A part as it lies on disk, with the digests of what is in it. Its methods block and are for
 * workers: one at a time, the next one after the last has reported back; but one may hash while
 * others write.
 */
final class PartChannel {
  /** Read back and hashed in one hop: a worker is not held for long. */
  static final long HASH_BYTES = 64L << 20;

  private final PublishQueue disk;
  private final String relative;

  private FileChannel channel;
  private Digests.Running running;
  private long size;

  PartChannel(PublishQueue disk, String relative) {
    this.disk = disk;
    this.relative = relative;
  }

  /** Where it is, relative to the downloads directory. */
  String path() {
    return relative;
  }

  /** Whether it has been created or opened; may be asked by the event loop. */
  boolean isOpened() {
    return channel != null;
  }

  /** Bytes that have been appended to it or found in it. */
  long size() {
    return size;
  }

  /** The digests of what has been hashed. */
  Digests.Running running() {
    return running;
  }

  /** Begins an empty file; what an earlier attempt published at {@code target}, or null, goes. */
  void create(String target, Digests expected) throws IOException {
    DownloadRoot downloads = disk.downloads();
    Path path = downloads.at(relative);
    downloads.enter(path);
    channel = Publisher.create(path, target == null ? null : downloads.at(target));
    running = expected.start();
  }

  /** Opens what an interrupted body left and tells its size; fails where there is none of use. */
  long reopen(long totalBytes) throws IOException {
    Path path = disk.downloads().at(relative);
    boolean usable =
        disk.downloads().holds(path)
            && Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)
            && links(path) == 1
            && Files.size(path) > 0
            && (totalBytes < 0 || Files.size(path) < totalBytes);
    if (!usable) {
      throw new IOException("no part to continue");
    }
    channel =
        FileChannel.open(
            path, StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
    size = channel.size();
    return size;
  }

  /** A part that has another name as well is published: to write into it would change that. */
  private static int links(Path path) throws IOException {
    try {
      return (Integer) Files.getAttribute(path, "unix:nlink", LinkOption.NOFOLLOW_LINKS);
    } catch (UnsupportedOperationException | IllegalArgumentException e) {
      return 1;
    }
  }

  /**
   * Takes the next bytes of the {@code length} that were found into the digests, and tells up to
   * where; behind that is appended.
   */
  long hashFound(Digests expected, long from, long length) throws IOException {
    if (from == 0) {
      running = expected.start();
    }
    long until = Math.min(length, from + HASH_BYTES);
    hash(from, until);
    size = until;
    channel.position(until);
    return until;
  }

  /** Reads bytes back and takes them into the digests. */
  void hash(long from, long until) throws IOException {
    running.update(channel, from, until);
  }

  /** Takes bytes into the digests that are, or will be, appended. */
  void hash(List<Buffer> batch) {
    batch.forEach(buffer -> running.update(Bodies.view(buffer)));
  }

  /** Writes behind what is there. */
  void append(List<Buffer> batch, long bytes) throws IOException {
    ByteBuffer[] views = batch.stream().map(Bodies::view).toArray(ByteBuffer[]::new);
    long more = bytes;
    while (more > 0) {
      more -= channel.write(views);
    }
    size += bytes;
  }

  /** Writes bytes at their place. */
  void write(ByteBuffer bytes, long place) throws IOException {
    long at = place;
    while (bytes.hasRemaining()) {
      at += channel.write(bytes, at);
    }
  }

  /** Leaves so much of it, unless it is closed. */
  void truncate(long bytes) throws IOException {
    if (channel.isOpen()) {
      channel.truncate(bytes);
    }
  }

  /** Closes it, now that everything is there; synced first if it is to be durable. */
  void finish(boolean durable) throws IOException {
    if (durable) {
      channel.force(true);
    }
    channel.close();
  }

  /** Closes it as it is. */
  void close() throws IOException {
    if (channel != null) {
      channel.close();
    }
  }

  /** Closes it and removes it, unless it was never there or may be another's by now. */
  void remove() throws IOException {
    if (channel != null) {
      channel.close();
      if (disk.mayRemove()) {
        Files.deleteIfExists(disk.downloads().at(relative));
      }
    }
  }
}
