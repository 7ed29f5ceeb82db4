package dev.fetchery.fetcher.file;

import dev.fetchery.job.ErrorCode;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The downloads directory and the checks of paths in it. A path is inside where its parent's real
 * path is: symbolic links may lead to other places inside, never out. Vert.x's file system knows
 * neither real paths nor whether two names are one file, so that these checks block: for workers
 * alone.
 */
final class DownloadRoot {
  static final String OWN_FOLDER = ".fetchery";

  private final Path directory;
  private final WrittenParts written = new WrittenParts();
  private final PrivateFolders privateFolders;

  /** Directories made here that no saved file has reported yet. */
  private final Set<Path> made = ConcurrentHashMap.newKeySet();

  /** The directory, which exists. */
  DownloadRoot(Path directory) throws IOException {
    this.directory = directory.toRealPath();
    this.privateFolders = new PrivateFolders(this.directory, PrivateFolders.user());
  }

  /** Which files the parts are. */
  WrittenParts written() {
    return written;
  }

  /** Where no other user can swap a part. */
  PrivateFolders privateFolders() {
    return privateFolders;
  }

  /** Its real path. */
  Path directory() {
    return directory;
  }

  /**
   * The absolute path of a relative one.
   *
   * @throws DestinationException {@code bad_name} where it is not inside
   */
  Path at(String relative) throws DestinationException {
    try {
      Path path = directory.resolve(relative);
      if (RelativePath.isPlain(relative) || isInside(relative, path)) {
        return path;
      }
    } catch (InvalidPathException e) {
      // Falls through: the platform cannot express the name.
    }
    throw badName("not a path inside the downloads directory");
  }

  private boolean isInside(String relative, Path path) {
    return !relative.isEmpty()
        && path.startsWith(directory)
        && path.equals(path.normalize())
        && !path.equals(directory);
  }

  /** As users see it: relative. */
  String show(Path path) {
    return path.startsWith(directory) ? directory.relativize(path).toString() : path.toString();
  }

  /**
   * Makes the directory of {@code file} where it is missing.
   *
   * @return its real path
   * @throws DestinationException {@code bad_name} where a parent is a file or leads out
   */
  Path enter(Path file) throws IOException {
    try {
      return check(file);
    } catch (NoSuchFileException e) {
      make(missing(file));
      return check(file);
    }
  }

  private void make(List<Path> missing) throws IOException {
    if (missing.isEmpty()) {
      return;
    }
    try {
      Files.createDirectories(missing.get(0));
      made(missing);
    } catch (IOException e) {
      throw notMade(missing.get(0), e);
    }
  }

  /**
   * Directories of {@code file} that do not exist, its own first. The directory in which they are
   * to be made is inside.
   */
  List<Path> missing(Path file) throws IOException {
    Path existing = parent(file);
    List<Path> missing = new ArrayList<>();
    while (!Files.exists(existing)) {
      missing.add(existing);
      existing = parent(existing);
    }
    real(existing);
    return missing;
  }

  /** These directories were missing and have been made. */
  void made(List<Path> directories) {
    if (!directories.get(0).startsWith(directory.resolve(OWN_FOLDER))) {
      made.addAll(directories);
    }
  }

  /** Why a directory could not be made. */
  IOException notMade(Path missing, IOException e) {
    return e instanceof FileAlreadyExistsException || e instanceof NotDirectoryException
        ? fileInTheWay(missing)
        : e;
  }

  /**
   * The real path of a file's directory.
   *
   * @throws DestinationException {@code bad_name} where it leads out or a parent is a file
   * @throws NoSuchFileException where it is missing
   */
  Path check(Path file) throws IOException {
    return real(parent(file));
  }

  /** Whether {@code file}'s directory exists, inside. */
  boolean holds(Path file) {
    try {
      check(file);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * Directories above a saved file that were made here, as users see them. Each is reported once:
   * with the first file that is saved in it.
   */
  List<String> takeMade(String relative) {
    if (made.isEmpty()) {
      return List.of();
    }
    List<String> taken = new ArrayList<>();
    Path above = parent(directory.resolve(relative));
    while (!above.equals(directory)) {
      if (made.remove(above)) {
        taken.add(show(above));
      }
      above = parent(above);
    }
    return taken;
  }

  /**
   * Makes room for a part. One that an interrupted attempt left may be linked at the target as
   * well: that attempt had published, and both names go as if it had not.
   */
  void removeEarlier(Path part, @Nullable Path target) throws IOException {
    if (isLinked(part, target)) {
      Files.delete(target);
    }
    Files.delete(part);
  }

  /** Whether the target, if there is one, is another name of the part. */
  static boolean isLinked(Path part, @Nullable Path target) throws IOException {
    return target != null
        && Files.isRegularFile(target, LinkOption.NOFOLLOW_LINKS)
        && Files.isSameFile(part, target);
  }

  /**
   * Checks a directory again after a file got its name there, and syncs it if {@code durable}.
   *
   * @param before its real path before
   * @throws DestinationException {@code bad_name} where it was replaced in between
   */
  void checkAgain(Path file, Path before, boolean durable) throws IOException {
    if (!check(file).equals(before)) {
      throw badName("the directory was moved: " + show(parent(file)));
    }
    if (durable) {
      try (FileChannel channel = FileChannel.open(before, StandardOpenOption.READ)) {
        channel.force(true);
      }
    }
  }

  /** Takes back a published name. What a link leads to, that stands at it, stays. */
  void undo(Publication one) {
    try {
      Path part = at(one.part());
      Path target = at(one.target());
      boolean linked = Files.exists(part, LinkOption.NOFOLLOW_LINKS) && isSame(part, target);
      if (linked || Files.isSymbolicLink(target)) {
        Files.delete(target);
      }
      Files.deleteIfExists(part);
    } catch (IOException e) {
      // What cannot be found any more is not ours to remove.
    }
  }

  /** Whether two names are one file, links not followed where they may be told apart. */
  private static boolean isSame(Path part, Path target) throws IOException {
    boolean links = Files.isSymbolicLink(part) || Files.isSymbolicLink(target);
    return !links && Files.isSameFile(part, target);
  }

  private Path real(Path at) throws IOException {
    Path real;
    try {
      real = at.toRealPath();
    } catch (NoSuchFileException e) {
      throw e;
    } catch (IOException e) {
      throw isBelowFile(at) ? fileInTheWay(at) : e;
    }
    if (!real.startsWith(directory)) {
      throw badName("a link leads out of the downloads directory: " + show(at));
    } else if (!Files.isDirectory(real)) {
      throw fileInTheWay(at);
    }
    return real;
  }

  /** The platform says so in its own language only. */
  private boolean isBelowFile(Path at) {
    Path existing = at;
    while (existing.startsWith(directory) && !Files.exists(existing)) {
      existing = parent(existing);
    }
    return Files.isRegularFile(existing);
  }

  private DestinationException fileInTheWay(Path at) {
    return badName("a file stands where a directory is needed: " + show(at));
  }

  private static DestinationException badName(String detail) {
    return new DestinationException(ErrorCode.BAD_NAME, detail);
  }

  /** The directory of a path; the downloads directory itself has none. */
  Path parent(Path path) {
    Path parent = path.getParent();
    return parent == null ? directory : parent;
  }
}
