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
   * @param at place of the object or array; empty is the root
   * @param places where its elements say what their items are
   * @param headers sent with this document's request alone
   */
  record Json(String url, String at, Places places, Map<String, String> headers) implements Source {
    public Json {
      headers = Map.copyOf(headers);
    }

    /** The same of the document at another URL. */
    public Json of(String other) {
      return new Json(other, at, places, headers);
    }
  }

  /**
   * A URL template (RFC 6570) expanded once for each value.
   *
   * @param url empty where its entries need none: they are branches, or it is asked where they are
   */
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
   * @param request how its pages are asked for
   * @param perPage items a page holds when full; 0 where not said
   * @param at place of the list in each answer
   * @param places where its elements say what their items are
   * @param more what an answer says of the next page
   * @param ahead how many pages are asked for on the chance that there are so many; at least 0
   * @param total where an answer says how many entries there are in all, or null
   */
  record Pages(
      PageRequest request,
      int perPage,
      String at,
      Places places,
      NextPage more,
      int ahead,
      @Nullable Total total)
      implements Source {
    /** How many entries a listing has in all: said in its answers, or in a header of theirs. */
    public sealed interface Total {
      /** By a place in the answer. */
      record At(String place) implements Total {}

      /** By a response header. */
      record Header(String name) implements Total {}
    }
  }

  /**
   * A document other than JSON that lists files, with those that it leads to.
   *
   * @param format how it is read, or null where each document tells
   * @param select CSS selector of the elements that hold references, in HTML
   * @param attribute of those elements that is the reference
   * @param recurse levels of directories read below the first, 0 to 16
   * @param places where its entries say what their items are; the entry's own URL, or {@code
   *     itemUrl}
   * @param headers sent with the documents' requests alone
   */
  record Document(
      String url,
      @Nullable DocumentFormat format,
      String select,
      String attribute,
      int recurse,
      Places places,
      Map<String, String> headers)
      implements Source {
    /** What is a link in HTML where the job says nothing else. */
    public static final String LINKS = "a[href]";

    /** The attribute of a link. */
    public static final String REFERENCE = "href";

    /** The deepest that {@code recurse} may be. */
    public static final int MAX_RECURSE = 16;

    public Document {
      headers = Map.copyOf(headers);
    }

    /** The same of the document at another URL. */
    public Document of(String other) {
      return new Document(other, format, select, attribute, recurse, places, headers);
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
