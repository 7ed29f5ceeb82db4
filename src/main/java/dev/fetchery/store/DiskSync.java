package dev.fetchery.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Has files of the data directory outlive a loss of power where {@code --durability full} wants it:
 * first the file, and the directory once the file has its name there. Blocking.
 */
public interface DiskSync {
  /** A killed process loses nothing, and a loss of power may take all. */
  DiskSync NONE =
      new DiskSync() {
        @Override
        public void file(Path written) {}

        @Override
        public void directory(Path directory) {}
      };

  /** Waits for the disk. */
  DiskSync FULL =
      new DiskSync() {
        @Override
        public void file(Path written) throws IOException {
          force(written, StandardOpenOption.WRITE);
        }

        @Override
        public void directory(Path directory) throws IOException {
          force(directory, StandardOpenOption.READ);
        }

        private void force(Path path, OpenOption how) throws IOException {
          try (FileChannel channel = FileChannel.open(path, how)) {
            channel.force(true);
          }
        }
      };

  static DiskSync of(boolean fullDurability) {
    return fullDurability ? FULL : NONE;
  }

  /** A file whose content is whole. */
  void file(Path written) throws IOException;

  /** The directory in which a file got its name. */
  void directory(Path directory) throws IOException;
}
