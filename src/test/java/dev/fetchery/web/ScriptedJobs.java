package dev.fetchery.web;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** Jobs that are only told of, and answered as the interface does. */
final class ScriptedJobs {
  private static final int MOST = 1000;
  private final Map<String, JsonObject> jobs = new ConcurrentHashMap<>();

  /** A job of this name and state that has a progress of zeros, except what {@code more} says. */
  JsonObject add(String id, String name, String state, JsonObject more) {
    Instant created = Instant.parse("2026-11-01T10:00:00Z").plusSeconds(jobs.size());
    boolean over = !Set.of("running", "queued", "paused").contains(state);
    JsonObject job =
        new JsonObject()
            .put("id", id)
            .put("name", name)
            .put("state", state)
            .put("createdAt", created.toString())
            .put("startedAt", created.toString())
            .put("finishedAt", over ? created.plusSeconds(60).toString() : null)
            .put("error", null)
            .put("directory", "/srv/downloads/" + name)
            .put("progress", progress().mergeIn(more))
            .put(
                "spec",
                new JsonObject()
                    .put("name", name)
                    .put("mode", "save")
                    .put("limits", new JsonObject()));
    jobs.put(id, job);
    return job;
  }

  JsonObject get(String id) {
    return jobs.get(id);
  }

  void remove(String id) {
    jobs.remove(id);
  }

  private static JsonObject progress() {
    JsonObject progress = new JsonObject().put("discoveryDone", true).put("hosts", new JsonArray());
    for (String count :
        List.of(
            "discovered waiting active done skipped notFound failed cancelled bytes elapsedMs"
                .concat(" itemsPerSecond bytesPerSecond retries")
                .split(" ", -1))) {
      progress.put(count, 0);
    }
    return progress.put("etaMs", null).put("bytesExpected", null);
  }

  /** The answer to {@code GET /jobs}. */
  JsonObject page(Query query) {
    Set<String> states = query.several("state");
    String q = query.get("q", "").toLowerCase(Locale.ROOT);
    String after = query.get("after", "");
    int limit = Math.min(MOST, Integer.parseInt(query.get("limit", "100")));
    List<JsonObject> fitting = fitting(q).toList();
    List<JsonObject> found =
        fitting.stream()
            .filter(job -> states.isEmpty() || states.contains(job.getString("state")))
            .sorted(order(query.get("sort", "-createdAt")))
            .toList();
    int first = after.isEmpty() ? 0 : Integer.parseInt(after);
    List<JsonObject> page = found.stream().skip(first).limit(limit).toList();
    JsonObject counts = new JsonObject();
    fitting.forEach(
        job ->
            counts.put(job.getString("state"), counts.getInteger(job.getString("state"), 0) + 1));
    return new JsonObject()
        .put("jobs", new JsonArray(page))
        .put("next", first + limit < found.size() ? String.valueOf(first + limit) : null)
        .put("counts", counts);
  }

  private Stream<JsonObject> fitting(String q) {
    return jobs.values().stream()
        .filter(
            job ->
                job.getString("name").toLowerCase(Locale.ROOT).contains(q)
                    || job.getString("id").toLowerCase(Locale.ROOT).contains(q));
  }

  private static Comparator<JsonObject> order(String sort) {
    return switch (sort) {
      case "name" -> Comparator.comparing(job -> job.getString("name"));
      case "createdAt" -> ScriptedItems.NEWEST_FIRST.reversed();
      case "-bytes" ->
          Comparator.comparingLong(
              (JsonObject job) -> -job.getJsonObject("progress").getLong("bytes"));
      default -> ScriptedItems.NEWEST_FIRST;
    };
  }
}
