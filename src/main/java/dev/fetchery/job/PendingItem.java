package dev.fetchery.job;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is needed to fetch an item: the stored draft with its number, host and grant.
 *
 * @param seq position in the source, from 0
 * @param host {@code host:port} of the URL, lower case; empty where there is none
 * @param file granted target relative to the downloads directory, or null while not known
 * @param attempts requests sent so far
 * @param notBeforeMs epoch milliseconds before which it is not tried again; 0 for now
 * @param part what an interrupted body left behind, or null
 * @param sameAs number of an earlier item that requests the same and saves it in the same place:
 *     this one is not requested, and ends as that one does; or null
 */
public record PendingItem(
    long seq,
    @Nullable String key,
    String url,
    String host,
    Map<String, String> fields,
    Map<String, String> headers,
    Terms terms,
    @Nullable String file,
    int attempts,
    long notBeforeMs,
    @Nullable Part part,
    @Nullable Long sameAs) {
  public PendingItem {
    fields = Map.copyOf(fields);
    headers = Map.copyOf(headers);
  }

  public PendingItem(
      long seq,
      @Nullable String key,
      String url,
      String host,
      Map<String, String> fields,
      Map<String, String> headers,
      Terms terms,
      @Nullable String file,
      int attempts,
      long notBeforeMs,
      @Nullable Part part) {
    this(seq, key, url, host, fields, headers, terms, file, attempts, notBeforeMs, part, null);
  }

  public PendingItem withFile(@Nullable String granted) {
    return new PendingItem(
        seq, key, url, host, fields, headers, terms, granted, attempts, notBeforeMs, part, sameAs);
  }

  public PendingItem after(int attemptsMade, long nextNotBeforeMs, @Nullable Part left) {
    return new PendingItem(
        seq,
        key,
        url,
        host,
        fields,
        headers,
        terms,
        file,
        attemptsMade,
        nextNotBeforeMs,
        left,
        sameAs);
  }
}
