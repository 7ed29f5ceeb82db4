package dev.fetchery.files;

import io.vertx.core.Future;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** Files below a directory, and none outside. */
public final class DirectoryFiles implements SavedFiles {
  private static final long ROOM_BYTES = 64L << 20;

  private final Path directory;

  public DirectoryFiles(Path directory) {
    this.directory = directory;
  }

  /** Opens the file where it really is, if that is inside. */
  @Override
  public @Nullable OpenFile open(String path) {
    @Nullable FileChannel channel = null;
    try {
      Path root = directory.toRealPath();
      Path real = root.resolve(path).toRealPath();
      if (!real.startsWith(root) || !Files.isRegularFile(real, LinkOption.NOFOLLOW_LINKS)) {
        return null;
      }
      channel = FileChannel.open(real, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
      // Once more: a directory on the way may have been swapped for a link in between.
      if (real.toRealPath().equals(real)) {
        return new Opened(channel, channel.size());
      }
    } catch (IOException | InvalidPathException e) {
      // As good as not there.
    }
    close(channel);
    return null;
  }

  @Override
  public @Nullable Long freeBytes() {
    try {
      return Files.getFileStore(directory).getUsableSpace();
    } catch (IOException e) {
      return null;
    }
  }

  @Override
  public @Nullable String fault() {
    return fault(directory);
  }

  /** What keeps files from being made in a directory, one line, or null. Blocks. */
  public static @Nullable String fault(Path directory) {
    try {
      if (!Files.isDirectory(directory)) {
        return "is not there";
      }
      if (!Files.isWritable(directory)) {
        return "is not writable";
      }
      long free = Files.getFileStore(directory).getUsableSpace();
      return free < ROOM_BYTES ? "has " + (free >> 20) + " MiB left" : null;
    } catch (IOException e) {
      return "cannot be read";
    }
  }

  private static void close(@Nullable FileChannel channel) {
    try {
      if (channel != null) {
        channel.close();
      }
    } catch (IOException e) {
      // It was only read.
    }
  }

  private record Opened(FileChannel channel, long size) implements OpenFile {
    @Override
    public int read(ByteBuffer into) throws IOException {
      return channel.read(into);
    }

    /** By the platform's own means: the bytes do not pass through the heap. */
    @Override
    public Future<Void> send(long from, long length, HttpServerResponse response) {
      return response.sendFile(channel, from, length);
    }

    @Override
    public void close() {
      DirectoryFiles.close(channel);
    }
  }
}
