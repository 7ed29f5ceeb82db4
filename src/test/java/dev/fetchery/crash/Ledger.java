package dev.fetchery.crash;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fetchery.context.Sha256;
import dev.fetchery.http.view.ViewJson;
import dev.fetchery.job.Completion;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What a job's feed has said so far, which no restart may take back or number anew. */
final class Ledger {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** The only end after which an item may have another, where it is among those it may have. */
  private static final String AGAIN = "cancelled";

  private final String job;
  private final TreeMap<Long, JsonNode> events = new TreeMap<>();
  private final List<String> faults = new ArrayList<>();
  private final Map<Long, String> states = new HashMap<>();

  /** What was stored, and held against what was said, so far. */
  private List<Completion> compared = List.of();

  private boolean ended;

  Ledger(String job) {
    this.job = job;
  }

  String job() {
    return job;
  }

  /** As an item's view has it. */
  static String sha256(byte[] bytes) {
    return HexFormat.of().formatHex(Sha256.of(bytes));
  }

  /** Follows the feed, from what it knows on, until it breaks off or ends. */
  Thread follow(HttpClient client, String address) {
    return follow(new Api(address, client, null));
  }

  /** The same. */
  Thread follow(Api api) {
    Thread thread = new Thread(() -> read(api), "feed-" + job);
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  /** The same, of a job that may have ended before and has gone on. */
  void followAnew(Api api) {
    synchronized (this) {
      ended = false;
    }
    follow(api);
  }

  private void read(Api api) {
    long at = last();
    HttpRequest request =
        api.request("/api/v1/jobs/" + job + "/events")
            .header("last-event-id", Long.toString(at))
            .build();
    try {
      HttpResponse<java.io.InputStream> answer =
          api.client().send(request, BodyHandlers.ofInputStream());
      try (var lines =
          new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8))) {
        String event = "";
        String line;
        while ((line = lines.readLine()) != null) {
          if (line.startsWith("event: ")) {
            event = line.substring(7);
          } else if (line.startsWith("data: ")) {
            at = heard(event, line.substring(6), at);
          }
        }
      }
      if (answer.statusCode() == 204) {
        end();
      }
    } catch (IOException e) {
      // Killed: what was said until then counts.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * One event of a connection.
   *
   * @param at the number that was heard before
   * @return the number that has been heard now
   */
  private synchronized long heard(String event, String data, long at)
      throws JsonProcessingException {
    if (event.equals("end")) {
      end();
    }
    if (!event.equals("item")) {
      return at;
    }
    ObjectNode item = (ObjectNode) JSON.readTree(data);
    long n = item.remove("n").asLong();
    if (n != at + 1) {
      faults.add(n + " follows " + at);
    }
    JsonNode before = events.put(n, item);
    if (before != null && !before.equals(item)) {
      faults.add(n + " was " + before + " and is " + item);
    }
    notifyAll();
    return n;
  }

  private synchronized void end() {
    ended = true;
    notifyAll();
  }

  /** The highest number heard so far. */
  synchronized long last() {
    return events.isEmpty() ? 0 : events.lastKey();
  }

  /**
   * Waits until a number is heard.
   *
   * @param patienceMs between two numbers
   */
  synchronized void await(long n, long patienceMs) throws InterruptedException {
    long heard = -1;
    long until = 0;
    while (last() < n) {
      long nowMs = System.currentTimeMillis();
      until = last() > heard ? nowMs + patienceMs : until;
      heard = last();
      assertThat(nowMs).as("still at %d of %s, not %d", heard, job, n).isLessThan(until);
      wait(until - nowMs);
    }
  }

  synchronized boolean awaitEnd(long patienceMs) throws InterruptedException {
    long until = System.currentTimeMillis() + patienceMs;
    while (!ended && System.currentTimeMillis() < until) {
      wait(Math.max(1, until - System.currentTimeMillis()));
    }
    return ended;
  }

  /**
   * Holds what is stored against what was said: numbered from 1 without a gap, the same where it
   * was said, and nothing said that is not stored.
   *
   * @return the items that have ended
   */
  synchronized Set<Long> compare(List<Completion> stored) throws JsonProcessingException {
    return compare(stored, Set.of("done"));
  }

  /**
   * The same.
   *
   * @param ends in which an item may end
   */
  synchronized Set<Long> compare(List<Completion> stored, Set<String> ends)
      throws JsonProcessingException {
    assertThat(faults).as("feed of %s", job).isEmpty();
    assertThat(last()).as("said of %s, of what is stored", job).isLessThanOrEqualTo(stored.size());
    // What is stored as it was need not be read again: what was said since was held against it
    // then.
    int same = isKept(stored) ? compared.size() : forget();
    for (Completion completion : stored.subList(same, stored.size())) {
      assertThat(completion.n()).as("number in %s", job).isEqualTo(++same);
      JsonNode item = JSON.readTree(ViewJson.text(completion.item()));
      JsonNode said = events.putIfAbsent(completion.n(), item);
      if (said != null) {
        assertThat(item).as("%d of %s", completion.n(), job).isEqualTo(said);
      }
      String state = item.get("state").asText();
      assertThat(state).as("%s", item).isIn(ends);
      String before = states.put(completion.item().seq(), state);
      assertThat(before).as("ends again: %s", item).isIn(null, AGAIN);
    }
    compared = List.copyOf(stored);
    return Set.copyOf(states.keySet());
  }

  /** Whether all that was compared is there, the same as it was. */
  private boolean isKept(List<Completion> stored) {
    int size = compared.size();
    return size <= stored.size() && compared.equals(stored.subList(0, size));
  }

  /** All is compared again, which tells what is another. */
  private int forget() {
    states.clear();
    return 0;
  }
}
