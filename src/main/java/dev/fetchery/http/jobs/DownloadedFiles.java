package dev.fetchery.http.jobs;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** Opens files below the downloads directory, and none outside. Blocks. */
final class DownloadedFiles {
  private final Path downloads;

  DownloadedFiles(Path downloads) {
    this.downloads = downloads;
  }

  /** Opens the file where it really is, if that is inside; null where there is no such file. */
  @Nullable FileChannel open(String path) {
    @Nullable FileChannel channel = null;
    try {
      Path root = downloads.toRealPath();
      Path real = root.resolve(path).toRealPath();
      if (!real.startsWith(root) || !Files.isRegularFile(real, LinkOption.NOFOLLOW_LINKS)) {
        return null;
      }
      channel = FileChannel.open(real, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
      // Once more: a directory on the way may have been swapped for a link in between.
      if (real.toRealPath().equals(real)) {
        return channel;
      }
    } catch (IOException | InvalidPathException e) {
      // As good as not there.
    }
    close(channel);
    return null;
  }

  static void close(@Nullable FileChannel channel) {
    try {
      if (channel != null) {
        channel.close();
      }
    } catch (IOException e) {
      // It was only read.
    }
  }
}
