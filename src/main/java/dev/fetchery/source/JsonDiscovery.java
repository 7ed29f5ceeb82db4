package dev.fetchery.source;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
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

  /** How the document is packed, or null. */
  private @Nullable String codings;

  private boolean asked;
  private @Nullable Document document;
  private @Nullable Reading reading;
  private @Nullable End end;

  JsonDiscovery(Source.Json source, @Nullable String position) {
    this.source = source;
    this.elements = new Elements(source.urlAt(), source.keyAt(), null, Map.of(), source.expectAt());
    this.base = urlOrNull(source.url());
    if (position != null) {
      JsonNode at = Positions.read(position);
      taken = at.path("taken").asLong();
      codings = at.path("codings").textValue();
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
    ItemBatch items = new ItemBatch(maxItems);
    List<Ask> asks = new ArrayList<>();
    if (!asked) {
      asked = true;
      asks.add(
          new Ask(ASK, "GET", source.url(), headers(source.headers()), null, null, true, Ask.ANY));
    } else if (end == null && document != null) {
      take(document, items);
    }
    return new Step(items.items(), position(), asks, List.of(), end);
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
    if (codings != null) {
      at.put("codings", codings);
    }
    return at.put("url", base == null ? null : base.text()).toString();
  }

  private void take(Document fetched, ItemBatch items) {
    try {
      if (reading == null) {
        reading = open(fetched);
      }
      while (reading != null && items.hasRoom() && end == null) {
        step(reading, items);
      }
    } catch (UnpackException e) {
      fail(e.code(), "is " + e.why() + after());
    } catch (FetchedJson.TrailingException e) {
      fail("is " + FetchedJson.why(e));
    } catch (IOException e) {
      fail("is " + FetchedJson.why(e) + after());
    }
  }

  private String after() {
    return taken == 0 ? "" : ", after " + taken + (taken == 1 ? " entry" : " entries");
  }

  private void step(Reading from, ItemBatch items) throws IOException {
    JsonParser parser = from.parser();
    if (JsonPath.isEnd(parser.nextToken())) {
      String twice = JsonPath.leave(parser, JsonPointer.compile(source.at()));
      if (twice == null) {
        end = new End(null);
      } else {
        fail("gives " + twice + " twice, of which only the first was read");
      }
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
      return JsonTree.scalar(parser);
    }
    parser.skipChildren();
    return JsonNodeFactory.instance.nullNode();
  }

  /** Goes to the first entry that was not taken yet; null where that ended the discovery. */
  private @Nullable Reading open(Document fetched) throws IOException {
    WebUrl from = fetched.url() != null ? fetched.url() : base;
    base = from;
    // One kept from an earlier run comes without its head.
    codings = fetched.url() != null ? fetched.codings() : codings;
    JsonParser parser = FetchedJson.parser(fetched.stream(codings), Long.MAX_VALUE);
    try {
      if (!JsonPath.descend(parser, JsonPointer.compile(source.at()))) {
        parser.close();
        return fail("has nothing at " + source.at());
      }
      boolean object = parser.currentToken() == JsonToken.START_OBJECT;
      if (!object && parser.currentToken() != JsonToken.START_ARRAY) {
        parser.close();
        return fail("has neither an object nor an array " + where());
      }
      for (long i = 0; i < taken; i++) {
        if (JsonPath.isEnd(parser.nextToken())) {
          parser.close();
          return fail("became shorter: it no longer has " + taken + " entries");
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
    return source.at().isEmpty() ? "at its root" : "at " + source.at();
  }

  /** Ends the discovery with what is wrong with the document; null, for {@link #open}. */
  private @Nullable Reading fail(String what) {
    return fail(ErrorCode.BAD_DOCUMENT, what);
  }

  private @Nullable Reading fail(ErrorCode code, String what) {
    String document = base == null ? "the document " : "the document " + base + " ";
    end = new End(new Fault(code, document + what));
    return null;
  }

  @Override
  public void answered(int ask, Document answer) {
    if (ask == ASK && document == null) {
      document = answer;
    }
  }

  @Override
  public void failed(int ask, Failure failure) {
    if (ask == ASK && document == null) {
      end = new End(failure.fault());
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
