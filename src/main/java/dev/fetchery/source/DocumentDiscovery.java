package dev.fetchery.source;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fetchery.job.DocumentFormat;
import dev.fetchery.job.Draft;
import dev.fetchery.job.ErrorCode;
import dev.fetchery.job.Fault;
import dev.fetchery.job.Header;
import dev.fetchery.job.Source;
import dev.fetchery.source.document.DocumentReaders;
import dev.fetchery.source.document.Found;
import dev.fetchery.url.WebUrl;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads a document that lists files, and those that it leads to: directories of an index, sitemaps
 * of an index, the next page of a bucket. Depth first, so that no more documents are open than the
 * listing is deep, and items keep the order of their documents.
 *
 * <p>The position is the documents being read, the innermost first, with the entries taken of each.
 * One that failed is kept in it, ends no other, and is read again when the discovery is resumed.
 */
final class DocumentDiscovery implements Discovery {
  private final Source.Document source;
  private final DocumentReaders.Options options;
  private final Elements elements;
  private final List<Header> headers;
  private final Deque<OpenDocument> open = new ArrayDeque<>();
  private final FailedParts<OpenDocument> failed = new FailedParts<>(OpenDocument::shown);
  private final DocumentWalk walk;

  /** Continuations read: one that comes again would never end. */
  private final Set<String> continuations = new HashSet<>();

  /** Documents that were read, whose files can go. */
  private final List<Integer> read = new ArrayList<>();

  private int lastNumber;
  private @Nullable End end;

  /** One whose entries have URLs. */
  DocumentDiscovery(
      Source.Document source,
      Map<String, String> job,
      Set<String> named,
      @Nullable String position) {
    this(source, job, named, null, position);
  }

  /**
   * @param job variables of the job, and of the branch that the source expands
   * @param named variables that templates name
   * @param otherUrl template of the URL of entries that have none, or null
   * @param position where an earlier discovery stopped, or null
   * @throws IllegalArgumentException if the position is not one of this source's
   */
  DocumentDiscovery(
      Source.Document source,
      Map<String, String> job,
      Set<String> named,
      @Nullable String otherUrl,
      @Nullable String position) {
    this.source = source;
    this.options =
        new DocumentReaders.Options(
            source.format(),
            source.select(),
            source.attribute(),
            source.places().itemUrl() != null);
    this.elements = new Elements(source.places(), otherUrl, job, named);
    this.headers = JsonDiscovery.headers(source.headers());
    this.walk =
        source.format() == DocumentFormat.DIRECTORY
            ? new DirectoryWalk(source.recurse())
            : new SitemapWalk();
    if (position == null) {
      open.push(begun(new OpenDocument(++lastNumber, source.url(), 0, null)));
    } else {
      resume(Positions.read(position));
    }
  }

  private void resume(JsonNode at) {
    lastNumber = at.path("last").asInt();
    at.path("open").forEach(one -> open.addLast(begun(OpenDocument.ofPosition(one))));
    failed.restore(at, one -> begun(OpenDocument.ofPosition(one)));
    if (open.isEmpty()) {
      open.addAll(failed.take());
    }
  }

  private OpenDocument begun(OpenDocument document) {
    walk.begin(document);
    return document;
  }

  private String position() {
    ObjectNode at = JsonNodeFactory.instance.objectNode().put("last", lastNumber);
    open.forEach(one -> at.withArray("open").add(one.toPosition()));
    failed.writeTo(at, OpenDocument::toPosition);
    return at.toString();
  }

  @Override
  public boolean mayRepeat() {
    return true;
  }

  @Override
  public Step next(int maxItems) {
    List<Draft> items = new ArrayList<>();
    List<Ask> asks = new ArrayList<>();
    while (items.size() < maxItems && end == null && asks.isEmpty()) {
      OpenDocument document = open.peek();
      if (document == null) {
        end = new End(failed.told(null));
      } else if (document.ask()) {
        asks.add(ask(document));
      } else if (!document.isFetched()) {
        break;
      } else if (document.hasGiven()) {
        give(document, items, maxItems);
      } else {
        read(document, items);
      }
    }
    List<Integer> drops = List.copyOf(read);
    read.clear();
    return new Step(items, position(), asks, drops, end);
  }

  private void close(OpenDocument document) {
    open.remove(document);
    document.close();
    read.add(document.number());
  }

  private Ask ask(OpenDocument document) {
    return new Ask(document.number(), "GET", document.url(), headers, null, null, true, Ask.ANY);
  }

  private void read(OpenDocument document, List<Draft> items) {
    try {
      Found found = document.next(options, source.recurse());
      if (found == null) {
        close(document);
      } else {
        take(document, found, items);
      }
    } catch (UnpackException e) {
      fail(document, new Fault(e.code(), "it is " + e.why()));
    } catch (IOException e) {
      fail(document, new Fault(ErrorCode.BAD_DOCUMENT, OpenDocument.why(e)));
    }
  }

  private void take(OpenDocument document, Found found, List<Draft> items) {
    if (found instanceof Found.Entry entry) {
      items.add(item(document, entry));
    } else if (found instanceof Found.Element element) {
      document.gives(elements.items(null, element.value(), document.base()));
    } else if (found instanceof Found.Bad bad) {
      items.add(DraftFactory.failed(null, "", Map.of(), ErrorCode.BAD_DOCUMENT, bad.detail()));
    } else if (found instanceof Found.Branch branch) {
      enter(document, branch.reference());
    } else if (found instanceof Found.Continuation next) {
      goOn(document, next.reference());
    }
  }

  /** Hands out items of the element at hand, as far as there is room. */
  private static void give(OpenDocument document, List<Draft> items, int maxItems) {
    while (document.hasGiven() && items.size() < maxItems) {
      items.add(document.given());
    }
  }

  private Draft item(OpenDocument document, Found.Entry entry) {
    Map<String, String> said = said(entry);
    if (source.places().itemUrl() != null) {
      Map<String, String> fields = new HashMap<>(entry.fields());
      fields.putIfAbsent("value", entry.reference());
      Draft made = elements.made(entry.key(), fields, document.base());
      return DraftFactory.expecting(made, said, List.of());
    }
    if (Elements.stripped(entry.reference()).isEmpty()) {
      return DraftFactory.failed(
          entry.key(), "", entry.fields(), ErrorCode.BAD_URL, "the URL is empty");
    }
    List<String> urls = urls(document, entry);
    Draft draft = DraftFactory.of(entry.key(), urls.get(0), entry.fields());
    return DraftFactory.expecting(draft, said, urls.subList(1, urls.size()));
  }

  /** What an entry is expected to be: by its format, and by what the job says of its fields. */
  private Map<String, String> said(Found.Entry entry) {
    if (source.places().expectAt().isEmpty()) {
      return entry.expected();
    }
    ObjectNode fields = JsonNodeFactory.instance.objectNode();
    entry.fields().forEach(fields::put);
    Map<String, String> said = new HashMap<>(entry.expected());
    said.putAll(elements.said(fields));
    return said;
  }

  /** Where its file is: what can be fetched, or else its first reference alone. */
  private static List<String> urls(OpenDocument document, Found.Entry entry) {
    String first = document.resolved(Elements.stripped(entry.reference()));
    if (entry.mirrors().isEmpty()) {
      return List.of(first);
    }
    Set<String> urls = new LinkedHashSet<>(List.of(first));
    for (String mirror : entry.mirrors()) {
      if (!mirror.isBlank()) {
        urls.add(document.resolved(Elements.stripped(mirror)));
      }
    }
    // Metalinks name the same file at ftp:// too.
    urls.removeIf(url -> WebUrl.problem(url) != null);
    return urls.isEmpty() ? List.of(first) : List.copyOf(urls);
  }

  private void enter(OpenDocument from, String reference) {
    String url = from.resolved(Elements.stripped(reference));
    OpenDocument next = new OpenDocument(++lastNumber, url, from.depth() + 1, from.reached());
    DocumentWalk.Verdict verdict = walk.enter(next);
    if (verdict instanceof DocumentWalk.Refuse refused) {
      failed(next, refused.why());
    } else if (verdict instanceof DocumentWalk.Read) {
      open.push(next);
    }
  }

  private void goOn(OpenDocument from, String reference) {
    String url = from.resolved(reference);
    close(from);
    OpenDocument next = new OpenDocument(++lastNumber, url, from.depth(), null);
    if (continuations.add(url)) {
      open.push(next);
    } else {
      failed(next, new Fault(ErrorCode.BAD_DOCUMENT, "the listing goes on where it was before"));
    }
  }

  private void fail(OpenDocument document, Fault why) {
    close(document);
    failed(document.again(++lastNumber), why);
  }

  private void failed(OpenDocument document, Fault why) {
    String named = document.depth() == 0 ? why.detail() : document.shown() + ": " + why.detail();
    failed.add(document, new Fault(why.code(), named));
  }

  @Override
  public void answered(int ask, Document answer) {
    OpenDocument document = open.peek();
    if (document == null || document.number() != ask) {
      return;
    }
    document.fetched(answer);
    DocumentWalk.Verdict verdict = walk.judge(document);
    if (verdict instanceof DocumentWalk.Refuse refused) {
      fail(document, refused.why());
    } else if (verdict instanceof DocumentWalk.PassOver) {
      close(document);
    }
  }

  @Override
  public void failed(int ask, Failure failure) {
    OpenDocument document = open.peek();
    if (document != null && document.number() == ask) {
      // It says what was asked for.
      close(document);
      failed.add(document.again(++lastNumber), failure.fault());
    }
  }

  @Override
  public void close() {
    open.forEach(OpenDocument::close);
  }
}
