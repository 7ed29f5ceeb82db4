package dev.fetchery.cli;

import dev.fetchery.app.Scratch;
import dev.fetchery.app.Shutdown;
import dev.fetchery.app.StartFault;
import dev.fetchery.config.Settings;
import dev.fetchery.config.StorePlace;
import dev.fetchery.files.FilesPlace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where a dry run works: a temporary directory that goes with it, so that a plan leaves nothing in
 * the directories of the settings and needs no database. Blocks.
 */
final class DryPlace implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(DryPlace.class);

  /** In a directory of files, what is no file of a job. */
  private static final String FOLDER = ".fetchery";

  private final Scratch scratch;
  private final Settings settings;

  /** Where fetched documents are for a while; null where that was there before. */
  private final @Nullable Path working;

  private final Runnable atEnd = this::close;

  private DryPlace(Scratch scratch, Settings settings) {
    this.scratch = scratch;
    this.settings = settings;
    Path directory = settings.storage().workDir().resolve(FOLDER);
    working = Files.exists(directory) ? null : directory;
    Shutdown.atEnd(atEnd);
  }

  static DryPlace of(Settings settings) throws StartFault {
    Scratch scratch = scratch();
    Settings.Storage storage = settings.storage();
    Path data = scratch.dir().resolve("data");
    return new DryPlace(
        scratch,
        settings.withStorage(
            new Settings.Storage(
                data,
                files(storage.files(), scratch.dir().resolve("files")),
                false,
                storage.keepFinishedDays(),
                new StorePlace.DataDir())));
  }

  private static Scratch scratch() throws StartFault {
    Shutdown.opening();
    try {
      return Scratch.make("fetchery-plan");
    } catch (StartFault e) {
      Shutdown.opened();
      throw e;
    }
  }

  /** Where there is no directory of files, none of them exists, and it need not be made. */
  private static FilesPlace files(FilesPlace place, Path none) {
    return place instanceof FilesPlace.Directory directory && Files.notExists(directory.path())
        ? new FilesPlace.Directory(none)
        : place;
  }

  /** The settings, with that place in them. */
  Settings settings() {
    return settings;
  }

  /** Removes it; a signal may come while this is done already. */
  @Override
  public synchronized void close() {
    Shutdown.opened();
    if (working != null) {
      try {
        // Not with what another process may have put there.
        Files.deleteIfExists(working);
      } catch (IOException e) {
        LOG.debug("{} stays", working, e);
      }
    }
    scratch.close();
    Shutdown.notAtEnd(atEnd);
  }
}
