package dev.fetchery.web;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.LongPredicate;
import java.util.stream.LongStream;

/**
 * A million items that are worked out from their number, and answered as the interface does:
 * filtered, sorted, a page at a time.
 */
final class ScriptedItems {
  /** Every so many items one is missing; the rest is saved. */
  static final int MISSING_EVERY = 50;

  /** Every so many items one failed: its host has no address. */
  static final int FAILED_EVERY = 1000;

  private static final int MOST = 1000;

  private final long total;
  private final long ended;

  /**
   * @param total how many there are
   * @param ended how many of them, the first ones, have ended; the others wait
   */
  ScriptedItems(long total, long ended) {
    this.total = total;
    this.ended = ended;
  }

  /** The item that ended as the {@code n}th, in the order of the source. */
  static JsonObject view(long n) {
    long seq = n - 1;
    String state = stateOf(seq);
    boolean failed = state.equals("failed");
    boolean missing = state.equals("not_found");
    boolean lost = failed || missing;
    return new JsonObject()
        .put("seq", seq)
        .put("key", "name-" + n)
        .put("url", urlOf(seq))
        .put("file", lost ? null : "emojis/name-" + n + ".png")
        .put("state", state)
        .put("attempts", 1)
        .put("status", failed ? null : missing ? 404 : 200)
        .put("bytes", lost ? 0 : 5123)
        .put("size", lost ? null : 5123)
        .put("sha256", lost ? null : "00ff".repeat(16))
        .put("integrity", lost ? null : "length")
        .put("contentType", n % 10 == 0 ? "text/plain" : "image/png")
        .put("durationMs", n % 300)
        .put("finishedAt", Instant.ofEpochMilli(1_795_800_000_000L + n).toString())
        .put("error", error(failed, missing))
        .put("n", n);
  }

  private static String stateOf(long seq) {
    if (seq % FAILED_EVERY == FAILED_EVERY / 2 - 2) {
      return "failed";
    }
    return (seq + 1) % MISSING_EVERY == 0 ? "not_found" : "done";
  }

  private static String urlOf(long seq) {
    return "https://images.example/some/longer/path/name-" + (seq + 1) + ".png?v8";
  }

  private static JsonObject error(boolean failed, boolean missing) {
    if (failed) {
      return new JsonObject().put("code", "dns").put("detail", "no such host images.example");
    }
    return missing
        ? new JsonObject().put("code", "http_status").put("detail", "HTTP 404 Not Found")
        : null;
  }

  /** One item with its attempts. */
  static JsonObject details(long seq) {
    JsonObject item = view(seq + 1);
    JsonObject attempt =
        new JsonObject()
            .put("at", item.getString("finishedAt"))
            .put("url", item.getString("url"))
            .put("status", item.getValue("status"))
            .put("durationMs", item.getLong("durationMs"))
            .put("bytes", item.getLong("bytes"))
            .put("remoteAddress", "192.0.2.7:443");
    if (item.getJsonObject("error") != null) {
      attempt.mergeIn(item.getJsonObject("error"));
    }
    return item.put("attemptLog", new JsonArray().add(attempt));
  }

  /** The answer to {@code GET …/items}. */
  JsonObject page(Query query) {
    String sort = query.get("sort", "seq");
    boolean backwards = sort.startsWith("-");
    int limit = Math.min(MOST, Integer.parseInt(query.get("limit", "100")));
    String after = query.get("after", "");
    long first = after.isEmpty() ? 0 : Long.parseLong(after) + (backwards ? -1 : 1);
    LongStream seqs =
        backwards
            ? LongStream.iterate(
                after.isEmpty() ? total - 1 : first, seq -> seq >= 0, seq -> seq - 1)
            : LongStream.range(first, mayWait(query) ? total : ended);
    JsonArray items = new JsonArray();
    seqs.filter(matches(query))
        .limit(limit)
        .forEach(seq -> items.add(seq < ended ? view(seq + 1) : waiting(seq)));
    Long last = items.isEmpty() ? null : items.getJsonObject(items.size() - 1).getLong("seq");
    boolean more = items.size() == limit;
    return new JsonObject()
        .put("items", items)
        .put("next", more && last != null ? last.toString() : null);
  }

  /** Whether those that have not ended may be among what is asked for. */
  private static boolean mayWait(Query query) {
    Set<String> states = query.several("state");
    return states.contains("waiting") || (states.isEmpty() && query.several("code").isEmpty());
  }

  private static JsonObject waiting(long seq) {
    JsonObject item = view(seq + 1);
    List.of("status", "size", "sha256", "integrity", "durationMs", "finishedAt", "error")
        .forEach(name -> item.put(name, null));
    return item.put("state", "waiting").put("attempts", 0).put("bytes", 0);
  }

  private LongPredicate matches(Query query) {
    Set<String> states = query.several("state");
    Set<String> codes = query.several("code");
    String q = query.get("q", "").toLowerCase(Locale.ROOT);
    if (states.isEmpty() && codes.isEmpty() && q.isEmpty()) {
      return seq -> true;
    }
    return seq -> {
      String state = seq < ended ? stateOf(seq) : "waiting";
      String code = Map.of("failed", "dns", "not_found", "http_status").getOrDefault(state, "");
      return (states.isEmpty() || states.contains(state))
          && (codes.isEmpty() || codes.contains(code))
          && urlOf(seq).contains(q);
    };
  }

  /** The newest jobs first, as their ids sort. */
  static final Comparator<JsonObject> NEWEST_FIRST =
      Comparator.comparing((JsonObject job) -> job.getString("id")).reversed();
}
