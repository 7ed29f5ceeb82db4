package dev.fetchery.app;

import dev.fetchery.config.Settings;
import dev.fetchery.fetcher.file.FileStore;
import dev.fetchery.fetcher.file.LocalFiles;
import dev.fetchery.files.DirectoryFiles;
import dev.fetchery.files.FilesPlace;
import dev.fetchery.files.SavedFiles;
import io.vertx.core.Vertx;
import java.util.function.Supplier;

/**
 * How the service reaches its files.
 *
 * @param opener opens them for each fetcher
 * @param saved to be read
 */
record FileAccess(FileStore.Opener opener, SavedFiles saved) {

  /** Looks whether files can be saved where the settings say. Blocks. */
  static FileAccess open(Supplier<Vertx> vertx, Settings settings) throws StartFault {
    if (settings.storage().files() instanceof FilesPlace.Directory directory) {
      return new FileAccess(LocalFiles.in(directory.path()), new DirectoryFiles(directory.path()));
    }
    return BucketAccess.open(vertx.get(), (FilesPlace.Bucket) settings.storage().files(), settings);
  }
}
