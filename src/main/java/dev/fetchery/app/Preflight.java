package dev.fetchery.app;

import dev.fetchery.config.Setting;
import dev.fetchery.config.Settings;
import dev.fetchery.context.RealPath;
import dev.fetchery.files.FilesPlace;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Checks ports, directories and certificates before the service starts or writes. Blocks. */
public final class Preflight {
  private static final Logger LOG = LoggerFactory.getLogger(Preflight.class);
  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rwx------");

  private Preflight() {}

  /**
   * Checks everything, then makes the data directory, which tells whether another instance has it.
   *
   * @param vertx used only to read a certificate
   * @param listens whether the service will serve HTTP
   * @param apart whether the data directory must lie outside of the downloads directory
   */
  static void prepare(Supplier<Vertx> vertx, Settings settings, boolean listens, boolean apart)
      throws StartFault {
    if (listens) {
      checkPort(settings.listen());
      if (settings.listen().tls() != null) {
        TlsCheck.check(vertx.get(), settings.listen().tls());
      }
    }
    if (!settings.outbound().credentials().rules().isEmpty()) {
      TlsCheck.check(vertx.get(), settings.outbound().credentials().rules());
    }
    Path data = settings.storage().dataDir();
    checkUsable(data, Setting.DATA_DIR);
    if (settings.storage().files() instanceof FilesPlace.Directory directory) {
      Path downloads = directory.path();
      checkUsable(downloads, Setting.DOWNLOADS_DIR);
      if (apart) {
        checkApart(data, downloads);
      }
    }
    make(data, Setting.DATA_DIR, ownerOnly(data));
  }

  /** Makes the downloads directory: not before it is known that the service may start. */
  static void makeDownloads(Path downloads) throws StartFault {
    make(downloads, Setting.DOWNLOADS_DIR);
  }

  /** Checks what a process of fetchers alone needs, then creates its directories. */
  static void prepareFetchers(Supplier<Vertx> vertx, Settings settings) throws StartFault {
    if (!settings.outbound().credentials().rules().isEmpty()) {
      TlsCheck.check(vertx.get(), settings.outbound().credentials().rules());
    }
    if (settings.storage().files() instanceof FilesPlace.Directory directory) {
      checkUsable(directory.path(), Setting.FILES);
      make(directory.path(), Setting.FILES);
    } else {
      Path data = settings.storage().dataDir();
      checkUsable(data, Setting.DATA_DIR);
      make(data, Setting.DATA_DIR, ownerOnly(data));
    }
  }

  static StartFault portTaken(Settings.Listen listen, Throwable cause) {
    String reason = cause.getMessage() == null ? "" : " (" + cause.getMessage() + ")";
    return new StartFault(
        "cannot listen on "
            + address(listen.host(), listen.port())
            + reason
            + ": stop the program that uses the port, or choose another with --port",
        cause);
  }

  static String address(String host, int port) {
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }

  /** Whether the port is free now. */
  public static boolean portFree(Settings settings) {
    try {
      checkPort(settings.listen());
      return true;
    } catch (StartFault e) {
      return false;
    }
  }

  private static void checkPort(Settings.Listen listen) throws StartFault {
    try (ServerSocket socket = new ServerSocket()) {
      // like the server itself: lingering connections of a previous run do not count
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getByName(listen.host()), listen.port()));
    } catch (IOException e) {
      throw portTaken(listen, e);
    }
  }

  /** The directory, or its nearest existing parent, must be writable. */
  private static void checkUsable(Path dir, Setting setting) throws StartFault {
    Path there = dir;
    while (!Files.exists(there) && there.getParent() != null) {
      there = there.getParent();
    }
    if (!Files.isDirectory(there)) {
      throw unusable(dir, setting, there + " is not a directory");
    }
    if (!Files.isWritable(there) || !Files.isExecutable(there)) {
      throw unusable(dir, setting, "no permission to write in " + there);
    }
  }

  /** Otherwise a job could overwrite the store. */
  private static void checkApart(Path data, Path downloads) throws StartFault {
    if (RealPath.of(data).startsWith(RealPath.of(downloads))) {
      throw new StartFault(
          "the data directory "
              + data
              + " lies inside the downloads directory "
              + downloads
              + ": keep them apart with --data-dir or --downloads-dir");
    }
  }

  private static void make(Path dir, Setting setting, FileAttribute<?>... attributes)
      throws StartFault {
    try {
      Files.createDirectories(dir, attributes);
    } catch (IOException e) {
      throw unusable(dir, setting, "it cannot be created");
    }
  }

  private static FileAttribute<?>[] ownerOnly(Path dir) {
    return posix(dir)
        ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(OWNER_ONLY)}
        : new FileAttribute<?>[0];
  }

  /** Does not change an existing directory: it may hold other files. */
  static void warnIfReadableByOthers(Path data) {
    try {
      Set<PosixFilePermission> others = EnumSet.noneOf(PosixFilePermission.class);
      if (posix(data)) {
        others.addAll(Files.getPosixFilePermissions(data));
        others.removeAll(OWNER_ONLY);
      }
      if (!others.isEmpty()) {
        LOG.warn("{} may hold secrets of jobs, and other users can read it: chmod 700 it", data);
      }
    } catch (IOException e) {
      LOG.debug("permissions of {}", data, e);
    }
  }

  private static boolean posix(Path path) {
    return path.getFileSystem().supportedFileAttributeViews().contains("posix");
  }

  private static StartFault unusable(Path dir, Setting setting, String why) {
    return new StartFault(
        "cannot use " + dir + ": " + why + "; choose another with " + setting.flag());
  }
}
