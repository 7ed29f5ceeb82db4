package dev.fetchery.fetcher;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * Tells a full disk from other faults. Java hands on the platform's words alone, and those are in
 * the user's language: what they are here is asked of a device that is always full.
 */
final class NoSpace {
  private static final List<String> ENGLISH = List.of("No space left", "quota exceeded");
  private static final Path ALWAYS_FULL = Path.of("/dev/full");
  private static final String HERE = words(ALWAYS_FULL);

  private NoSpace() {}

  /** Whether the fault is that there is no room. */
  static boolean is(IOException e) {
    return is(e, HERE);
  }

  static boolean is(IOException e, String words) {
    String message = String.valueOf(e.getMessage());
    return ENGLISH.stream().anyMatch(message::contains)
        || (words != null && message.contains(words));
  }

  /** What is said when there is no room for a byte, or null where that cannot be found out. */
  static String words(Path full) {
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
