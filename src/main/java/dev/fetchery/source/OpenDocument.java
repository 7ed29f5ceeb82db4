package dev.fetchery.source;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fetchery.job.Draft;
import dev.fetchery.source.Discovery.Document;
import dev.fetchery.source.document.BadDocumentException;
import dev.fetchery.source.document.DocumentReader;
import dev.fetchery.source.document.DocumentReaders;
import dev.fetchery.source.document.Found;
import dev.fetchery.url.BadUrlException;
import dev.fetchery.url.WebUrl;
import java.io.IOException;
import java.util.Collections;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/** One of the documents of a listing: asked for, fetched, read as far as its entries were taken. */
final class OpenDocument {
  private final int number;
  private final String url;
  private final int depth;

  /** Of a directory: URL of the index that lists it; null of the first document. */
  private final @Nullable String listedBy;

  /** Levels that a redirect led further down than its index said. */
  private int further;

  private long taken;

  /** Items handed out of the last element taken, which has more. */
  private int given;

  /** The items of that element that are left. */
  private Iterator<Draft> left = Collections.emptyIterator();

  /** The URL it came from and its media type, known once it was fetched. */
  private @Nullable String from;

  private String contentType = "";

  /** How it is packed, or null. */
  private @Nullable String codings;

  private boolean asked;
  private @Nullable Document document;
  private @Nullable DocumentReader reader;
  private @Nullable WebUrl base;

  /**
   * @param number by which it is asked for, and its file is named
   * @param depth how many documents led to it
   * @param listedBy URL of the document that listed it, or null
   */
  OpenDocument(int number, String url, int depth, @Nullable String listedBy) {
    this.number = number;
    this.url = url;
    this.depth = depth;
    this.listedBy = listedBy;
  }

  /** The same document, to be asked for anew. */
  OpenDocument again(int other) {
    return new OpenDocument(other, url, depth, listedBy);
  }

  static OpenDocument ofPosition(JsonNode at) {
    OpenDocument document =
        new OpenDocument(
            at.path("n").asInt(),
            at.path("url").asText(),
            at.path("depth").asInt(),
            at.path("by").textValue());
    document.taken = at.path("taken").asLong();
    document.given = at.path("given").asInt();
    document.from = at.path("from").textValue();
    document.contentType = at.path("type").asText("");
    document.codings = at.path("codings").textValue();
    return document;
  }

  ObjectNode toPosition() {
    ObjectNode at = JsonNodeFactory.instance.objectNode();
    at.put("n", number).put("url", url).put("depth", depth);
    if (listedBy != null) {
      at.put("by", listedBy);
    }
    // An element is taken when all its items are.
    at.put("taken", left.hasNext() ? taken - 1 : taken);
    if (left.hasNext() && given > 0) {
      at.put("given", given);
    }
    if (codings != null) {
      at.put("codings", codings);
    }
    return from == null ? at : at.put("from", from).put("type", contentType);
  }

  int number() {
    return number;
  }

  String url() {
    return url;
  }

  /** Its URL without what may be secret. */
  String shown() {
    try {
      return WebUrl.parse(url).toString();
    } catch (BadUrlException e) {
      return "a document";
    }
  }

  int depth() {
    return depth + further;
  }

  @Nullable String listedBy() {
    return listedBy;
  }

  /** A redirect led to where more levels are above it. */
  void ledFurther(int levels) {
    further = levels;
  }

  /** Whether it is to be asked for; true once. */
  boolean ask() {
    boolean first = !asked;
    asked = true;
    return first;
  }

  boolean isFetched() {
    return document != null;
  }

  void fetched(Document answer) {
    document = answer;
    if (answer.url() != null) {
      from = answer.url().text();
      codings = answer.codings();
      contentType =
          answer.headers().stream()
              .filter(header -> header.name().equals("content-type"))
              .map(dev.fetchery.job.Header::value)
              .findFirst()
              .orElse("");
    }
  }

  /**
   * What it lists next, or null at its end.
   *
   * @param recurse levels of directories that are read
   * @throws IOException if it cannot be read, or is not what it should be
   */
  @Nullable Found next(DocumentReaders.Options options, int recurse) throws IOException {
    if (reader == null) {
      reader = open(options, recurse);
    }
    Found found = reader.next();
    if (found != null) {
      taken++;
    }
    return found;
  }

  private DocumentReader open(DocumentReaders.Options options, int recurse) throws IOException {
    if (document == null) {
      throw new IllegalStateException("the document was not fetched");
    }
    WebUrl own = parsed(reached());
    DocumentReader opened =
        DocumentReaders.open(
            document.lastingStream(codings), contentType, own, options, depth() < recurse);
    base = own;
    try {
      for (long i = 0; i < taken; i++) {
        if (opened.next() == null) {
          break;
        }
      }
      return opened;
    } catch (IOException e) {
      opened.close();
      throw e;
    }
  }

  private static WebUrl parsed(String text) throws IOException {
    try {
      return WebUrl.parse(text);
    } catch (BadUrlException e) {
      throw new IOException(e.why(), e);
    }
  }

  /** What the last element taken holds. */
  void gives(Iterator<Draft> items) {
    left = items;
    for (int i = 0; i < given && left.hasNext(); i++) {
      left.next();
    }
    given = left.hasNext() ? given : 0;
  }

  /** Whether there is an item left of that element. */
  boolean hasGiven() {
    return left.hasNext();
  }

  /** The next one. */
  Draft given() {
    Draft item = left.next();
    given = left.hasNext() ? given + 1 : 0;
    return item;
  }

  /** A reference in it, made absolute; what the document says of its base counts. */
  String resolved(String reference) {
    String told = reader == null ? null : reader.base();
    if (base == null) {
      return reference;
    }
    String from = told == null ? base.text() : base.resolve(told);
    return WebUrl.problem(from) == null ? resolve(from, reference) : base.resolve(reference);
  }

  private static String resolve(String from, String reference) {
    try {
      return WebUrl.parse(from).resolve(reference);
    } catch (BadUrlException e) {
      return reference;
    }
  }

  /** Its URL after redirects, as far as it was fetched. */
  String reached() {
    return from == null ? url : from;
  }

  /** Its URL as it was reached, for resolving what is not in it. */
  @Nullable WebUrl base() {
    return base;
  }

  /** Stops reading it. */
  void close() {
    try {
      if (reader != null) {
        reader.close();
      }
    } catch (IOException e) {
      // It was only read: nothing is lost.
    }
  }

  /** Why it cannot be read, in one line, to follow its name. */
  static String why(IOException e) {
    return e instanceof BadDocumentException
        ? String.valueOf(e.getMessage())
        : "it cannot be read: " + e.getClass().getSimpleName();
  }
}
