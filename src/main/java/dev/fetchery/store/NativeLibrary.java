package dev.fetchery.store;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteJDBCLoader;
import org.sqlite.util.LibraryLoaderUtil;

/**
 * Loads the native library of the driver, which the system can load from a file only. By itself the
 * driver writes the file to the temporary directory, and a killed process leaves it there. Here the
 * file is removed as soon as it is loaded.
 */
final class NativeLibrary {
  /** Properties of the driver: where it writes the file, and where to find one. */
  private static final String WRITTEN_TO = "org.sqlite.tmpdir";

  private static final String FOUND_IN = "org.sqlite.lib.path";
  private static final String FOUND_AS = "org.sqlite.lib.name";

  private NativeLibrary() {}

  /**
   * Loads it once in a process. If {@code -Dorg.sqlite.tmpdir} names a directory, from that one;
   * otherwise from the data directory or, if that fails (mounted {@code noexec}, full, open to
   * others), from the temporary directory.
   *
   * @param dataDir locked by the caller
   * @throws StoreException.Unusable if no directory will do
   */
  static synchronized void load(Path dataDir) {
    if (System.getProperty(FOUND_IN) != null) {
      // Loaded before, or provided when the program was started.
      initialize();
      return;
    }
    List<String> faults = new ArrayList<>();
    String named = System.getProperty(WRITTEN_TO);
    boolean loaded =
        named != null
            ? from(Path.of(named), false, faults)
            : (ownerAloneWrites(dataDir) && from(dataDir, true, faults))
                || from(Path.of(System.getProperty("java.io.tmpdir")), false, faults);
    if (!loaded) {
      throw unusable(String.join(", ", faults), null);
    }
  }

  /** Other users who may write there could replace the file before it is loaded. */
  private static boolean ownerAloneWrites(Path dir) {
    try {
      Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(dir);
      return !permissions.contains(PosixFilePermission.GROUP_WRITE)
          && !permissions.contains(PosixFilePermission.OTHERS_WRITE);
    } catch (IOException | UnsupportedOperationException e) {
      return true;
    }
  }

  /**
   * Loads it from a file in a directory; false, and one more fault, if that fails.
   *
   * @param ours whether a file that an earlier process left there may be replaced
   */
  private static boolean from(Path dir, boolean ours, List<String> faults) {
    @Nullable Path file = null;
    try {
      String name = LibraryLoaderUtil.getNativeLibName();
      file = ours ? dir.resolve(name) : Files.createTempFile(dir, "fetchery-", "-" + name);
      write(name, file);
      // The driver does the same next, but keeps the reason of a failure to itself.
      System.load(file.toAbsolutePath().toString());
      System.setProperty(FOUND_IN, dir.toAbsolutePath().toString());
      System.setProperty(FOUND_AS, file.getFileName().toString());
      initialize();
      return true;
    } catch (IOException | LinkageError e) {
      faults.add("from " + dir + " (" + reason(e) + ")");
      return false;
    } finally {
      remove(file);
    }
  }

  private static void write(String name, Path file) throws IOException {
    String resource = LibraryLoaderUtil.getNativeLibResourcePath() + "/" + name;
    try (InputStream in = SQLiteJDBCLoader.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new FileNotFoundException("there is none for this system, " + resource);
      }
      Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private static void initialize() {
    try {
      SQLiteJDBCLoader.initialize();
    } catch (Exception e) {
      // The driver declares no narrower one.
      throw unusable("(" + reason(e) + ")", e);
    }
  }

  private static void remove(@Nullable Path file) {
    try {
      if (file != null) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      // Where a loaded file cannot be removed, the end of the process or the next start removes it.
      file.toFile().deleteOnExit();
    }
  }

  private static String reason(Throwable fault) {
    if (fault instanceof NoSuchFileException) {
      return "there is no such directory";
    } else if (fault instanceof AccessDeniedException) {
      return "no permission to write there";
    } else if (fault instanceof FileSystemException system && system.getReason() != null) {
      return system.getReason();
    }
    String message = String.valueOf(fault.getMessage());
    // A linker's message names the file twice, then gives the reason.
    return fault instanceof LinkageError
        ? message.substring(message.lastIndexOf(": ") + 1).strip()
        : message;
  }

  private static StoreException.Unusable unusable(String why, @Nullable Throwable cause) {
    return new StoreException.Unusable(
        "cannot load the store's library "
            + why
            + ": name a directory that has room and is not mounted noexec"
            + " with java -Dorg.sqlite.tmpdir=DIR",
        cause instanceof Exception e ? e : null);
  }
}
