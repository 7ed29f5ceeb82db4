package dev.fetchery.json.path;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads queries (RFC 9535, 2.1 to 2.5), filters apart. */
final class PathParser {
  private static final int MAX_DEPTH = 50;

  private final Cursor cursor;
  private int depth;

  PathParser(Cursor cursor) {
    this.cursor = cursor;
  }

  /** The segments that follow {@code $} or {@code @}. Blanks behind the last are left. */
  List<Selector.Segment> segments() {
    if (++depth > MAX_DEPTH) {
      throw cursor.fault("filters are nested too deep");
    }
    List<Selector.Segment> segments = new ArrayList<>();
    while (true) {
      int before = cursor.offset();
      cursor.blanks();
      Selector.Segment segment = segment();
      if (segment == null) {
        cursor.back(before);
        depth--;
        return segments;
      }
      segments.add(segment);
    }
  }

  private Selector.@Nullable Segment segment() {
    if (cursor.take("..")) {
      return new Selector.Segment(
          true, cursor.startsWith("[") ? bracketed() : List.of(shorthand()));
    }
    if (cursor.take(".")) {
      return new Selector.Segment(false, List.of(shorthand()));
    }
    return cursor.startsWith("[") ? new Selector.Segment(false, bracketed()) : null;
  }

  private Selector shorthand() {
    if (cursor.take("*")) {
      return new Selector.Wildcard();
    }
    String name = Literals.name(cursor);
    if (name == null) {
      throw cursor.fault("a name or * is expected");
    }
    return new Selector.Name(name);
  }

  private List<Selector> bracketed() {
    cursor.expect("[");
    List<Selector> selectors = new ArrayList<>();
    do {
      cursor.blanks();
      selectors.add(selector());
      cursor.blanks();
    } while (cursor.take(","));
    cursor.expect("]");
    return selectors;
  }

  private Selector selector() {
    if (Literals.isQuote(cursor.peek())) {
      return new Selector.Name(Literals.quoted(cursor));
    }
    if (cursor.take("*")) {
      return new Selector.Wildcard();
    }
    if (cursor.take("?")) {
      cursor.blanks();
      return new Selector.Filter(new FilterParser(cursor, this).expression());
    }
    return indexOrSlice();
  }

  private Selector indexOrSlice() {
    Long start = optionalInteger();
    int before = cursor.offset();
    cursor.blanks();
    if (!cursor.take(":")) {
      cursor.back(before);
      if (start == null) {
        throw cursor.fault("a selector is expected");
      }
      return new Selector.Index(start);
    }
    cursor.blanks();
    Long end = optionalInteger();
    cursor.blanks();
    Long step = null;
    if (cursor.take(":")) {
      cursor.blanks();
      step = optionalInteger();
    }
    return new Selector.Slice(start, end, step == null ? 1 : step);
  }

  private @Nullable Long optionalInteger() {
    return Literals.isInteger(cursor) ? (Long) Literals.integer(cursor) : null;
  }
}
