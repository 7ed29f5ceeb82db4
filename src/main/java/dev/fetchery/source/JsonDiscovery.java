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
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A JSON document whose entries are the items, read as a stream: a document of gigabytes takes no
 * more memory than its largest entry. The position is how many entries were taken, with the URL
 * that relative ones are resolved against.
 */
final class JsonDiscovery implements Discovery {
  private static final int ASK = 1;
  private static final int MAX_NODES_IN_ENTRY = 100_000;

  private final Source.Json source;
  private final Elements elements;
  private long taken;
  private String base;
  private boolean asked;
  private Document document;
  private JsonParser parser;
  private boolean object;
  private End end;

  JsonDiscovery(Source.Json source, String position) {
    this.source = source;
    this.elements = new Elements(source.urlAt(), source.keyAt(), null, Map.of());
    if (position != null) {
      JsonNode at = Positions.read(position);
      taken = at.path("taken").asLong();
      base = at.path("url").textValue();
    }
  }

  @Override
  public Step next(int maxItems) {
    List<Draft> items = new ArrayList<>();
    List<Ask> asks = new ArrayList<>();
    if (!asked) {
      asked = true;
      asks.add(
          new Ask(ASK, "GET", source.url(), headers(source.headers()), null, null, true, Ask.ANY));
    } else if (end == null && document != null) {
      take(items, maxItems);
    }
    return new Step(items, position(), asks, List.of(), end);
  }

  static List<Header> headers(Map<String, String> headers) {
    List<Header> list = new ArrayList<>();
    new TreeMap<>(headers).forEach((name, value) -> list.add(new Header(name, value)));
    return list;
  }

  private String position() {
    ObjectNode at = JsonNodeFactory.instance.objectNode().put("taken", taken);
    return at.put("url", base).toString();
  }

  private void take(List<Draft> items, int maxItems) {
    try {
      if (parser == null && !open()) {
        return;
      }
      while (items.size() < maxItems && end == null) {
        step(items);
      }
    } catch (IOException e) {
      fail("the document is " + JsonTree.why(e) + ", after " + taken + " entries");
    }
  }

  private void step(List<Draft> items) throws IOException {
    if (isEnd(parser.nextToken())) {
      end = new End(null);
      return;
    }
    if (object) {
      String name = parser.currentName();
      parser.nextToken();
      items.add(Elements.entry(name, stringOrNull(), base));
    } else {
      items.add(elements.item(JsonTree.read(parser, MAX_NODES_IN_ENTRY), base));
    }
    taken++;
  }

  private JsonNode stringOrNull() throws IOException {
    if (parser.currentToken() == JsonToken.VALUE_STRING) {
      return JsonTree.read(parser, 1);
    }
    parser.skipChildren();
    return JsonNodeFactory.instance.nullNode();
  }

  /** Goes to the first entry that was not taken yet; false where that ended the discovery. */
  private boolean open() throws IOException {
    base = document.url() == null ? base : document.url();
    parser = JsonTree.parser(stream(), Long.MAX_VALUE);
    if (parser.nextToken() == null) {
      throw new JsonTree.EmptyException();
    }
    if (!descend(JsonPointer.compile(source.at()))) {
      return fail("the document has nothing at " + source.at());
    }
    object = parser.currentToken() == JsonToken.START_OBJECT;
    if (!object && parser.currentToken() != JsonToken.START_ARRAY) {
      return fail("neither an object nor an array " + where());
    }
    for (long i = 0; i < taken; i++) {
      if (isEnd(parser.nextToken())) {
        return fail("the document became shorter: it no longer has " + taken + " entries");
      }
      if (object) {
        parser.nextToken();
      }
      parser.skipChildren();
    }
    return true;
  }

  private InputStream stream() throws IOException {
    return document.file() == null
        ? new ByteArrayInputStream(document.body())
        : Files.newInputStream(document.file());
  }

  private String where() {
    return source.at().isEmpty() ? "in the document" : "at " + source.at() + " of the document";
  }

  /** Moves the parser to the value that the rest of the pointer names; false if there is none. */
  private boolean descend(JsonPointer rest) throws IOException {
    if (rest.matches()) {
      return true;
    }
    boolean inObject = parser.currentToken() == JsonToken.START_OBJECT;
    if (!inObject && parser.currentToken() != JsonToken.START_ARRAY) {
      return false;
    }
    for (int i = 0; !isEnd(parser.nextToken()); i++) {
      boolean wanted =
          inObject ? rest.matchesProperty(parser.currentName()) : rest.matchesElement(i);
      if (inObject) {
        parser.nextToken();
      }
      if (wanted) {
        return descend(rest.tail());
      }
      parser.skipChildren();
    }
    return false;
  }

  /** Where the bytes end too early, the parser says so itself. */
  private static boolean isEnd(JsonToken token) {
    return token == null || token.isStructEnd();
  }

  private boolean fail(String detail) {
    end = new End(new Fault(ErrorCode.BAD_RESPONSE, detail));
    return false;
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
    if (parser != null) {
      try {
        parser.close();
      } catch (IOException e) {
        // It was only read: nothing is lost.
      }
    }
  }
}
