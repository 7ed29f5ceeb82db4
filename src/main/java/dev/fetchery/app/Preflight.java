package dev.fetchery.app;

import dev.fetchery.config.Setting;
import dev.fetchery.config.Settings;
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

/** What must be so before the service starts; looked at before anything is touched. Blocks. */
public final class Preflight {
  private static final Logger LOG = LoggerFactory.getLogger(Preflight.class);
  private static final Set<PosixFilePermission> OWNER_ALONE =
      PosixFilePermissions.fromString("rwx------");

  private Preflight() {}

  /**
   * Checks everything, then makes the directories.
   *
   * @param vertx is asked for only where a certificate is to be read
   * @param listens whether the port will be needed
   */
  static void prepare(Supplier<Vertx> vertx, Settings settings, boolean listens) throws StartFault {
    if (listens) {
      checkPort(settings.host(), settings.port());
      if (settings.tlsCert() != null) {
        TlsCheck.check(vertx.get(), settings.tlsCert(), settings.tlsKey());
      }
    }
    Path data = settings.dataDir();
    Path downloads = settings.downloadsDir();
    checkUsable(data, Setting.DATA_DIR);
    checkUsable(downloads, Setting.DOWNLOADS_DIR);
    checkApart(data, downloads);
    make(data, Setting.DATA_DIR, ownerAlone(data));
    make(downloads, Setting.DOWNLOADS_DIR);
  }

  static StartFault portTaken(String host, int port, Throwable cause) {
    String reason = cause.getMessage() == null ? "" : " (" + cause.getMessage() + ")";
    return new StartFault(
        "cannot listen on "
            + address(host, port)
            + reason
            + ": end what uses the port, or choose another with --port",
        cause);
  }

  static String address(String host, int port) {
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }

  /** Whether the port could be listened on just now. */
  public static boolean portFree(Settings settings) {
    try {
      checkPort(settings.host(), settings.port());
      return true;
    } catch (StartFault e) {
      return false;
    }
  }

  private static void checkPort(String host, int port) throws StartFault {
    try (ServerSocket socket = new ServerSocket()) {
      // as the server itself does: connections of a previous run that linger do not count
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getByName(host), port));
    } catch (IOException e) {
      throw portTaken(host, port, e);
    }
  }

  /** The directory, or the nearest one above it that is there, can be written to. */
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

  /** A job could otherwise overwrite the store. */
  private static void checkApart(Path data, Path downloads) throws StartFault {
    if (real(data).startsWith(real(downloads))) {
      throw new StartFault(
          "the data directory "
              + data
              + " lies inside the downloads directory "
              + downloads
              + ": keep them apart with --data-dir or --downloads-dir");
    }
  }

  /** Links followed as far as the path exists. */
  private static Path real(Path path) {
    try {
      return path.toRealPath();
    } catch (IOException e) {
      Path parent = path.getParent();
      return parent == null ? path : real(parent).resolve(path.getFileName());
    }
  }

  private static void make(Path dir, Setting setting, FileAttribute<?>... attributes)
      throws StartFault {
    try {
      Files.createDirectories(dir, attributes);
    } catch (IOException e) {
      throw unusable(dir, setting, "it cannot be made there");
    }
  }

  private static FileAttribute<?>[] ownerAlone(Path dir) {
    return posix(dir)
        ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(OWNER_ALONE)}
        : new FileAttribute<?>[0];
  }

  /** One that was there before is left as it is: it may be more than ours. */
  static void warnWhenOpen(Path data) {
    try {
      Set<PosixFilePermission> others = EnumSet.noneOf(PosixFilePermission.class);
      if (posix(data)) {
        others.addAll(Files.getPosixFilePermissions(data));
        others.removeAll(OWNER_ALONE);
      }
      if (!others.isEmpty()) {
        LOG.warn("{} may hold secrets of jobs and is open to other users: chmod 700 it", data);
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
