package dev.fetchery.fetcher.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * In which directories no user but this process's and root can swap a file: those that belong to
 * this process's user and that neither group nor others may write in, as long as none above can be
 * swapped. An access list that lets more users write shows among the group's rights (acl(5)).
 * Blocking.
 */
final class PrivateFolders {
  private static final long ROOT = 0;
  private static final int OTHERS_WRITE = 0022;

  /** Only its owner may rename or remove a file in such a directory (inode(7)). */
  private static final int STICKY = 01000;

  private final long user;
  private final Path top;
  private final boolean topStays;

  /** Owner and mode of a directory. */
  private record Access(long owner, int mode) {
    static Access of(Path folder) throws IOException {
      Map<String, Object> found =
          Files.readAttributes(folder, "unix:uid,mode", LinkOption.NOFOLLOW_LINKS);
      return new Access(number(found.get("uid")).longValue(), number(found.get("mode")).intValue());
    }
  }

  private static Number number(@Nullable Object attribute) {
    return (Number) Objects.requireNonNull(attribute);
  }

  /**
   * @param top real path of a directory; what is above it is looked at here, once
   * @param user number of the user of this process; negative where it is not known, so that no
   *     directory is private
   */
  PrivateFolders(Path top, long user) {
    this.user = user;
    this.top = top;
    boolean stays = false;
    try {
      stays = user >= 0 && allStay(top.getParent());
    } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
      // The platform has other rights.
    }
    this.topStays = stays;
  }

  /** Number of the user of this process; -1 where the platform tells none. */
  static long user() {
    try {
      return number(Files.getAttribute(Path.of("/proc/self"), "unix:uid")).longValue();
    } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
      return -1;
    }
  }

  private boolean allStay(@Nullable Path folder) throws IOException {
    for (Path at = folder; at != null; at = at.getParent()) {
      if (!stays(Access.of(at))) {
        return false;
      }
    }
    return true;
  }

  /** Whether no other user can rename or remove what this process's user has in a directory. */
  private boolean stays(Access access) {
    return (access.owner == user || access.owner == ROOT)
        && ((access.mode & OTHERS_WRITE) == 0 || (access.mode & STICKY) != 0);
  }

  /** A new look, which sees each directory once. */
  Look look() {
    return new Look();
  }

  /** For one batch; for one thread. */
  final class Look {
    private final Map<Path, Access> seen = new HashMap<>();

    private Look() {}

    /**
     * Whether a directory is private; false where that cannot be told.
     *
     * @param folder real path of {@link #top} or of a directory below it
     */
    boolean isPrivate(Path folder) {
      try {
        return topStays && isOwn(access(folder)) && staysBelowTop(folder);
      } catch (IOException e) {
        return false;
      }
    }

    private boolean isOwn(Access access) {
      return access.owner == user && (access.mode & OTHERS_WRITE) == 0;
    }

    private boolean staysBelowTop(Path folder) throws IOException {
      for (Path at = folder; !at.equals(top); ) {
        Path above = at.getParent();
        if (above == null || !stays(access(above))) {
          return false;
        }
        at = above;
      }
      return true;
    }

    private Access access(Path folder) throws IOException {
      Access known = seen.get(folder);
      if (known == null) {
        known = Access.of(folder);
        seen.put(folder, known);
      }
      return known;
    }
  }
}
