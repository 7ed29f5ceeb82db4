package dev.fetchery.fetcher.file;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Tells a machine that takes no file, whatever its name, from what is wrong with one file: the disk
 * is full, or was made read-only after a fault of its own, or there is no descriptor left. Java
 * hands on the platform's words alone, and those are in the user's language: what they are here is
 * asked of a device that is always full; and of a fault that names a file, whether its whole file
 * system is read-only, and whether any other file can be opened.
 */
final class NoSpace {
  private static final List<String> ENGLISH =
      List.of("No space left", "quota exceeded", "Read-only file system", "Too many open files");

  private static final Path ALWAYS_FULL = Path.of("/dev/full");
  private static final Path ALWAYS_THERE = Path.of("/dev/null");
  private static final @Nullable String HERE = words(ALWAYS_FULL);

  private NoSpace() {}

  /** Whether the fault is that the machine takes no file. */
  static boolean is(IOException e) {
    return is(e, HERE, file -> isReadOnly(file) || isOutOfDescriptors());
  }

  /**
   * Whether the fault is that the machine takes no file.
   *
   * @param words how the platform says that a disk is full, or null where that is not known
   * @param isAtFault whether there is a reason beyond the file that a fault names
   */
  static boolean is(IOException e, @Nullable String words, Predicate<Path> isAtFault) {
    String message = String.valueOf(e.getMessage());
    return ENGLISH.stream().anyMatch(message::contains)
        || (words != null && message.contains(words))
        || (hasNoTypeOfItsOwn(e) && isAtFault.test(Path.of(((FileSystemException) e).getFile())));
  }

  /** Missing files, permissions and the like have types; a read-only file system has none. */
  private static boolean hasNoTypeOfItsOwn(IOException e) {
    return e.getClass() == FileSystemException.class && ((FileSystemException) e).getFile() != null;
  }

  private static boolean isReadOnly(Path file) {
    Path place = file.toAbsolutePath();
    while (place.getParent() != null && !Files.exists(place)) {
      place = place.getParent();
    }
    try {
      return Files.getFileStore(place).isReadOnly();
    } catch (IOException e) {
      return false;
    }
  }

  /** Whether what can always be opened cannot be opened either. */
  private static boolean isOutOfDescriptors() {
    try (InputStream in = Files.newInputStream(ALWAYS_THERE)) {
      return in.available() < 0;
    } catch (NoSuchFileException e) {
      return false;
    } catch (IOException e) {
      return true;
    }
  }

  /** What is said when there is no room for a byte, or null where that cannot be found out. */
  static @Nullable String words(Path full) {
    try (OutputStream out = Files.newOutputStream(full, StandardOpenOption.WRITE)) {
      out.write(0);
      return null;
    } catch (NoSuchFileException e) {
      return null;
    } catch (IOException e) {
      String message = e.getMessage();
      // A fault of opening it begins with its path.
      return message == null || message.isBlank() || message.contains(full.toString())
          ? null
          : message;
    }
  }
}
