package dev.fetchery.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * Keeps other users out of what the data directory holds, whatever its own mode is: it may have
 * been there before, and the files hold secrets of jobs. Where the platform has no such modes, as
 * on Windows, they have those of the platform. Blocking.
 */
public final class OwnerOnly {
  private static final String FILE = "rw-------";
  private static final String DIRECTORY = "rwx------";

  private OwnerOnly() {}

  /** Makes a directory with mode 0700, or gives it that mode. */
  public static Path directory(Path directory) throws IOException {
    Files.createDirectories(directory, mode(directory, DIRECTORY));
    restrict(directory, DIRECTORY);
    return directory;
  }

  /** A new file with mode 0600, to write to. */
  public static FileChannel newFile(Path file) throws IOException {
    Set<OpenOption> fresh = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    return FileChannel.open(file, fresh, mode(file, FILE));
  }

  /**
   * Gives the store's files mode 0600, and makes the database with it: what SQLite makes beside a
   * database has the mode of that.
   *
   * @param database name of the database
   */
  static void store(Path directory, String database) throws IOException {
    Path file = directory.resolve(database);
    if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      Files.createFile(file, mode(file, FILE));
    }
    try (DirectoryStream<Path> own = Files.newDirectoryStream(directory, "fetchery.*")) {
      for (Path one : own) {
        if (Files.isRegularFile(one, LinkOption.NOFOLLOW_LINKS)) {
          restrict(one, FILE);
        }
      }
    }
  }

  private static void restrict(Path path, String mode) throws IOException {
    if (isPosix(path)) {
      Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
    }
  }

  private static FileAttribute<?>[] mode(Path path, String mode) {
    return isPosix(path)
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode))
        }
        : new FileAttribute<?>[0];
  }

  private static boolean isPosix(Path path) {
    return path.getFileSystem().supportedFileAttributeViews().contains("posix");
  }
}
