package dev.fetchery.source;

import dev.fetchery.job.Draft;
import dev.fetchery.job.Fault;
import dev.fetchery.job.Header;
import dev.fetchery.job.Proposal;
import dev.fetchery.url.WebUrl;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Reads a source: names the documents it needs and turns them into items. Fetches nothing itself.
 * Calls may read local files, so they are made off the event loop, one at a time.
 */
public interface Discovery extends AutoCloseable {

  /**
   * The next step: items in the source's order with the position after them, and documents to
   * fetch. A step without items, asks or end waits for a document that was asked for before.
   *
   * @param maxItems items at most; at least 1
   */
  Step next(int maxItems);

  /** The document asked for under this number was fetched. */
  void answered(int ask, Document document);

  /** The document asked for under this number could not be fetched. */
  void failed(int ask, Failure failure);

  /** Whether it may list an item again, which is then to be dropped. */
  default boolean mayRepeat() {
    return false;
  }

  /**
   * The last step as it is to be taken, now that it is known how many of its items were not listed
   * before. Called once for each step with items, before the next, where it {@link #mayRepeat}.
   *
   * @param fresh how many of them are new
   * @return the same items; position and end may follow from the number, and so may asks and drops
   *     beside those of the step
   */
  default Step listed(Step step, int fresh) {
    return step.asTaken();
  }

  /** What is proposed of how its pages are read, or null. */
  default @Nullable Proposal proposal() {
    return null;
  }

  /** Releases what it holds open. */
  @Override
  default void close() {}

  /**
   * One step of a discovery.
   *
   * @param items discovered, in order
   * @param position where a new discovery of the same source goes on after these items; null where
   *     it begins
   * @param asks documents to fetch
   * @param drops numbers of asks whose documents are no longer needed, fetched or not
   * @param end null while more may follow
   * @param expected items that the source says it will have named in the end, or null
   */
  record Step(
      List<Draft> items,
      @Nullable String position,
      List<Ask> asks,
      List<Integer> drops,
      @Nullable End end,
      @Nullable Long expected) {
    public Step {
      items = List.copyOf(items);
      asks = List.copyOf(asks);
      drops = List.copyOf(drops);
    }

    /** One of a source that does not say how much it will name. */
    public Step(
        List<Draft> items,
        @Nullable String position,
        List<Ask> asks,
        List<Integer> drops,
        @Nullable End end) {
      this(items, position, asks, drops, end, null);
    }

    /** The same where its asks and drops were taken before. */
    Step asTaken() {
      return new Step(items, position, List.of(), List.of(), end);
    }
  }

  /**
   * The end of a discovery.
   *
   * @param fault why it ended early, or null
   */
  record End(@Nullable Fault fault) {}

  /**
   * Why there is no document.
   *
   * @param fault one that says what was asked for
   * @param status of the answer that made it fail; 0 where there was none
   * @param sent requests sent for it, redirects not counted
   */
  record Failure(Fault fault, int status, int sent) {}

  /**
   * A document to fetch.
   *
   * @param number by which its outcome names it
   * @param spool whether it may be large and is to be spooled to a file rather than memory
   * @param attempts requests sent for it at most, redirects not counted; the job may allow fewer
   */
  record Ask(
      int number,
      String method,
      String url,
      List<Header> headers,
      @Nullable String body,
      @Nullable String contentType,
      boolean spool,
      int attempts) {
    /** As many attempts as the job allows. */
    public static final int ANY = Integer.MAX_VALUE;

    /** The same under another number. */
    Ask numbered(int other) {
      return new Ask(other, method, url, headers, body, contentType, spool, attempts);
    }
  }

  /**
   * A document that was fetched.
   *
   * @param url it came from, after redirects: relative URLs are resolved against it; null where an
   *     earlier run fetched it
   * @param headers of the response, names in lower case
   * @param body its bytes, or null where spooled
   * @param file the spooled document, or null
   * @param maxBytes that it may have once it is unpacked; 0 for no limit
   */
  @SuppressWarnings("ArrayRecordComponent") // Read once, never compared.
  record Document(
      @Nullable WebUrl url,
      List<Header> headers,
      byte @Nullable [] body,
      @Nullable Path file,
      long maxBytes) {
    /** The URL, of a document that was fetched just now. */
    WebUrl fetchedUrl() {
      return Objects.requireNonNull(url, "a document kept from an earlier run");
    }

    /** It is not needed any more: removes its working file. */
    void discard() throws IOException {
      if (file != null) {
        Files.deleteIfExists(file);
      }
    }

    /** How it is packed, as its head says (RFC 9110, 8.4), or null. */
    @Nullable String codings() {
      List<String> sent =
          headers.stream()
              .filter(header -> header.name().equals("content-encoding"))
              .map(Header::value)
              .toList();
      return sent.isEmpty() ? null : String.join(",", sent);
    }

    /**
     * A stream of its content, unpacked; read to its end and closed at once.
     *
     * @param codings how it is packed, or null
     * @throws UnpackException also while the stream is read
     */
    InputStream stream(@Nullable String codings) throws IOException {
      return Unpacking.of(raw(), codings, maxBytes);
    }

    /** The same, of which the rest may be read much later. */
    InputStream lastingStream(@Nullable String codings) throws IOException {
      return file == null ? stream(codings) : Unpacking.onDisk(raw(), codings, maxBytes, file);
    }

    private InputStream raw() throws IOException {
      return body != null
          ? new ByteArrayInputStream(body)
          : Files.newInputStream(Objects.requireNonNull(file, "a document without body or file"));
    }
  }
}
