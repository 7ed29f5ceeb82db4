package dev.fetchery.cli;

import dev.fetchery.app.Service;
import dev.fetchery.app.ServiceFile;
import dev.fetchery.app.StartFault;
import dev.fetchery.config.RunSettings;
import dev.fetchery.config.Setting;
import dev.fetchery.config.SettingsException;
import dev.fetchery.config.SettingsLoader;
import dev.fetchery.http.OwnerKey;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The real service in this process, for tests of other packages. */
public final class RunningService implements AutoCloseable {
  private final Service service;
  private final OwnerKey owner;
  private final RunSettings run;

  private RunningService(Service service, OwnerKey owner, RunSettings run) {
    this.service = service;
    this.owner = owner;
    this.run = run;
  }

  /**
   * A service on loopback whose files are below {@code directory}.
   *
   * @param port 0 for a free one
   * @param presets in place of the shipped sample jobs, by name
   */
  public static RunningService start(
      Path directory, int port, @Nullable String token, Map<String, String> presets) {
    return start(directory, port, token, presets, Map.of());
  }

  /** A service on a free port with these further settings. */
  static RunningService start(Path directory, Map<Setting, String> more) {
    return start(directory, 0, null, Map.of(), more);
  }

  private static RunningService start(
      Path directory,
      int port,
      @Nullable String token,
      Map<String, String> presets,
      Map<Setting, String> more) {
    Map<Setting, String> flags = new EnumMap<>(Setting.class);
    flags.putAll(more);
    flags.put(Setting.PORT, Integer.toString(port));
    flags.put(Setting.DATA_DIR, directory.resolve("data").toString());
    flags.put(Setting.DOWNLOADS_DIR, directory.resolve("downloads").toString());
    if (token != null) {
      flags.put(Setting.TOKEN, token);
    }
    try {
      SettingsLoader read = SettingsLoader.read(flags, Map.of(), null);
      Service service = Service.open(read.settings(true), true);
      service.offer(presets);
      OwnerKey owner = OwnerKey.random();
      service.admit(owner);
      service.start(null);
      return new RunningService(service, owner, read.run());
    } catch (SettingsException | StartFault e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** {@code http://HOST:PORT} */
  public String address() {
    return service.address();
  }

  /** Lets commands with the same data directory find it, as {@code serve} does. */
  RunningService announced() {
    ServiceFile.of(service, owner, ServiceFile.macs(owner, run))
        .write(service.settings().storage().dataDir());
    return this;
  }

  /** That all its event loops are of. */
  Vertx vertx() {
    return service.vertx();
  }

  @Override
  public void close() {
    try {
      service.stopAndWait();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
