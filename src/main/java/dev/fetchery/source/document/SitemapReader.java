package dev.fetchery.source.document;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A sitemap, or an index of sitemaps, as sitemaps.org (protocol 0.9) has them. */
final class SitemapReader implements DocumentReader {
  private final Xml xml;

  SitemapReader(InputStream document) throws IOException {
    this.xml = new Xml(document, "a sitemap", Set.of("urlset", "sitemapindex"));
  }

  @Override
  public @Nullable Found next() throws IOException {
    for (String name = xml.nextStart(); name != null; name = xml.nextStart()) {
      if (name.equals("url") || name.equals("sitemap")) {
        Found found = read(name.equals("sitemap"));
        if (found != null) {
          return found;
        }
      }
    }
    return null;
  }

  /** Only its own children count: pictures and videos inside have a {@code loc} as well. */
  private @Nullable Found read(boolean sitemap) throws IOException {
    int own = xml.depth();
    String reference = "";
    String lastmod = "";
    for (String name = xml.nextStart(own); name != null; name = xml.nextStart(own)) {
      boolean direct = xml.depth() == own + 1;
      if (direct && name.equals("loc")) {
        reference = xml.text();
      } else if (direct && name.equals("lastmod")) {
        lastmod = Dates.rfc3339(xml.text()).orElse("");
      }
    }
    if (reference.isEmpty()) {
      return null;
    }
    Map<String, String> fields = lastmod.isEmpty() ? Map.of() : Map.of("lastmod", lastmod);
    return sitemap
        ? new Found.Branch(reference)
        : new Found.Entry(reference, null, fields, Map.of(), List.of());
  }

  @Override
  public void close() throws IOException {
    xml.close();
  }
}
