package dev.fetchery.fetcher.file;

import dev.fetchery.job.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Which files the parts are that were begun here, by device and inode: between the writing of a
 * part and its publication another user of the directory may have put another file or a link in its
 * place. Blocking; safe for use by many threads.
 */
final class WrittenParts {
  /** Key of a file; null on a platform that tells none. */
  record FileId(@Nullable Object key) {}

  /** Equals no file that is found. */
  private static final FileId GONE = new FileId(new Object());

  private final Map<Path, FileId> parts = new ConcurrentHashMap<>();

  /**
   * The file at a path, which is not followed.
   *
   * @throws DestinationException {@code disk} where it is a link, or no file
   */
  FileId idOf(Path file) throws IOException {
    try {
      BasicFileAttributes found =
          Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      if (found.isRegularFile()) {
        return new FileId(found.fileKey());
      }
    } catch (NoSuchFileException e) {
      // Falls through: it was removed.
    }
    throw replaced();
  }

  /**
   * Remembers the part at a path, which has just been opened there. One that is gone already is
   * found out when it is published, after what leads there has been judged.
   */
  void opened(Path part) throws IOException {
    try {
      opened(part, idOf(part));
    } catch (DestinationException e) {
      opened(part, GONE);
    }
  }

  void opened(Path part, FileId id) {
    parts.put(part, id);
  }

  /** Forgets a part that has its name, or is given up. */
  void forget(Path part) {
    parts.remove(part);
  }

  /**
   * Checks that a part, or what has its name by now, is the file that was written.
   *
   * @param at path of the part or of its final name
   * @throws DestinationException {@code disk} where it is another
   */
  void check(Path part, Path at) throws IOException {
    check(parts.get(part), at);
  }

  void check(@Nullable FileId written, Path at) throws IOException {
    FileId there = idOf(at);
    if (written != null && !Objects.equals(written, there)) {
      throw replaced();
    }
  }

  private static DestinationException replaced() {
    return new DestinationException(
        ErrorCode.DISK, "another file or a link was put in place of the part");
  }
}
