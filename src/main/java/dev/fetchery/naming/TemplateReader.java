package dev.fetchery.naming;

import dev.fetchery.naming.Piece.Literal;
import dev.fetchery.naming.Piece.Variable;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Takes the text of a {@link Template} apart, and says what is wrong in it and where. */
final class TemplateReader {
  private static final Pattern DRIVE = Pattern.compile("[A-Za-z]:");

  private TemplateReader() {}

  /**
   * The pieces of a template, in the order written.
   *
   * @param writtenBraces whether two braces stand for one that is written
   * @throws TemplateException as {@link Template#parse} says
   */
  static List<Piece> pieces(String text, boolean writtenBraces) {
    if (text.length() > Template.MAX_CHARS) {
      throw new TemplateException(
          "the template is longer than " + Template.MAX_CHARS + " chars", Template.MAX_CHARS);
    }
    List<Piece> pieces = new ArrayList<>();
    int at = 0;
    while (at < text.length()) {
      int open = indexOf(text, '{', at);
      int stray = text.indexOf('}', at);
      int brace = stray >= 0 && stray < open ? stray : open;
      if (brace > at) {
        pieces.add(new Literal(text.substring(at, brace), at));
      }
      if (brace == text.length()) {
        break;
      }
      char written = text.charAt(brace);
      if (writtenBraces && brace + 1 < text.length() && text.charAt(brace + 1) == written) {
        pieces.add(new Literal(String.valueOf(written), brace));
        at = brace + 2;
      } else if (brace == stray) {
        throw new TemplateException("a } without a { before it", stray);
      } else {
        int close = closeOf(text, open);
        pieces.add(new Variable(text.substring(open + 1, close)));
        at = close + 1;
      }
    }
    return pieces;
  }

  private static int closeOf(String text, int open) {
    int close = text.indexOf('}', open);
    if (close < 0) {
      throw new TemplateException("a { without a } after it", open);
    }
    int nested = text.indexOf('{', open + 1);
    if (nested >= 0 && nested < close) {
      throw new TemplateException("a { inside a name", nested);
    }
    if (text.substring(open + 1, close).isBlank()) {
      throw new TemplateException("an empty name between { and }", open);
    }
    return close;
  }

  /** Where the char is, or the end of the text where it is not. */
  private static int indexOf(String text, char wanted, int from) {
    int found = text.indexOf(wanted, from);
    return found < 0 ? text.length() : found;
  }

  /** The pieces of each part of a path. A written {@code /} separates parts. */
  static List<List<Piece>> segments(List<Piece> pieces) {
    List<List<Piece>> segments = new ArrayList<>();
    List<Piece> segment = new ArrayList<>();
    for (Piece piece : pieces) {
      if (!(piece instanceof Literal literal)) {
        segment.add(piece);
        continue;
      }
      int from = 0;
      for (int slash; (slash = literal.text().indexOf('/', from)) >= 0; from = slash + 1) {
        addLiteral(segment, literal, from, slash);
        segments.add(List.copyOf(segment));
        segment.clear();
      }
      addLiteral(segment, literal, from, literal.text().length());
    }
    if (!segment.isEmpty()) {
      segments.add(List.copyOf(segment));
    }
    return List.copyOf(segments);
  }

  private static void addLiteral(List<Piece> segment, Literal literal, int from, int to) {
    if (to > from) {
      segment.add(new Literal(literal.text().substring(from, to), literal.offset() + from));
    }
  }

  /**
   * Checks what is written of a path.
   *
   * @param segments the pieces of each of its parts
   * @throws TemplateException as {@link Template#parsePath} says
   */
  static void checkPath(String text, List<Piece> pieces, List<List<Piece>> segments) {
    if (text.startsWith("/")) {
      throw new TemplateException("the path must be relative, but begins with /", 0);
    }
    if (DRIVE.matcher(text).lookingAt()) {
      throw new TemplateException("the path must be relative, but begins with a drive letter", 0);
    }
    for (Piece piece : pieces) {
      if (piece instanceof Literal literal && literal.text().indexOf('\\') >= 0) {
        throw new TemplateException(
            "a backslash: write / between directories",
            literal.offset() + literal.text().indexOf('\\'));
      }
    }
    for (List<Piece> segment : segments) {
      if (segment.size() == 1 && segment.get(0) instanceof Literal literal) {
        checkWritten(literal);
      }
    }
  }

  private static void checkWritten(Literal literal) {
    if (literal.text().equals("..")) {
      throw new TemplateException(".. would lead out of the directory", literal.offset());
    }
    if (SafeName.isKeptForParts(SafeName.part(literal.text()))) {
      throw new TemplateException(
          "the name " + literal.text() + " is kept for files under way", literal.offset());
    }
  }
}
