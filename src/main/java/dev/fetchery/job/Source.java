package dev.fetchery.job;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where the items of a job come from. */
public sealed interface Source {
  /** Levels of a chain at most: the source whose entries are items, and those above it. */
  int MAX_LEVELS = 4;

  /** The source that names the items themselves, without what selects among them. */
  default Source leaf() {
    return this;
  }

  /** The sources of a chain from the first one asked to the one that names the items. */
  default List<Source> levels() {
    return List.of(this);
  }

  /** Entries written out in the job; at least one. */
  record Urls(List<UrlEntry> urls) implements Source {
    public Urls {
      urls = List.copyOf(urls);
    }
  }

  /**
   * A list that was streamed to disk when the job was posted.
   *
   * @param format how its lines are read
   * @param file name of the spooled file inside the data directory
   * @param items how many it lists
   * @param reading what else its post said of how it is read
   */
  record Manifest(Format format, String file, long items, Reading reading) implements Source {
    /** One of which nothing else was said. */
    public Manifest(Format format, String file, long items) {
      this(format, file, items, Reading.PLAIN);
    }

    /** The same content in another file. */
    public Manifest in(String other) {
      return new Manifest(format, other, items, reading);
    }

    /**
     * How a list is read, beside its format.
     *
     * @param urlColumn the column, or field, that holds the URL, or null for {@code url}
     * @param failsBadLines whether a bad line is an item that fails, and not the end of the list
     */
    public record Reading(@Nullable String urlColumn, boolean failsBadLines) {
      public static final Reading PLAIN = new Reading(null, false);
    }

    /** How the lines of a manifest are read. */
    public enum Format {
      TEXT,
      NDJSON,
      CSV,
      /** As CSV, by tabs. */
      TSV;

      /** Whether its first line names the columns of the others. */
      public boolean isTable() {
        return this == CSV || this == TSV;
      }

      /** What stands between the cells of a table. */
      public char separator() {
        return this == TSV ? '\t' : ',';
      }
    }
  }

  /**
   * A JSON document whose entries are the items.
   *
   * <p>A place is a JSON Pointer (RFC 6901), or a JSONPath (RFC 9535) that begins with {@code $}.
   *
   * @param at place of the object or array; empty is the root
   * @param urlAt place of the URL inside each element, or null
   * @param keyAt place of the key inside each element, or null
   * @param headers sent with this document's request alone
   * @param expectAt places of what each element says of its item's body, by the names that an entry
   *     has for it
   * @param itemUrl template over {@code value} and the element's scalars, or null
   * @param each place of a list or map inside each element, whose members are the items, or null
   */
  record Json(
      String url,
      String at,
      @Nullable String urlAt,
      @Nullable String keyAt,
      Map<String, String> headers,
      Map<String, String> expectAt,
      @Nullable String itemUrl,
      @Nullable String each)
      implements Source {
    public Json {
      headers = Map.copyOf(headers);
      expectAt = Map.copyOf(expectAt);
    }

    /** One whose elements are the items, and have their URLs. */
    public Json(
        String url,
        String at,
        @Nullable String urlAt,
        @Nullable String keyAt,
        Map<String, String> headers) {
      this(url, at, urlAt, keyAt, headers, Map.of(), null, null);
    }

    /** The same of the document at another URL. */
    public Json of(String other) {
      return new Json(other, at, urlAt, keyAt, headers, expectAt, itemUrl, each);
    }
  }

  /** A URL template (RFC 6570) expanded once for each value. */
  record Template(String url, Values values) implements Source {}

  /**
   * The same URL, each time really requested.
   *
   * @param count how often; at least 1
   */
  record Repeat(String url, long count) implements Source {}

  /**
   * A paginated listing.
   *
   * @param url template over {@code start}, {@code page}, {@code perPage}, {@code cursor}
   * @param method GET or POST
   * @param parameters templates by name, in JSON encoding each value as JSON text; a parameter that
   *     comes out empty is left out
   * @param encoding where the parameters go
   * @param perPage items a page holds when full; 0 where not said
   * @param at place of the list in each answer
   * @param urlAt place of the URL in each element, or null
   * @param keyAt place of the key in each element, or null
   * @param itemUrl template over {@code value} and the element's scalars, or null
   * @param ahead how many pages are asked for on the chance that there are so many; at least 0
   * @param headers sent with the pages' requests alone
   * @param expectAt places of what each element says of its item's body, by the names that an entry
   *     has for it
   * @param each place of a list or map inside each element, whose members are the items, or null
   * @param total where an answer says how many entries there are in all, or null
   * @param query templates by name of the query that goes with a form or JSON; empty where the
   *     parameters are the query
   */
  record Pages(
      String url,
      String method,
      Map<String, String> parameters,
      Encoding encoding,
      int perPage,
      String at,
      @Nullable String urlAt,
      @Nullable String keyAt,
      @Nullable String itemUrl,
      NextPage more,
      int ahead,
      Map<String, String> headers,
      Map<String, String> expectAt,
      @Nullable String each,
      @Nullable Total total,
      Map<String, String> query)
      implements Source {
    /** How many entries a listing has in all: said in its answers, or in a header of theirs. */
    public sealed interface Total {
      /** By a place in the answer. */
      record At(String place) implements Total {}

      /** By a response header. */
      record Header(String name) implements Total {}
    }

    /** One whose elements are the items, which does not say how many they are. */
    public Pages(
        String url,
        String method,
        Map<String, String> parameters,
        Encoding encoding,
        int perPage,
        String at,
        @Nullable String urlAt,
        @Nullable String keyAt,
        @Nullable String itemUrl,
        NextPage more,
        int ahead,
        Map<String, String> headers) {
      this(
          url,
          method,
          parameters,
          encoding,
          perPage,
          at,
          urlAt,
          keyAt,
          itemUrl,
          more,
          ahead,
          headers,
          Map.of(),
          null,
          null,
          Map.of());
    }

    /** Where a page's parameters travel. */
    public enum Encoding {
      QUERY,
      FORM,
      JSON
    }

    public Pages {
      parameters = Map.copyOf(parameters);
      query = Map.copyOf(query);
      headers = Map.copyOf(headers);
      expectAt = Map.copyOf(expectAt);
    }
  }

  /**
   * A document other than JSON that lists files, with those that it leads to.
   *
   * @param format how it is read, or null where each document tells
   * @param select CSS selector of the elements that hold references, in HTML
   * @param attribute of those elements that is the reference
   * @param recurse levels of directories read below the first, 0 to 16
   * @param itemUrl template over the entry's fields, or null where the document has the URLs
   * @param headers sent with the documents' requests alone
   * @param each place of a list or map inside each element of JSON lines, whose members are the
   *     items, or null
   * @param expectAt places in an entry's fields of what it says of its item's body, by the names
   *     that an entry has for it
   */
  record Document(
      String url,
      @Nullable DocumentFormat format,
      String select,
      String attribute,
      int recurse,
      @Nullable String itemUrl,
      Map<String, String> headers,
      @Nullable String each,
      Map<String, String> expectAt)
      implements Source {
    /** One whose elements are the items. */
    public Document(
        String url,
        @Nullable DocumentFormat format,
        String select,
        String attribute,
        int recurse,
        @Nullable String itemUrl,
        Map<String, String> headers) {
      this(url, format, select, attribute, recurse, itemUrl, headers, null, Map.of());
    }

    /** What is a link in HTML where the job says nothing else. */
    public static final String LINKS = "a[href]";

    /** The attribute of a link. */
    public static final String REFERENCE = "href";

    /** The deepest that {@code recurse} may be. */
    public static final int MAX_RECURSE = 16;

    public Document {
      headers = Map.copyOf(headers);
      expectAt = Map.copyOf(expectAt);
    }

    /** The same of the document at another URL. */
    public Document of(String other) {
      return new Document(
          other, format, select, attribute, recurse, itemUrl, headers, each, expectAt);
    }
  }

  /**
   * A source of whose entries only some are items.
   *
   * @param include globs of which one must match, if there are any
   * @param exclude globs of which none may match
   */
  record Selected(Source source, List<String> include, List<String> exclude) implements Source {
    public Selected {
      include = List.copyOf(include);
      exclude = List.copyOf(exclude);
    }

    @Override
    public Source leaf() {
      return source.leaf();
    }

    @Override
    public List<Source> levels() {
      return source.levels();
    }
  }

  /**
   * A source each of whose entries another one expands.
   *
   * @param parent names the branches
   * @param child expands each, its templates knowing {@code parent.*}
   */
  record Chain(Source parent, Source child) implements Source {
    @Override
    public Source leaf() {
      return child.leaf();
    }

    @Override
    public List<Source> levels() {
      List<Source> levels = new ArrayList<>(parent.levels());
      levels.addAll(child.levels());
      return levels;
    }
  }
}
