package dev.fetchery.client;

/** Which bytes may stand in the fields of a head (RFC 9110, 5.5 and 5.6.2). */
final class FieldBytes {
  private static final boolean[] OF_NAME = new boolean[128];

  static {
    for (char c = '0'; c <= 'z'; c++) {
      OF_NAME[c] = Character.isLetterOrDigit(c);
    }
    for (char c : "!#$%&'*+-.^_`|~".toCharArray()) {
      OF_NAME[c] = true;
    }
  }

  private FieldBytes() {}

  static boolean isOfName(byte b) {
    return b >= 0 && OF_NAME[b];
  }

  /** Anything but control characters; bytes beyond ASCII are kept. */
  static boolean isOfValue(byte b) {
    return b < 0 || b >= ' ' && b != 0x7f || b == '\t';
  }
}
