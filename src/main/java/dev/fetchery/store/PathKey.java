package dev.fetchery.store;

import dev.fetchery.context.Sha256;
import dev.fetchery.naming.SafeName;
import java.util.HexFormat;

/**
 * The key under which a path is claimed and found: {@link SafeName#key}, of which a long one is cut
 * and ends with the digest of the whole. An index of PostgreSQL takes no longer ones.
 */
final class PathKey {
  private static final int LONGEST = 600;
  private static final int HEAD = 500;

  /** No path contains a control character. */
  private static final char CUT = '\u0001';

  private PathKey() {}

  static String of(String path) {
    String key = SafeName.key(path);
    if (key.length() <= LONGEST) {
      return key;
    }
    int end = Character.isHighSurrogate(key.charAt(HEAD - 1)) ? HEAD - 1 : HEAD;
    return key.substring(0, end) + CUT + HexFormat.of().formatHex(Sha256.of(key));
  }
}
