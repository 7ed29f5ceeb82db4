package dev.fetchery.fetcher.file;

import java.io.File;

/**
 * What the text of a path below the downloads directory tells. Asked several times for each file:
 * to make paths and compare them takes much of the time of a small one.
 */
final class RelativePath {
  private RelativePath() {}

  /** Whether it can only lead inside; false also where the text alone does not tell. */
  static boolean isPlain(String relative) {
    if (File.separatorChar != '/') {
      return false;
    }
    int from = 0;
    for (int end = relative.indexOf('/'); end >= 0; end = relative.indexOf('/', from)) {
      if (!isName(relative, from, end)) {
        return false;
      }
      from = end + 1;
    }
    return isName(relative, from, relative.length());
  }

  /** Whether a part of a path is neither empty nor {@code .} nor {@code ..}. */
  private static boolean isName(String path, int from, int end) {
    return switch (end - from) {
      case 0 -> false;
      case 1 -> path.charAt(from) != '.';
      case 2 -> path.charAt(from) != '.' || path.charAt(from + 1) != '.';
      default -> true;
    };
  }

  /** Its directory, as it is written there; empty for the downloads directory. */
  static String folder(String relative) {
    int slash = relative.lastIndexOf('/');
    return slash < 0 ? "" : relative.substring(0, slash);
  }
}
