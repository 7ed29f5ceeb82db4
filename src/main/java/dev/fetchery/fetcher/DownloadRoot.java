package dev.fetchery.fetcher;

import dev.fetchery.job.ErrorCode;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The downloads directory and what is inside it. A path is inside where its parent's real path is:
 * symbolic links may lead about inside, never out. Blocking: for workers alone.
 */
final class DownloadRoot {
  private static final String OWN_FOLDER = ".fetchery";

  private final Path root;

  /** Directories made here that no file saved in them has told of yet. */
  private final Set<Path> made = ConcurrentHashMap.newKeySet();

  /**
   * Opens, and makes where need be, the directory.
   *
   * @throws IOException if it is not one
   */
  DownloadRoot(Path directory) throws IOException {
    Files.createDirectories(directory);
    this.root = directory.toRealPath();
  }

  Path root() {
    return root;
  }

  /**
   * The place of a relative path.
   *
   * @throws DestinationException {@code bad_name} where it is none inside
   */
  Path at(String relative) throws DestinationException {
    try {
      Path path = root.resolve(relative);
      boolean plain =
          !relative.isEmpty()
              && path.startsWith(root)
              && path.equals(path.normalize())
              && !path.equals(root);
      if (plain) {
        return path;
      }
    } catch (InvalidPathException e) {
      // Falls through: the platform cannot express the name.
    }
    throw new DestinationException(ErrorCode.BAD_NAME, "not a path inside the downloads directory");
  }

  /** As it is shown. */
  String show(Path path) {
    return path.startsWith(root) ? root.relativize(path).toString() : path.toString();
  }

  /**
   * Makes the directory of {@code file} where need be.
   *
   * @return its real path
   * @throws DestinationException {@code bad_name} where a parent is a file or leads out
   */
  Path enter(Path file) throws IOException {
    Path directory = file.getParent();
    try {
      return inside(directory);
    } catch (NoSuchFileException e) {
      // What is there must be inside before anything is made in it.
      List<Path> missing = new ArrayList<>();
      Path existing = directory;
      while (!Files.exists(existing)) {
        missing.add(existing);
        existing = existing.getParent();
      }
      inside(existing);
      try {
        Files.createDirectories(directory);
        if (!directory.startsWith(root.resolve(OWN_FOLDER))) {
          made.addAll(missing);
        }
      } catch (FileAlreadyExistsException | NotDirectoryException exists) {
        throw new DestinationException(
            ErrorCode.BAD_NAME, "a file stands where a directory is needed: " + show(directory));
      }
      return inside(directory);
    }
  }

  /**
   * Directories above a saved file that were made here, as they are shown. Each is told of once: to
   * whoever is the first to save a file in it.
   */
  List<String> takeMade(String relative) {
    if (made.isEmpty()) {
      return List.of();
    }
    List<String> taken = new ArrayList<>();
    Path directory = root.resolve(relative).getParent();
    while (!directory.equals(root)) {
      if (made.remove(directory)) {
        taken.add(show(directory));
      }
      directory = directory.getParent();
    }
    return taken;
  }

  /** Whether {@code file}'s directory exists, inside. */
  boolean holds(Path file) {
    try {
      inside(file.getParent());
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private Path inside(Path directory) throws IOException {
    Path real;
    try {
      real = directory.toRealPath();
    } catch (NoSuchFileException e) {
      throw e;
    } catch (IOException e) {
      throw notDirectory(directory, e);
    }
    if (!real.startsWith(root)) {
      throw new DestinationException(
          ErrorCode.BAD_NAME, "a link leads out of the downloads directory: " + show(directory));
    } else if (!Files.isDirectory(real)) {
      throw new DestinationException(
          ErrorCode.BAD_NAME, "a file stands where a directory is needed: " + show(directory));
    }
    return real;
  }

  /** A file among the parents is said in the platform's language alone: it is looked for. */
  private IOException notDirectory(Path directory, IOException e) {
    Path existing = directory;
    while (existing.startsWith(root) && !Files.exists(existing)) {
      existing = existing.getParent();
    }
    return Files.isRegularFile(existing)
        ? new DestinationException(
            ErrorCode.BAD_NAME, "a file stands where a directory is needed: " + show(directory))
        : e;
  }
}
