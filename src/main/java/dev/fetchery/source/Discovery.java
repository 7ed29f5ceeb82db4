package dev.fetchery.source;

import dev.fetchery.job.Draft;
import dev.fetchery.job.Fault;
import dev.fetchery.job.Header;
import java.nio.file.Path;
import java.util.List;

/**
 * A source at work: says which documents it wants and turns their answers into items. Fetches
 * nothing itself. Calls may read local files, so they are made off the event loop, one at a time.
 */
public interface Discovery extends AutoCloseable {

  /**
   * What can be said now: items in the source's order with the position after them, and documents
   * wanted. A step without items, asks or end waits for an answer that was asked for before.
   *
   * @param maxItems items at most; at least 1
   */
  Step next(int maxItems);

  /** The document asked for under this number came. */
  void answered(int ask, Document document);

  /**
   * The document asked for under this number cannot be had.
   *
   * @param sent requests sent for it, redirects not counted
   */
  void failed(int ask, Fault fault, int sent);

  /** Whether it may name a URL that it named before, which is then to be dropped. */
  default boolean mayRepeat() {
    return false;
  }

  /** Releases what it holds open. */
  @Override
  default void close() {}

  /**
   * @param items discovered, in order
   * @param position where a discovery made anew goes on after these items
   * @param asks documents to fetch
   * @param drops numbers of asks whose answers are not wanted any more
   * @param end whether there is nothing more, or null while there may be
   */
  record Step(List<Draft> items, String position, List<Ask> asks, List<Integer> drops, End end) {
    public Step {
      items = List.copyOf(items);
      asks = List.copyOf(asks);
      drops = List.copyOf(drops);
    }
  }

  /**
   * The end of a discovery.
   *
   * @param fault why it broke off, or null
   */
  record End(Fault fault) {}

  /**
   * A document wanted.
   *
   * @param number names it in the answer
   * @param spool whether it may be large and is to be spooled to a file rather than memory
   * @param attempts requests sent for it at most, redirects not counted: where the job allows as
   *     many
   */
  record Ask(
      int number,
      String method,
      String url,
      List<Header> headers,
      String body,
      String contentType,
      boolean spool,
      int attempts) {
    /** As many attempts as the job allows. */
    public static final int ANY = Integer.MAX_VALUE;
  }

  /**
   * A document fetched with success.
   *
   * @param url that answered, after redirects: relative URLs are resolved against it
   * @param headers of the answer, names in lower case
   * @param body its bytes, or null where spooled
   * @param file the spooled document, or null
   */
  @SuppressWarnings("ArrayRecordComponent") // Read once, never compared.
  record Document(String url, List<Header> headers, byte[] body, Path file) {}
}
