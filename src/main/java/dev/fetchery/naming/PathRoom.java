package dev.fetchery.naming;

import java.nio.charset.StandardCharsets;

/**
 * How long a path may be, in bytes of UTF-8, with what it is appended to.
 *
 * @param mostBytes of the path itself; what is longer does not fit
 * @param limit the limit as users know it
 * @param underWayBytes room for the name of a file under way, which lies beside its target
 */
public record PathRoom(int mostBytes, String limit, int underWayBytes) {
  /** {@code PATH_MAX} of Linux, its terminating NUL included. */
  private static final int PATH_MAX = SafeName.MAX_PATH_BYTES;

  private static final String LIMIT = "path is over " + PATH_MAX + " bytes";

  /** For a path that is judged by itself. */
  public static final PathRoom ALONE = new PathRoom(PATH_MAX, LIMIT, 0);

  private static final int UNDER_WAY_BYTES = 64;

  /**
   * Below a directory of a file system.
   *
   * @param rootBytes bytes of its path with a separator; 0 judges paths by themselves
   */
  public static PathRoom below(int rootBytes) {
    return rootBytes == 0 ? ALONE : new PathRoom(PATH_MAX - 1 - rootBytes, LIMIT, UNDER_WAY_BYTES);
  }

  /**
   * Of keys in a bucket, where nothing lies beside a file.
   *
   * @param keyBytes the longest key
   * @param prefixBytes of what the path is appended to
   */
  public static PathRoom ofKeys(int keyBytes, int prefixBytes) {
    return new PathRoom(keyBytes - prefixBytes, "key is over " + keyBytes + " bytes", 0);
  }

  /** Whether the path can be used. */
  public boolean fits(String path) {
    int whole = bytes(path);
    int name = bytes(path.substring(path.lastIndexOf('/') + 1));
    return whole - name + Math.max(name, underWayBytes) <= mostBytes;
  }

  private static int bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }
}
