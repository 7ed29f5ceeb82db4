package dev.fetchery.spec;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * A pattern of names: {@code *} is any part of a name, {@code **} also crosses slashes, and {@code
 * **}{@code /} is any number of directories, none too, {@code ?} is one character, {@code […]} one
 * of these ({@code [!…]} none of them), and a backslash takes the next character as it is. Matched
 * in time proportional to name times pattern, whatever they are.
 */
public final class Glob {
  /** The longest glob, in chars. */
  public static final int MAX_CHARS = 1_000;

  private final List<Piece> pieces;
  private final boolean ofPath;

  private sealed interface Piece {}

  /** Any number of characters. */
  private record Any(boolean slashes) implements Piece {}

  /** Any number of whole directories, none too. */
  private record Folders() implements Piece {}

  /**
   * One character.
   *
   * @param set ranges of code points, first and last by turns; null for any but a slash
   */
  private record One(@Nullable List<Integer> set, boolean not) implements Piece {
    boolean matches(int c) {
      if (set == null) {
        return c != '/';
      }
      boolean in = false;
      for (int i = 0; i < set.size(); i += 2) {
        in |= set.get(i) <= c && c <= set.get(i + 1);
      }
      return in != not && (c != '/' || !not);
    }
  }

  private Glob(List<Piece> pieces, boolean ofPath) {
    this.pieces = pieces;
    this.ofPath = ofPath;
  }

  /**
   * Reads a glob.
   *
   * @throws PatternSyntaxException if a {@code [} is never closed, or it is empty or too long
   */
  public static Glob of(String text) {
    if (text.isEmpty() || text.length() > MAX_CHARS) {
      throw new PatternSyntaxException("must have 1 to " + MAX_CHARS + " characters", "", -1);
    }
    int[] chars = text.codePoints().toArray();
    boolean rooted = chars[0] == '/';
    return new Glob(new Reader(chars, rooted ? 1 : 0).read(), text.indexOf('/') >= 0);
  }

  /** Reads the pieces of a glob. */
  private static final class Reader {
    private final int[] chars;
    private int at;

    Reader(int[] chars, int at) {
      this.chars = chars;
      this.at = at;
    }

    List<Piece> read() {
      List<Piece> pieces = new ArrayList<>();
      while (at < chars.length) {
        int c = chars[at++];
        switch (c) {
          case '*' -> pieces.add(any());
          case '?' -> pieces.add(new One(null, false));
          case '[' -> pieces.add(set());
          case '\\' -> pieces.add(just(at < chars.length ? chars[at++] : '\\'));
          default -> pieces.add(just(c));
        }
      }
      return List.copyOf(pieces);
    }

    private Piece any() {
      int begin = at - 1;
      while (at < chars.length && chars[at] == '*') {
        at++;
      }
      boolean slashes = at > begin + 1;
      boolean ofPart = begin == 0 || chars[begin - 1] == '/';
      if (slashes && ofPart && at < chars.length && chars[at] == '/') {
        at++;
        return new Folders();
      }
      return new Any(slashes);
    }

    private static Piece just(int c) {
      return new One(List.of(c, c), false);
    }

    private Piece set() {
      int begin = at;
      boolean not = at < chars.length && (chars[at] == '!' || chars[at] == '^');
      at += not ? 1 : 0;
      List<Integer> ranges = new ArrayList<>();
      boolean first = true;
      while (at < chars.length && (first || chars[at] != ']')) {
        first = false;
        int from = chars[at++];
        boolean range = at + 1 < chars.length && chars[at] == '-' && chars[at + 1] != ']';
        ranges.add(from);
        ranges.add(range ? chars[at + 1] : from);
        at += range ? 2 : 0;
      }
      if (at == chars.length) {
        throw new PatternSyntaxException("[ is not closed", "", begin - 1);
      }
      at++;
      return new One(List.copyOf(ranges), not);
    }
  }

  /** Why the text is no glob, or null. */
  public static @Nullable String problem(String text) {
    try {
      of(text);
      return null;
    } catch (PatternSyntaxException e) {
      return "not a glob: " + e.getDescription();
    }
  }

  /** Whether the whole name matches; without a slash in the glob, its last part. */
  public boolean matches(String name) {
    String bare = name.startsWith("/") ? name.substring(1) : name;
    String judged = ofPath ? bare : bare.substring(bare.lastIndexOf('/') + 1);
    int[] chars = judged.codePoints().toArray();
    boolean[] reached = new boolean[chars.length + 1];
    reached[0] = true;
    for (Piece piece : pieces) {
      reached = after(piece, chars, reached);
    }
    return reached[chars.length];
  }

  /** Where a name can be after this piece, if it can be where {@code before} says. */
  private static boolean[] after(Piece piece, int[] chars, boolean[] before) {
    boolean[] after = new boolean[chars.length + 1];
    if (piece instanceof One one) {
      for (int i = 0; i < chars.length; i++) {
        after[i + 1] = before[i] && one.matches(chars[i]);
      }
    } else if (piece instanceof Any any) {
      after[0] = before[0];
      for (int i = 0; i < chars.length; i++) {
        after[i + 1] = before[i + 1] || after[i] && (any.slashes() || chars[i] != '/');
      }
    } else {
      boolean from = false;
      for (int i = 0; i <= chars.length; i++) {
        after[i] = before[i] || from && chars[i - 1] == '/';
        from |= before[i];
      }
    }
    return after;
  }
}
