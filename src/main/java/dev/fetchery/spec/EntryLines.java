package dev.fetchery.spec;

import dev.fetchery.spec.ManifestRecords.Line;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Joins lines of a list of URLs that belong to one entry: a URL, and below it, indented, its
 * options, as in an input file of aria2. Blank lines and comments may stand between them.
 */
final class EntryLines {
  /** An indented line of an input file of aria2, about the URL above it. */
  private static final Pattern OPTION = Pattern.compile("[ \\t]+[a-z][a-z0-9-]*=");

  /** So many lines without meaning may stand within an entry. */
  private static final int MOST_EMPTY = 100;

  /** Enough of a line to tell what it is. */
  private static final int GLANCE_BYTES = 80;

  /** The entry so far; its lines, or null before the first and where it is too long. */
  private final ByteArrayOutputStream held = new ByteArrayOutputStream(256);

  private @Nullable Line first;
  private @Nullable Line last;
  private int empty;

  /** Takes a line, and hands on what is whole by it. */
  void take(Line line, Consumer<Line> to) {
    byte[] bytes = line.bytes();
    String glance = glance(bytes);
    boolean means = !glance.isBlank() && !glance.strip().startsWith("#");
    if (first != null && bytes != null && (!means || isOption(glance))) {
      empty = means ? 0 : empty + 1;
      int more = means ? bytes.length + 1 : 1;
      if (empty <= MOST_EMPTY && held.size() + more <= ManifestRecords.MAX_RECORD_BYTES) {
        held.write('\n');
        held.write(bytes, 0, more - 1);
        last = line;
        return;
      }
    }
    finish(to);
    if (bytes == null || !means) {
      to.accept(line);
    } else {
      first = line;
      last = line;
      held.write(bytes, 0, bytes.length);
    }
  }

  /** Hands on the last entry. */
  void finish(Consumer<Line> to) {
    Line begun = first;
    Line end = last;
    if (begun != null && end != null) {
      to.accept(
          new Line(held.toByteArray(), begun.number(), end.nextLine(), begun.start(), end.end()));
    }
    held.reset();
    first = null;
    last = null;
    empty = 0;
  }

  /** Whether a line is about the URL above it. Most are not indented, and are not matched. */
  static boolean isOption(String line) {
    boolean indented = line.startsWith(" ") || line.startsWith("\t");
    return indented && OPTION.matcher(line).lookingAt();
  }

  private static String glance(byte @Nullable [] bytes) {
    return bytes == null
        ? ""
        : new String(bytes, 0, Math.min(bytes.length, GLANCE_BYTES), StandardCharsets.ISO_8859_1);
  }
}
