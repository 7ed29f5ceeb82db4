package dev.fetchery.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * A lock that keeps the data directory to one instance; the system releases it when the process
 * ends.
 */
public final class DirectoryLock implements AutoCloseable {
  private final FileChannel channel;

  private DirectoryLock(FileChannel channel) {
    this.channel = channel;
  }

  /** Makes the directory if it is missing, with access for its owner alone, and locks it. */
  public static DirectoryLock take(Path directory) {
    @Nullable FileChannel channel = null;
    try {
      make(directory);
      channel =
          FileChannel.open(
              directory.resolve("fetchery.lock"),
              StandardOpenOption.CREATE,
              StandardOpenOption.WRITE);
      FileLock lock = channel.tryLock();
      if (lock != null) {
        return new DirectoryLock(channel);
      }
    } catch (OverlappingFileLockException e) {
      close(channel);
      throw inUse(directory, e);
    } catch (IOException e) {
      close(channel);
      throw new StoreException.Unusable(
          "the data directory "
              + directory
              + " cannot be written ("
              + e.getClass().getSimpleName()
              + " "
              + e.getMessage()
              + "): change its permissions or name another with --data-dir",
          e);
    }
    close(channel);
    throw inUse(directory, null);
  }

  private static StoreException.Unusable inUse(Path directory, @Nullable Exception cause) {
    return new StoreException.Unusable(
        "the data directory "
            + directory
            + " is in use by another instance: stop that one or name another with --data-dir",
        cause);
  }

  private static void make(Path directory) throws IOException {
    if (Files.isDirectory(directory)) {
      return;
    }
    Path parent = directory.toAbsolutePath().getParent();
    if (parent != null) {
      Files.createDirectories(parent);
    }
    OwnerOnly.directory(directory);
  }

  private static void close(@Nullable FileChannel channel) {
    if (channel != null) {
      try {
        channel.close();
      } catch (IOException e) {
        throw new StoreException("the lock file could not be closed: " + e.getMessage(), e);
      }
    }
  }

  @Override
  public void close() {
    close(channel);
  }
}
