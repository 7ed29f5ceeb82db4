package dev.fetchery.source;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fetchery.job.Draft;
import dev.fetchery.job.ErrorCode;
import dev.fetchery.job.Fault;
import dev.fetchery.job.Header;
import dev.fetchery.job.Source;
import dev.fetchery.json.FetchedJson;
import dev.fetchery.json.path.JsonPath;
import dev.fetchery.json.path.JsonPlace;
import dev.fetchery.url.BadUrlException;
import dev.fetchery.url.WebUrl;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.Spliterators;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * Reads a JSON document whose entries are the items, as a stream: a document of gigabytes takes no
 * more memory than its largest entry, unless its entries are found by a query that has to look at
 * all of it. The position is the number of entries taken, and of items of the entry after them,
 * with the URL that relative ones are resolved against.
 */
final class JsonDiscovery implements Discovery {
  private static final int ASK = 1;

  private final Source.Json source;
  private final JsonPlace place;
  private final Elements elements;
  private long taken;

  /** Items given of the entry after those. */
  private int given;

  private @Nullable WebUrl base;

  /** How the document is packed, or null. */
  private @Nullable String codings;

  private boolean asked;
  private @Nullable Document document;
  private @Nullable JsonEntries entries;

  /** Items of the entry at hand that were not given yet; null between two entries. */
  private @Nullable Iterator<Draft> left;

  private @Nullable End end;

  /** One whose entries have URLs. */
  JsonDiscovery(
      Source.Json source, Map<String, String> job, Set<String> named, @Nullable String position) {
    this(source, job, named, null, position);
  }

  /**
   * @param job variables of the job, and of the branch that the source expands
   * @param named variables that templates name
   * @param otherUrl template of the URL of entries that have none, or null
   * @param position where an earlier discovery stopped, or null
   */
  JsonDiscovery(
      Source.Json source,
      Map<String, String> job,
      Set<String> named,
      @Nullable String otherUrl,
      @Nullable String position) {
    this.source = source;
    this.place = JsonPlace.parse(source.at());
    this.elements = new Elements(source.places(), otherUrl, job, named);
    this.base = urlOrNull(source.url());
    if (position != null) {
      JsonNode at = Positions.read(position);
      taken = at.path("taken").asLong();
      given = at.path("given").asInt();
      codings = at.path("codings").textValue();
      base = at.hasNonNull("url") ? urlOrNull(at.path("url").textValue()) : base;
    }
  }

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
    if (given > 0) {
      at.put("given", given);
    }
    if (codings != null) {
      at.put("codings", codings);
    }
    return at.put("url", base == null ? null : base.text()).toString();
  }

  private void take(Document fetched, ItemBatch items) {
    try {
      if (entries == null) {
        entries = open(fetched);
      }
      while (entries != null && items.hasRoom() && end == null) {
        step(entries, items);
      }
    } catch (UnpackException e) {
      fail(e.code(), "is " + e.why() + after());
    } catch (JsonEntries.HeldTooLargeException e) {
      fail(ErrorCode.TOO_LARGE, String.valueOf(e.getMessage()));
    } catch (JsonEntries.PlaceException e) {
      fail(String.valueOf(e.getMessage()));
    } catch (JsonPath.TooCostlyException e) {
      fail(ErrorCode.TOO_LARGE, "is too large for " + source.at() + ": " + e.getMessage());
    } catch (FetchedJson.TrailingException e) {
      fail("is " + FetchedJson.why(e));
    } catch (IOException e) {
      fail("is " + FetchedJson.why(e) + after());
    }
  }

  private String after() {
    return taken == 0 ? "" : ", after " + taken + (taken == 1 ? " entry" : " entries");
  }

  private void step(JsonEntries from, ItemBatch items) throws IOException {
    if (left == null) {
      JsonEntries.Entry entry = from.next();
      if (entry == null) {
        end = new End(null);
        return;
      }
      left = itemsOf(entry);
      for (int i = 0; i < given && left.hasNext(); i++) {
        left.next();
      }
    }
    while (left.hasNext() && items.hasRoom()) {
      items.add(left.next());
      given++;
    }
    if (!left.hasNext()) {
      left = null;
      given = 0;
      taken++;
    }
  }

  private Iterator<Draft> itemsOf(JsonEntries.Entry entry) {
    if (entry.name() != null && place.isSingular() && elements.wantTexts()) {
      return List.of(Elements.entry(entry.name(), entry.value(), base)).iterator();
    }
    Stream<JsonNode> selected =
        place.goesByChild() ? place.ofChild(entry.value()).stream() : Stream.of(entry.value());
    return selected.flatMap(value -> stream(elements.items(entry.name(), value, base))).iterator();
  }

  private static Stream<Draft> stream(Iterator<Draft> items) {
    return StreamSupport.stream(Spliterators.spliteratorUnknownSize(items, 0), false);
  }

  /** Goes to the first entry that was not taken yet; null where that ended the discovery. */
  private @Nullable JsonEntries open(Document fetched) throws IOException {
    base = fetched.url() != null ? fetched.url() : base;
    // One kept from an earlier run comes without its head.
    codings = fetched.url() != null ? fetched.codings() : codings;
    JsonParser parser = FetchedJson.parser(fetched.lastingStream(codings), Long.MAX_VALUE);
    try {
      JsonEntries opened = JsonEntries.open(parser, place, elements.wantTexts());
      for (long i = 0; i < taken; i++) {
        if (!opened.skip()) {
          parser.close();
          return fail("became shorter: it no longer has " + taken + " entries");
        }
      }
      return opened;
    } catch (IOException | RuntimeException e) {
      parser.close();
      throw e;
    }
  }

  /** Ends the discovery with what is wrong with the document; null, for {@link #open}. */
  private @Nullable JsonEntries fail(String what) {
    return fail(ErrorCode.BAD_DOCUMENT, what);
  }

  private @Nullable JsonEntries fail(ErrorCode code, String what) {
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
    if (entries != null) {
      try {
        entries.close();
      } catch (IOException e) {
        // The document was only read: nothing is lost.
      }
    }
  }
}
