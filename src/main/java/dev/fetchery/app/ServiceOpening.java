package dev.fetchery.app;

import dev.fetchery.bus.FetcheryCodec;
import dev.fetchery.cluster.NodeFacts.Role;
import dev.fetchery.config.Settings;
import dev.fetchery.files.FilesPlace;
import dev.fetchery.store.StoreException;
import java.nio.file.Path;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** Checks the machine and opens what a {@link Service} stands on. Blocks. */
final class ServiceOpening {
  private ServiceOpening() {}

  /** As {@link Service#open(Settings, boolean, boolean)}. */
  static Service open(Settings settings, boolean listens, boolean apart)
      throws StartFault, InterruptedException {
    if (!listens || settings.cluster() == null || settings.listen().port() != 0) {
      return openAt(settings, listens, apart, null);
    }
    PortHold held = PortHold.of(settings.listen());
    try {
      return openAt(settings.withPort(held.port()), true, apart, held);
    } catch (StartFault | InterruptedException | RuntimeException e) {
      held.close();
      throw e;
    }
  }

  private static Service openAt(
      Settings settings, boolean listens, boolean apart, @Nullable PortHold held)
      throws StartFault, InterruptedException {
    // start both in parallel: each spends most of its time loading classes
    Ground.Pending starting = Ground.begin(settings, Role.COORDINATOR);
    try {
      Preflight.prepare(starting::vertx, settings, listens, apart);
      if (settings.cluster() != null) {
        SoleCoordinator.check(starting.get(), settings);
      }
      return open(settings, listens, starting, held);
    } catch (StartFault | StoreException | CompletionException e) {
      starting.close();
      throw Ground.faultOf(e);
    }
  }

  private static Service open(
      Settings settings, boolean listens, Ground.Pending starting, @Nullable PortHold held)
      throws StartFault {
    Settings.Storage storage = settings.storage();
    FileAccess files = FileAccess.open(starting::vertx, settings);
    StoreAccess access = StoreAccess.open(settings);
    Preflight.warnIfReadableByOthers(storage.dataDir());
    if (storage.files() instanceof FilesPlace.Directory directory) {
      makeDownloads(directory.path(), access);
      DownloadsCheck.warnIfWritableByOthers(directory.path(), storage.dataDir());
    }
    Ground ground = starting.get();
    FetcheryCodec.register(ground.vertx().eventBus());
    if (access.store() != null) {
      access.store().lost().thenAccept(StoreLoss::end);
    }
    return new Service(settings, listens, ground, access, files, held);
  }

  private static void makeDownloads(Path downloads, StoreAccess access) throws StartFault {
    try {
      Preflight.makeDownloads(downloads);
    } catch (StartFault e) {
      access.close();
      throw e;
    }
  }
}
