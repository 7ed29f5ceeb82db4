package dev.fetchery.naming;

import dev.fetchery.naming.Piece.Literal;
import dev.fetchery.naming.Piece.Variable;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

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

  private static final int MAX_EXPANDED_CHARS = 1 << 16;

  /** Stands for a value that is not known; no kept name has it. */
  private static final String ANY_VALUE = "x";

  private static final String KEEPS_ITS_SLASHES = "url.path";

  private final String text;
  private final List<Piece> pieces;
  private final List<List<Piece>> segments;

  private Template(String text, List<Piece> pieces) {
    this.text = text;
    this.pieces = List.copyOf(pieces);
    this.segments = TemplateReader.segments(pieces);
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
    return new Template(text, TemplateReader.pieces(text, writtenBraces));
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
    TemplateReader.checkPath(text, template.pieces, template.segments);
    return template;
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
    for (Piece piece : pieces) {
      if (piece instanceof Variable variable
          && Modifier.isKnown(variable.name(), variables::contains)) {
        return true;
      }
    }
    return false;
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
      fixed.add(literal.text());
    }
    return fixed;
  }

  /**
   * The first part of the path that is kept for files under way, whatever the other variables hold:
   * no item could be saved. Null where there is none.
   *
   * @param known gives the value of a variable that all items have alike, or null
   */
  public @Nullable String keptPart(Function<String, @Nullable String> known) {
    for (List<Piece> segment : segments) {
      StringBuilder part = new StringBuilder();
      for (Piece piece : segment) {
        String value =
            piece instanceof Variable variable
                ? Modifier.applyNamed(variable.name(), known)
                : ((Literal) piece).text();
        part.append(value == null ? ANY_VALUE : value.replace('/', '_'));
      }
      String name = SafeName.part(part.toString());
      if (SafeName.isKeptForParts(name)) {
        return name;
      }
    }
    return null;
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
        names.add(variable.name());
      }
    }
    return names;
  }

  /**
   * The text with its variables filled in, as they are.
   *
   * @param variables gives a variable's value, or null where there is none
   * @throws ValueException if a variable has no value, or one with which the text becomes longer
   *     than {@value #MAX_EXPANDED_CHARS} chars
   */
  public String expand(Function<String, String> variables) {
    StringBuilder expanded = new StringBuilder();
    String last = "";
    for (Piece piece : pieces) {
      String value = valueOf(piece, variables);
      last = piece instanceof Variable variable ? variable.name() : last;
      if (value.length() > MAX_EXPANDED_CHARS - expanded.length()) {
        throw new TooLongException(
            last, "makes a text longer than " + MAX_EXPANDED_CHARS + " characters");
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
   * @throws ValueException if a variable has no value, or one that was too long to be kept
   */
  public List<String> expandPath(Function<String, String> variables) {
    PathParts parts = new PathParts();
    for (List<Piece> segment : segments) {
      for (Piece piece : segment) {
        String value = valueOf(piece, variables);
        if (piece instanceof Variable variable && !keepsItsSlashes(variable)) {
          parts.append(value.replace('/', '_'));
        } else {
          parts.appendPath(value);
        }
      }
      parts.end();
    }
    return parts.all();
  }

  private static boolean keepsItsSlashes(Variable variable) {
    return Modifier.variableOf(variable.name()).equals(KEEPS_ITS_SLASHES);
  }

  private static String valueOf(Piece piece, Function<String, String> variables) {
    if (piece instanceof Literal literal) {
      return literal.text();
    }
    String name = ((Variable) piece).name();
    String value = Modifier.applyNamed(name, variables);
    if (value == null) {
      throw new MissingVariableException(name);
    }
    return value;
  }
}
