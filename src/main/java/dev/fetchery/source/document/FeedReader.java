package dev.fetchery.source.document;

import dev.fetchery.url.WebUrl;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The enclosures of a feed: RSS 2.0 (also 1.0), Atom (RFC 4287). Feeds call the same things by many
 * names: where an item has no enclosure, its media contents (Media RSS) count, and else what a
 * catalog (OPDS 1.2, 5.3) gives away at once.
 */
final class FeedReader implements DocumentReader {
  /** Relations of links to a publication itself; those for sale or to be lent are not had so. */
  private static final Set<String> ACQUISITIONS =
      Set.of("http://opds-spec.org/acquisition", "http://opds-spec.org/acquisition/open-access");

  private final Xml xml;
  private final WebUrl url;
  private final Deque<Found> ready = new ArrayDeque<>();

  /**
   * @param url of the document
   */
  FeedReader(InputStream document, WebUrl url) throws IOException {
    this.xml = new Xml(document, "a feed", Set.of("rss", "feed", "RDF"));
    this.url = url;
  }

  @Override
  public @Nullable Found next() throws IOException {
    while (ready.isEmpty()) {
      String name = xml.nextStart();
      if (name == null) {
        return null;
      }
      if (name.equals("item") || name.equals("entry")) {
        readItem();
      }
    }
    return ready.poll();
  }

  /** The files of one item: each reference once, in order, with its size where told. */
  private void readItem() throws IOException {
    int own = xml.depth();
    Map<String, String> fields = new HashMap<>();
    Map<String, String> enclosures = new LinkedHashMap<>();
    Map<String, String> media = new LinkedHashMap<>();
    Map<String, String> publications = new LinkedHashMap<>();
    for (String name = xml.nextStart(own); name != null; name = xml.nextStart(own)) {
      switch (name) {
        case "title", "guid", "id" -> text(name, fields, own);
        case "pubDate", "published", "date" -> date(fields);
        case "enclosure" -> {
          // RSS 1.0 names it as RDF does.
          String file = xml.attribute("url");
          add(enclosures, file == null ? xml.attribute("resource") : file, "length");
        }
        case "link" -> {
          String relation = xml.attribute("rel");
          if ("enclosure".equals(relation)) {
            add(enclosures, xml.attribute("href"), "length");
          } else if (relation != null && ACQUISITIONS.contains(relation) && !leadsToAFeed()) {
            add(publications, xml.attribute("href"), "length");
          }
        }
        case "content" -> add(media, xml.attribute("url"), "fileSize");
        default -> {
          // Nothing that a file is named or dated by.
        }
      }
    }
    Map<String, String> files = media.isEmpty() ? publications : media;
    (enclosures.isEmpty() ? files : enclosures)
        .forEach((reference, size) -> ready.add(entry(reference, size, fields)));
  }

  private boolean leadsToAFeed() {
    String type = xml.attribute("type");
    return type != null && type.startsWith("application/atom+xml");
  }

  private void text(String name, Map<String, String> fields, int item) throws IOException {
    boolean ofItem = xml.depth() == item + 1 && !xml.namespace().contains("mrss");
    String text = xml.text();
    if (ofItem && !text.isEmpty()) {
      fields.putIfAbsent(name.equals("id") ? "guid" : name, text);
    }
  }

  private void date(Map<String, String> fields) throws IOException {
    Dates.rfc3339(xml.text()).ifPresent(date -> fields.putIfAbsent("published", date));
  }

  private void add(Map<String, String> files, @Nullable String reference, String sizeAttribute) {
    if (reference != null) {
      String size = xml.attribute(sizeAttribute);
      files.putIfAbsent(
          xml.resolved(reference, url), size == null || !Numbers.isCount(size) ? "" : size);
    }
  }

  private static Found entry(String reference, String size, Map<String, String> item) {
    Map<String, String> fields = new HashMap<>(item);
    if (!size.isEmpty() && !size.equals("0")) {
      fields.put("size", size);
      fields.put("length", size);
    }
    return new Found.Entry(reference, null, fields, Map.of(), List.of());
  }

  @Override
  public void close() throws IOException {
    xml.close();
  }
}
