package dev.fetchery.source;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fetchery.job.Draft;
import dev.fetchery.job.ErrorCode;
import dev.fetchery.job.Fault;
import dev.fetchery.job.Header;
import dev.fetchery.job.Source;
import dev.fetchery.json.FetchedJson;
import dev.fetchery.json.JsonTree;
import dev.fetchery.url.BadUrlException;
import dev.fetchery.url.WebUrl;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads a JSON document whose entries are the items, as a stream: a document of gigabytes takes no
 * more memory than its largest entry. The position is the number of entries taken, with the URL
 * that relative ones are resolved against.
 */
final class JsonDiscovery implements Discovery {
  private static final int ASK = 1;
  private static final int MAX_NODES_IN_ENTRY = 100_000;

  private final Source.Json source;
  private final Elements elements;
  private long taken;
  private @Nullable WebUrl base;
  private boolean asked;
  private @Nullable Document document;
  private @Nullable Reading reading;
  private @Nullable End end;

  JsonDiscovery(Source.Json source, @Nullable String position) {
    this.source = source;
    this.elements = new Elements(source.urlAt(), source.keyAt(), null, Map.of());
    this.base = urlOrNull(source.url());
    if (position != null) {
      JsonNode at = Positions.read(position);
      taken = at.path("taken").asLong();
      base = at.hasNonNull("url") ? urlOrNull(at.path("url").textValue()) : base;
    }
  }

  /**
   * The document being read.
   *
   * @param object whether its entries are the fields of an object, not the elements of an array
   * @param base that relative URLs are resolved against
   */
  private record Reading(JsonParser parser, boolean object, @Nullable WebUrl base) {}

  @Override
  public Step next(int maxItems) {
    List<Draft> items = new ArrayList<>();
    List<Ask> asks = new ArrayList<>();
    if (!asked) {
      asked = true;
      asks.add(
          new Ask(ASK, "GET", source.url(), headers(source.headers()), null, null, true, Ask.ANY));
    } else if (end == null && document != null) {
      take(document, items, maxItems);
    }
    return new Step(items, position(), asks, List.of(), end);
  }

  private static @Nullable WebUrl urlOrNull(String text) {
    try {
      return WebUrl.parse(text);
    } catch (BadUrlException e) {
      return null;
    }
  }

  static List<Header> headers(Map<String, String> headers) {
    List<Header> list = new ArrayList<>();
    new TreeMap<>(headers).forEach((name, value) -> list.add(new Header(name, value)));
    return list;
  }

  private String position() {
    ObjectNode at = JsonNodeFactory.instance.objectNode().put("taken", taken);
    return at.put("url", base == null ? null : base.text()).toString();
  }

  private void take(Document fetched, List<Draft> items, int maxItems) {
    try {
      if (reading == null) {
        reading = open(fetched);
      }
      while (reading != null && items.size() < maxItems && end == null) {
        step(reading, items);
      }
    } catch (IOException e) {
      fail("the document is " + FetchedJson.why(e) + ", after " + taken + " entries");
    }
  }

  private void step(Reading from, List<Draft> items) throws IOException {
    JsonParser parser = from.parser();
    if (isEnd(parser.nextToken())) {
      end = new End(null);
      return;
    }
    if (from.object()) {
      String name = parser.currentName();
      parser.nextToken();
      items.add(Elements.entry(name, stringOrNull(parser), from.base()));
    } else {
      items.add(elements.item(JsonTree.read(parser, MAX_NODES_IN_ENTRY), from.base()));
    }
    taken++;
  }

  private static JsonNode stringOrNull(JsonParser parser) throws IOException {
    if (parser.currentToken() == JsonToken.VALUE_STRING) {
      return JsonTree.read(parser, 1);
    }
    parser.skipChildren();
    return JsonNodeFactory.instance.nullNode();
  }

  /** Goes to the first entry that was not taken yet; null where that ended the discovery. */
  private @Nullable Reading open(Document fetched) throws IOException {
    WebUrl from = fetched.url() != null ? fetched.url() : base;
    base = from;
    JsonParser parser = FetchedJson.parser(fetched.stream(), Long.MAX_VALUE);
    try {
      if (!descend(parser, JsonPointer.compile(source.at()))) {
        parser.close();
        return fail("the document has nothing at " + source.at());
      }
      boolean object = parser.currentToken() == JsonToken.START_OBJECT;
      if (!object && parser.currentToken() != JsonToken.START_ARRAY) {
        parser.close();
        return fail("neither an object nor an array " + where());
      }
      for (long i = 0; i < taken; i++) {
        if (isEnd(parser.nextToken())) {
          parser.close();
          return fail("the document became shorter: it no longer has " + taken + " entries");
        }
        if (object) {
          parser.nextToken();
        }
        parser.skipChildren();
      }
      return new Reading(parser, object, from);
    } catch (IOException e) {
      parser.close();
      throw e;
    }
  }

  private String where() {
    return source.at().isEmpty() ? "in the document" : "at " + source.at() + " of the document";
  }

  /** Moves the parser to the value that the pointer names; false if there is none. */
  private static boolean descend(JsonParser parser, JsonPointer pointer) throws IOException {
    if (pointer.matches()) {
      return true;
    }
    boolean inObject = parser.currentToken() == JsonToken.START_OBJECT;
    if (!inObject && parser.currentToken() != JsonToken.START_ARRAY) {
      return false;
    }
    for (int i = 0; !isEnd(parser.nextToken()); i++) {
      boolean wanted =
          inObject ? pointer.matchesProperty(parser.currentName()) : pointer.matchesElement(i);
      if (inObject) {
        parser.nextToken();
      }
      if (wanted) {
        return descend(parser, pointer.tail());
      }
      parser.skipChildren();
    }
    return false;
  }

  /** Where the bytes end too early, the parser throws. */
  private static boolean isEnd(@Nullable JsonToken token) {
    return token == null || token.isStructEnd();
  }

  /** Ends the discovery with a fault; null, for {@link #open}. */
  private @Nullable Reading fail(String detail) {
    end = new End(new Fault(ErrorCode.BAD_RESPONSE, detail));
    return null;
  }

  @Override
  public void answered(int ask, Document answer) {
    if (ask == ASK && document == null) {
      document = answer;
    }
  }

  @Override
  public void failed(int ask, Fault fault, int sent) {
    if (ask == ASK && document == null) {
      end = new End(fault);
    }
  }

  @Override
  public void close() {
    if (reading != null) {
      try {
        reading.parser().close();
      } catch (IOException e) {
        // The document was only read: nothing is lost.
      }
    }
  }
}
