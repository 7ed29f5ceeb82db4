package dev.fetchery.cli;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Standard input, as far as the JDK does not know it. Where it was closed when the program started,
 * the JVM's own files have taken its number: to read or close it there crashes the JVM.
 */
final class StandardInput {
  private StandardInput() {}

  /** Whether it is closed; false where the platform does not tell. */
  static boolean isClosed() {
    try {
      Path opened = Files.readSymbolicLink(Path.of("/proc/self/fd/0"));
      return isOfJvm(
          opened,
          Map.of(
              "java.home", System.getProperty("java.home", ""),
              "java.class.path", System.getProperty("java.class.path", "")));
    } catch (IOException | InvalidPathException | UnsupportedOperationException e) {
      return false;
    }
  }

  /**
   * Whether the JVM opens such a file at its start.
   *
   * @param properties those of the system
   */
  static boolean isOfJvm(Path opened, Map<String, String> properties) {
    String home = properties.getOrDefault("java.home", "");
    String classes = properties.getOrDefault("java.class.path", "");
    String name = opened.toString();
    return name.endsWith(".jsa")
        || name.endsWith(".aot")
        || !home.isEmpty() && opened.startsWith(real(home))
        || Stream.of(classes)
            .flatMap(all -> Arrays.stream(all.split(File.pathSeparator)))
            .filter(part -> !part.isEmpty())
            .anyMatch(part -> opened.equals(real(part)));
  }

  private static Path real(String path) {
    try {
      return Path.of(path).toRealPath();
    } catch (IOException e) {
      return Path.of(path).toAbsolutePath();
    }
  }
}
