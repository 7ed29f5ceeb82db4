package dev.fetchery.source.document;

import dev.fetchery.url.BadUrlException;
import dev.fetchery.url.Percent;
import dev.fetchery.url.WebUrl;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An index page that a web server made of a directory: the links to what lies directly below the
 * page's own path. Links to parents, to other orders of the same page and to elsewhere are none.
 */
final class DirectoryReader implements DocumentReader {
  private final HtmlReader links;
  private final WebUrl page;
  private final IndexDirectory directory;
  private final boolean recurse;

  /** Names that were listed; an index links a name and its icon alike. */
  private final Set<String> listed = new HashSet<>();

  /**
   * @param page URL of the index, after redirects
   * @param recurse whether directories in it are branches; else they are left out
   */
  DirectoryReader(InputStream document, Charset charset, WebUrl page, boolean recurse) {
    this.links = new HtmlReader(document, charset, "a[href]", "href");
    this.page = page;
    this.directory = IndexDirectory.of(page);
    this.recurse = recurse;
  }

  @Override
  public @Nullable Found next() throws IOException {
    for (Found link = links.next(); link != null; link = links.next()) {
      if (link instanceof Found.Entry entry) {
        Found below = below(entry.reference());
        if (below != null) {
          return below;
        }
      }
    }
    return null;
  }

  private @Nullable Found below(String reference) {
    try {
      WebUrl target = WebUrl.parse(resolved(reference));
      String below = directory.below(target);
      String name = below == null ? "" : below;
      int slash = name.indexOf('/');
      boolean folder = slash >= 0 && slash == name.length() - 1;
      boolean here = !name.isEmpty() && (slash < 0 || folder) && !References.hasQuery(target);
      if (!here || !listed.add(name)) {
        return null;
      }
      return folder ? folder(target) : file(target, Percent.decode(name));
    } catch (BadUrlException e) {
      return null;
    }
  }

  /** By what the page says of its base, as a browser does. */
  private String resolved(String reference) throws BadUrlException {
    String told = links.base();
    String from = told == null ? page.text() : page.resolve(told);
    return (WebUrl.problem(from) == null ? WebUrl.parse(from) : page).resolve(reference);
  }

  private @Nullable Found folder(WebUrl target) {
    return recurse ? new Found.Branch(target.text()) : null;
  }

  private static Found file(WebUrl target, String name) {
    return new Found.Entry(target.text(), name, Map.of("name", name), Map.of(), List.of());
  }

  @Override
  public void close() throws IOException {
    links.close();
  }
}
