package dev.fetchery.source;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.fetchery.json.FetchedJson;
import dev.fetchery.json.JsonTree;
import dev.fetchery.json.path.JsonPlace;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What stands at a place of a JSON document, entry by entry. Read as a stream where the place leads
 * straight to a list, or to a list of whose entries it selects some; else the document is held.
 */
final class JsonEntries implements Closeable {
  /** Values of an entry. */
  private static final int MAX_VALUES = 100_000;

  /** Values of a document that is held. */
  private static final int MAX_VALUES_HELD = Math.min(FetchedJson.MAX_VALUES, 1_000_000);

  /**
   * An entry.
   *
   * @param name of a member of an object; null for an element of an array
   */
  record Entry(@Nullable String name, JsonNode value) {
    /**
     * What stands at a place of a value: the children of what a singular place names, else all that
     * it selects.
     */
    static List<Entry> at(JsonPlace place, JsonNode value) {
      if (place.isSingular()) {
        return childrenOf(place.at(value));
      }
      if (!place.goesByChild()) {
        return place.all(value).stream().map(one -> new Entry(null, one)).toList();
      }
      List<Entry> entries = new ArrayList<>();
      for (Entry child : childrenOf(place.beginningIn(value))) {
        place.ofChild(child.value()).forEach(one -> entries.add(new Entry(child.name(), one)));
      }
      return entries;
    }

    /** The children of an object or array; nothing of any other value. */
    static List<Entry> childrenOf(JsonNode container) {
      List<Entry> children = new ArrayList<>(container.size());
      if (container.isObject()) {
        container
            .properties()
            .forEach(one -> children.add(new Entry(one.getKey(), one.getValue())));
      } else {
        container.forEach(one -> children.add(new Entry(null, one)));
      }
      return children;
    }
  }

  /** The document has not at the place what it should. The message follows its name. */
  static final class PlaceException extends IOException {
    private static final long serialVersionUID = 1L;

    PlaceException(String message) {
      super(message);
    }
  }

  /** The document has to be held, and is too large for that. The message follows its name. */
  static final class HeldTooLargeException extends IOException {
    private static final long serialVersionUID = 1L;

    HeldTooLargeException(JsonPlace place) {
      super(
          "is too large for "
              + place
              + ", for which it is read as a whole: it holds more than "
              + MAX_VALUES_HELD
              + " values");
    }
  }

  private final JsonParser parser;
  private final JsonPlace place;
  private final boolean textsAlone;

  /** What is left of a document that is held; null for one that is read as a stream. */
  private final @Nullable Iterator<Entry> held;

  private final boolean object;

  private JsonEntries(
      JsonParser parser, JsonPlace place, boolean textsAlone, @Nullable Iterator<Entry> held) {
    this.parser = parser;
    this.place = place;
    this.textsAlone = textsAlone;
    this.held = held;
    this.object = parser.currentToken() == JsonToken.START_OBJECT;
  }

  /**
   * Goes to the first entry.
   *
   * @param parser at the document's first token; closed with the entries, not where this fails
   * @param textsAlone whether of members of an object only texts are wanted, and others are null
   */
  static JsonEntries open(JsonParser parser, JsonPlace place, boolean textsAlone)
      throws IOException {
    if (!place.isStraight() && !place.goesByChild()) {
      return new JsonEntries(parser, place, textsAlone, held(parser, place).iterator());
    }
    boolean there = JsonWay.descend(parser, place.beginning());
    boolean container =
        there
            && (parser.currentToken() == JsonToken.START_OBJECT
                || parser.currentToken() == JsonToken.START_ARRAY);
    if (!container && place.isStraight()) {
      throw wrong(place, there);
    }
    if (!container) {
      drain(parser);
      return new JsonEntries(parser, place, textsAlone, List.<Entry>of().iterator());
    }
    return new JsonEntries(parser, place, textsAlone && place.isStraight(), null);
  }

  private static List<Entry> held(JsonParser parser, JsonPlace place) throws IOException {
    JsonNode tree;
    try {
      tree = JsonTree.read(parser, MAX_VALUES_HELD);
    } catch (JsonTree.TooLargeException e) {
      throw new HeldTooLargeException(place);
    }
    FetchedJson.finish(parser);
    if (!place.isSingular()) {
      return place.all(tree).stream().map(value -> new Entry(null, value)).toList();
    }
    JsonNode list = place.at(tree);
    if (!list.isContainerNode()) {
      throw wrong(place, !list.isMissingNode());
    }
    return Entry.childrenOf(list);
  }

  private static PlaceException wrong(JsonPlace place, boolean there) {
    String where = place.toString().isEmpty() ? "at its root" : "at " + place;
    return new PlaceException(
        there ? "has neither an object nor an array " + where : "has nothing " + where);
  }

  private static void drain(JsonParser parser) throws IOException {
    while (parser.nextToken() != null) {
      parser.skipChildren();
    }
  }

  /** The next entry, or null at the end, which is that of the document. */
  @Nullable Entry next() throws IOException {
    if (held != null) {
      return held.hasNext() ? held.next() : null;
    }
    if (atEnd()) {
      String twice = JsonWay.leave(parser, place.beginning());
      if (twice != null) {
        throw new PlaceException("gives " + twice + " twice, of which only the first was read");
      }
      return null;
    }
    if (!object) {
      return new Entry(null, JsonTree.read(parser, MAX_VALUES));
    }
    String name = parser.currentName();
    parser.nextToken();
    return new Entry(name, textsAlone ? textOrNull() : JsonTree.read(parser, MAX_VALUES));
  }

  private JsonNode textOrNull() throws IOException {
    if (parser.currentToken() == JsonToken.VALUE_STRING) {
      return JsonTree.scalar(parser);
    }
    parser.skipChildren();
    return JsonNodeFactory.instance.nullNode();
  }

  private boolean atEnd() throws IOException {
    return JsonWay.isEnd(parser.nextToken());
  }

  /** Leaves out the next entry; false where there is none. */
  boolean skip() throws IOException {
    if (held != null) {
      return next() != null;
    }
    if (atEnd()) {
      return false;
    }
    if (object) {
      parser.nextToken();
    }
    parser.skipChildren();
    return true;
  }

  @Override
  public void close() throws IOException {
    parser.close();
  }
}
