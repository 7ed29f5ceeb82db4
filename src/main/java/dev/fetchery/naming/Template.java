package dev.fetchery.naming;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * Plain text with variables, {@code {name}} or {@code {name.modifier}}, as a job's {@code save.dir}
 * and {@code save.as} hold it. Immutable.
 */
public final class Template {
  /** Variables whose value only the answer to an item's request tells. */
  public static final Set<String> ANSWER_VARIABLES = Set.of("served.name", "ext");

  /** Variables that every item of every job has. */
  public static final Set<String> STANDARD_VARIABLES =
      Set.of(
          "index",
          "served.name",
          "url.host",
          "url.path",
          "url.file",
          "url.stem",
          "url.ext",
          "ext",
          "job.id",
          "job.name",
          "job.time");

  /** The item's whole URL, unless its entry has a field of this name. */
  public static final String URL = "url";

  /** The longest template that is read, in chars; no path is longer. */
  public static final int MAX_CHARS = 4096;

  /**
   * Expanded parts hold no more chars than this: they are cut to 255 bytes anyway, and a short
   * template over long values must not fill the memory.
   */
  private static final int MAX_PART_CHARS = 1 << 16;

  private static final int MAX_EXPANDED_CHARS = 1 << 16;

  private static final String KEEPS_ITS_SLASHES = "url.path";
  private static final Pattern DRIVE = Pattern.compile("[A-Za-z]:");

  private sealed interface Piece {}

  private record Literal(String text, int offset) implements Piece {}

  private record Variable(String name) implements Piece {}

  private final String text;
  private final List<Piece> pieces;
  private final List<List<Piece>> segments;

  private Template(String text, List<Piece> pieces) {
    this.text = text;
    this.pieces = List.copyOf(pieces);
    this.segments = segmentsOf(pieces);
  }

  /**
   * Reads a template.
   *
   * @throws TemplateException if a brace has no partner, a name is empty, or it is over {@link
   *     #MAX_CHARS}
   */
  public static Template parse(String text) {
    return parse(text, false);
  }

  /**
   * Reads a template of a text that is no path. In it, two braces stand for one that is written.
   *
   * @throws TemplateException as {@link #parse} does
   */
  public static Template parseText(String text) {
    return parse(text, true);
  }

  private static Template parse(String text, boolean writtenBraces) {
    if (text.length() > MAX_CHARS) {
      throw new TemplateException("the template is longer than " + MAX_CHARS + " chars", MAX_CHARS);
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
    return new Template(text, pieces);
  }

  /**
   * Reads a template of a relative path, in which a written {@code /} separates directories. One
   * {@code /} at the end is allowed and separates nothing.
   *
   * @throws TemplateException also if what is written is absolute, holds {@code ..} or a backslash,
   *     or takes a name that is kept for files under way
   */
  public static Template parsePath(String text) {
    Template template = parse(text);
    if (text.startsWith("/")) {
      throw new TemplateException("the path must be relative, but begins with /", 0);
    }
    if (DRIVE.matcher(text).lookingAt()) {
      throw new TemplateException("the path must be relative, but begins with a drive letter", 0);
    }
    for (Piece piece : template.pieces) {
      if (piece instanceof Literal literal && literal.text.indexOf('\\') >= 0) {
        throw new TemplateException(
            "a backslash: write / between directories",
            literal.offset + literal.text.indexOf('\\'));
      }
    }
    for (List<Piece> segment : template.segments) {
      if (segment.size() == 1 && segment.get(0) instanceof Literal literal) {
        checkWritten(literal);
      }
    }
    return template;
  }

  private static void checkWritten(Literal literal) {
    if (literal.text.equals("..")) {
      throw new TemplateException(".. would lead out of the directory", literal.offset);
    }
    if (SafeName.isKeptForParts(SafeName.part(literal.text))) {
      throw new TemplateException(
          "the name " + literal.text + " is kept for files under way", literal.offset);
    }
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

  private static List<List<Piece>> segmentsOf(List<Piece> pieces) {
    List<List<Piece>> segments = new ArrayList<>();
    List<Piece> segment = new ArrayList<>();
    for (Piece piece : pieces) {
      if (!(piece instanceof Literal literal)) {
        segment.add(piece);
        continue;
      }
      int from = 0;
      for (int slash; (slash = literal.text.indexOf('/', from)) >= 0; from = slash + 1) {
        addLiteral(segment, literal, from, slash);
        segments.add(List.copyOf(segment));
        segment.clear();
      }
      addLiteral(segment, literal, from, literal.text.length());
    }
    if (!segment.isEmpty()) {
      segments.add(List.copyOf(segment));
    }
    return List.copyOf(segments);
  }

  private static void addLiteral(List<Piece> segment, Literal literal, int from, int to) {
    if (to > from) {
      segment.add(new Literal(literal.text.substring(from, to), literal.offset + from));
    }
  }

  /**
   * The variables used, without modifiers, in the order written. A field whose own name ends like a
   * modifier is listed without that end too; {@link #unknown} tells the two apart.
   */
  public Set<String> names() {
    Set<String> names = new LinkedHashSet<>();
    writtenNames().forEach(name -> names.add(Modifier.variableOf(name)));
    return names;
  }

  /** The names, as written, that stand for no variable even when their modifiers are taken off. */
  public Set<String> unknown(Predicate<String> variable) {
    Set<String> unknown = writtenNames();
    unknown.removeIf(name -> Modifier.isKnown(name, variable));
    return unknown;
  }

  /** Whether the text may hold the value of one of these variables, modified or not. */
  public boolean uses(Set<String> variables) {
    return writtenNames().stream().anyMatch(name -> Modifier.isKnown(name, variables::contains));
  }

  /** Whether the text can only be told once the answer's head is there. */
  public boolean needsAnswer() {
    return names().stream().anyMatch(ANSWER_VARIABLES::contains);
  }

  /** The parts of the path before the first that holds a variable, not yet safe as names. */
  List<String> fixedParts() {
    List<String> fixed = new ArrayList<>();
    for (List<Piece> segment : segments) {
      if (segment.size() != 1 || !(segment.get(0) instanceof Literal literal)) {
        break;
      }
      fixed.add(literal.text);
    }
    return fixed;
  }

  /** Whether there is nothing in it: as a path, the directory itself. */
  public boolean isEmpty() {
    return segments.isEmpty();
  }

  /** The template as it was written. */
  @Override
  public String toString() {
    return text;
  }

  private Set<String> writtenNames() {
    Set<String> names = new LinkedHashSet<>();
    for (Piece piece : pieces) {
      if (piece instanceof Variable variable) {
        names.add(variable.name);
      }
    }
    return names;
  }

  /**
   * The text with its variables filled in, as they are.
   *
   * @param variables gives a variable's value, or null where there is none
   * @throws MissingVariableException if a variable has no value
   * @throws TemplateException if it becomes longer than {@value #MAX_EXPANDED_CHARS} chars
   */
  public String expand(Function<String, String> variables) {
    StringBuilder expanded = new StringBuilder();
    for (Piece piece : pieces) {
      String value = valueOf(piece, variables);
      if (value.length() > MAX_EXPANDED_CHARS - expanded.length()) {
        throw new TemplateException(
            "what the template makes is longer than " + MAX_EXPANDED_CHARS + " chars", 0);
      }
      expanded.append(value);
    }
    return expanded.toString();
  }

  /**
   * The parts of the path, not yet safe as names: {@link SafeName#path} makes them so. A {@code /}
   * in a value becomes {@code _}; only {@code url.path} brings directories of its own.
   *
   * @param variables gives a variable's value, or null where there is none
   * @throws MissingVariableException if a variable has no value
   */
  public List<String> expandPath(Function<String, String> variables) {
    List<String> parts = new ArrayList<>();
    for (List<Piece> segment : segments) {
      StringBuilder part = new StringBuilder();
      for (Piece piece : segment) {
        String value = valueOf(piece, variables);
        if (piece instanceof Variable variable && !keepsItsSlashes(variable)) {
          append(part, value.replace('/', '_'));
        } else {
          part = appendPath(parts, part, value);
        }
      }
      addPart(parts, part);
    }
    return parts;
  }

  private static StringBuilder appendPath(List<String> parts, StringBuilder part, String value) {
    StringBuilder current = part;
    int from = 0;
    for (int slash; (slash = value.indexOf('/', from)) >= 0; from = slash + 1) {
      append(current, value.substring(from, slash));
      addPart(parts, current);
      current = new StringBuilder();
    }
    append(current, value.substring(from));
    return current;
  }

  private static void append(StringBuilder part, String value) {
    part.append(value, 0, Math.min(value.length(), MAX_PART_CHARS - part.length()));
  }

  /** Adds no more parts than make the path too long in any case. */
  private static void addPart(List<String> parts, StringBuilder part) {
    if (parts.size() <= SafeName.MAX_PATH_BYTES) {
      parts.add(part.toString());
    }
  }

  private static boolean keepsItsSlashes(Variable variable) {
    return Modifier.variableOf(variable.name).equals(KEEPS_ITS_SLASHES);
  }

  private static String valueOf(Piece piece, Function<String, String> variables) {
    if (piece instanceof Literal literal) {
      return literal.text;
    }
    String name = ((Variable) piece).name;
    String value = Modifier.applyNamed(name, variables);
    if (value == null) {
      throw new MissingVariableException(name);
    }
    return value;
  }
}
