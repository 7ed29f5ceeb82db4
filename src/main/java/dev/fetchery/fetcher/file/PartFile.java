package dev.fetchery.fetcher.file;

import dev.fetchery.client.Bodies;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.file.AsyncFile;
import io.vertx.core.file.OpenOptions;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A part on disk: what a body is written into before it gets its final name. Confined to the
 * fetcher's event loop.
 */
public final class PartFile {
  /** Most that is read back and hashed in one hop, so that a worker is not held for long. */
  public static final long HASH_BYTES = 64L << 20;

  private final FileContext files;
  private final String relative;

  /** While it is open. */
  private @Nullable AsyncFile file;

  /** Whether what is on disk is this task's. */
  private boolean ours;

  PartFile(FileContext files, String relative) {
    this.files = files;
    this.relative = relative;
  }

  /** Path relative to the downloads directory. */
  public String path() {
    return relative;
  }

  /**
   * Begins an empty file. What an earlier attempt left here goes, with what it published at {@code
   * target}.
   */
  public Future<Void> create(@Nullable String target) {
    return files
        .enter(relative)
        .compose(entered -> openFresh())
        .recover(
            e ->
                DiskFault.cause(e) instanceof FileAlreadyExistsException
                    ? removeEarlier(target).compose(removed -> openFresh())
                    : Future.failedFuture(e));
  }

  private Future<Void> openFresh() {
    return open(new OpenOptions().setRead(false).setCreate(false).setCreateNew(true));
  }

  private Future<Void> removeEarlier(@Nullable String target) {
    DownloadRoot root = files.root();
    return files.run(
        () -> root.removeEarlier(root.at(relative), target == null ? null : root.at(target)));
  }

  private Future<Void> open(OpenOptions options) {
    return files
        .call(fs -> fs.open(files.absolute(relative), options))
        .onSuccess(
            opened -> {
              file = opened;
              ours = true;
            })
        .compose(
            opened -> files.run(() -> files.root().written().opened(files.root().at(relative))));
  }

  /**
   * Opens what an interrupted body left.
   *
   * @param totalBytes length of the whole body, or -1
   * @return bytes in it; fails where it cannot be continued
   */
  public Future<Long> reopen(long totalBytes) {
    OpenOptions existing = new OpenOptions().setRead(false).setCreate(false);
    return files
        .blocking(() -> usableBytes(totalBytes))
        .compose(bytes -> open(existing).map(bytes));
  }

  private long usableBytes(long totalBytes) throws IOException {
    Path path = files.root().at(relative);
    boolean usable =
        files.root().holds(path)
            && Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)
            && links(path) == 1
            && Files.size(path) > 0
            && (totalBytes < 0 || Files.size(path) < totalBytes);
    if (!usable) {
      throw new IOException("no part to continue");
    }
    return Files.size(path);
  }

  /** A part that has another name as well is published: to write into it would change that. */
  private static int links(Path path) throws IOException {
    try {
      return (Integer) Files.getAttribute(path, "unix:nlink", LinkOption.NOFOLLOW_LINKS);
    } catch (UnsupportedOperationException | IllegalArgumentException e) {
      return 1;
    }
  }

  /** Writes bytes at their place in the open file. */
  Future<Void> write(Buffer bytes, long at) {
    return Objects.requireNonNull(file).write(bytes, at);
  }

  /** Takes buffers into the digests. */
  Future<Void> hash(RunningDigests digests, List<Buffer> bytes) {
    if (digests.isEmpty()) {
      return Future.succeededFuture();
    }
    return files.run(() -> bytes.forEach(buffer -> digests.update(Bodies.view(buffer))));
  }

  /** Reads bytes back and takes them into the digests; at most {@link #HASH_BYTES}. */
  public Future<Void> hash(RunningDigests digests, long from, long until) {
    if (digests.isEmpty()) {
      return Future.succeededFuture();
    }
    return files.run(
        () -> {
          try (FileChannel channel = reopened(StandardOpenOption.READ)) {
            digests.update(channel, from, until);
          }
        });
  }

  /** What stands at its path, if it is the file that was opened there. */
  private FileChannel reopened(StandardOpenOption how) throws IOException {
    Path path = files.root().at(relative);
    files.root().check(path);
    files.root().written().check(path, path);
    return FileChannel.open(path, how, LinkOption.NOFOLLOW_LINKS);
  }

  /** Closes it, now that the body is whole; synced first with full durability. */
  public Future<Void> finish() {
    AsyncFile open = file;
    return open != null && files.fullDurability()
        ? open.flush().compose(flushed -> close())
        : close();
  }

  /** Closes it as it is. */
  public Future<Void> close() {
    AsyncFile open = file;
    file = null;
    return open == null ? Future.succeededFuture() : open.close();
  }

  /** It is written no more, and not published. */
  private void forget() {
    files.root().written().forget(files.root().directory().resolve(relative));
  }

  /** Closes it and keeps its first bytes. */
  public Future<Void> truncate(long bytes) {
    return close()
        .compose(
            closed ->
                files.run(
                    () -> {
                      // By a path that may have become a link, Vert.x would cut what it leads to.
                      try (FileChannel channel = reopened(StandardOpenOption.WRITE)) {
                        channel.truncate(bytes);
                      }
                    }));
  }

  /** Closes it and removes it, unless it was never there or the lease is over. */
  public Future<Void> remove() {
    forget();
    return close()
        .compose(
            closed ->
                ours && files.lease().mayRemove()
                    ? files.delete(relative).mapEmpty()
                    : Future.succeededFuture());
  }
}
