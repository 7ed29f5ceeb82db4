package dev.fetchery.coordinator.attempt;

import dev.fetchery.job.Source;
import dev.fetchery.url.BadUrlException;
import dev.fetchery.url.WebUrl;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which origins a job's source names itself, and which an answer chose. User info that is written
 * in a template is the job's, and not for a host that an answer chose.
 */
final class SourceOrigins {
  /** As far as the job itself names them; null where it names the items. */
  private final @Nullable Set<String> documents;

  /** Whether user info of a document's URL may be written in the job. */
  private final boolean documentsHaveUserInfo;

  /** That of the items' template as far as the job names it; null where they have URLs. */
  private final @Nullable String items;

  private final boolean itemsHaveUserInfo;

  SourceOrigins(Source source) {
    Set<String> origins = new HashSet<>();
    boolean fetched = false;
    boolean userInfo = false;
    for (Source level : source.levels()) {
      String url = documentTemplate(level.leaf());
      if (url != null) {
        fetched = true;
        origins.add(fixed(url));
        userInfo |= mayWriteUserInfo(url);
      }
    }
    documents = fetched ? origins : null;
    documentsHaveUserInfo = userInfo;
    String template = itemTemplate(source.leaf());
    items = template == null ? null : fixed(template);
    itemsHaveUserInfo = template != null && mayWriteUserInfo(template);
  }

  /** Whether answers name the items, or those that do. */
  boolean readsDocuments() {
    return documents != null;
  }

  /** Whether the job's headers, meant for the documents that it names, may not go there. */
  boolean isForeign(String origin) {
    return documents != null && !documents.contains(origin);
  }

  /** Whether the user info of an item's URL may be the job's, and the host an answer's choice. */
  boolean withholdsFromItem(String origin) {
    return itemsHaveUserInfo && isForeign(origin) && !origin.equals(items);
  }

  /** The same of a document's URL. */
  boolean withholdsFromDocument(String origin) {
    return documentsHaveUserInfo && isForeign(origin);
  }

  /** The URL, or its template, of the documents that a source reads; null where it reads none. */
  private static @Nullable String documentTemplate(Source leaf) {
    if (leaf instanceof Source.Json json) {
      return json.url();
    }
    if (leaf instanceof Source.Pages pages) {
      return pages.request().url();
    }
    return leaf instanceof Source.Document document ? document.url() : null;
  }

  /** The template of the items' URLs, or null where the source has them. */
  private static @Nullable String itemTemplate(Source leaf) {
    if (leaf instanceof Source.Json json) {
      return json.places().itemUrl();
    }
    if (leaf instanceof Source.Pages pages) {
      return pages.places().itemUrl();
    }
    if (leaf instanceof Source.Template template) {
      return template.url();
    }
    return leaf instanceof Source.Document document ? document.places().itemUrl() : null;
  }

  /** Whether any of a URL's user info may be written in its template. */
  static boolean mayWriteUserInfo(String template) {
    String written = template.replaceAll("\\{[^}]*}", "{");
    return written.indexOf('@') >= 0 || !written.contains("//{") && !written.startsWith("{");
  }

  /** Origin of a URL template, if it is fixed before the first variable; else empty. */
  static String fixed(String template) {
    int variable = template.indexOf('{');
    return of(variable < 0 ? template : template.substring(0, variable));
  }

  /** Empty, which no URL's origin equals, where the text is no URL. */
  static String of(String text) {
    try {
      return WebUrl.parse(text).origin();
    } catch (BadUrlException e) {
      return "";
    }
  }
}
