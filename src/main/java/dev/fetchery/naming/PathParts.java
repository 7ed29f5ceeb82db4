package dev.fetchery.naming;

import java.util.ArrayList;
import java.util.List;

/** The parts of a path while a {@link Template} fills them in; no larger than can be of use. */
final class PathParts {
  /**
   * Expanded parts hold no more chars than this: they are cut to 255 bytes anyway, and a short
   * template over long values must not fill the memory.
   */
  private static final int MAX_PART_CHARS = 1 << 16;

  private final List<String> parts = new ArrayList<>();
  private StringBuilder part = new StringBuilder();

  /** Continues the present part. */
  void append(String text) {
    part.append(text, 0, Math.min(text.length(), MAX_PART_CHARS - part.length()));
  }

  /** Continues the present part; each {@code /} ends it and begins the next. */
  void appendPath(String text) {
    int from = 0;
    for (int slash; (slash = text.indexOf('/', from)) >= 0; from = slash + 1) {
      append(text.substring(from, slash));
      end();
    }
    append(text.substring(from));
  }

  /** Ends the present part. Keeps no more parts than make the path too long in any case. */
  void end() {
    if (parts.size() <= SafeName.MAX_PATH_BYTES) {
      parts.add(part.toString());
    }
    part = new StringBuilder();
  }

  /** The parts that have ended. */
  List<String> all() {
    return parts;
  }
}
