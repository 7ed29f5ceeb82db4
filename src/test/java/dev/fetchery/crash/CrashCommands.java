package dev.fetchery.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Pauses and resumes, cancels and retries the jobs of a service at random while it runs, until it
 * is killed. What a kill leaves paused or cancelled goes on in the run after it.
 */
final class CrashCommands {
  private static final Set<Integer> EXPECTED = Set.of(200, 409);
  private static final Set<String> OPEN = Set.of("queued", "running", "paused");
  private static final long PATIENCE_MS = 120_000;

  private final Map<String, Ledger> ledgers;
  private final Random random;

  /** By job: how often its requests may have been given up since that was last asked for. */
  private final Map<String, Integer> cancelled = new HashMap<>();

  private final List<String> faults = new ArrayList<>();
  private List<String> sent = new ArrayList<>();

  /**
   * @param ledgers of the jobs, by their names
   */
  CrashCommands(Map<String, Ledger> ledgers, Random random) {
    this.ledgers = ledgers;
    this.random = random;
  }

  /** How often each job has been cancelled since the last call. */
  synchronized Map<String, Integer> takeCancelled() {
    assertThat(faults).isEmpty();
    Map<String, Integer> taken = Map.copyOf(cancelled);
    cancelled.clear();
    return taken;
  }

  /** Commands sent since the last call. */
  synchronized List<String> takeSent() {
    List<String> taken = sent;
    sent = new ArrayList<>();
    return taken;
  }

  /**
   * Lets all jobs go on that a kill left paused or cancelled.
   *
   * @param further whether commands follow, until the service is killed
   */
  void begin(Api api, boolean further) {
    Thread thread = new Thread(() -> untilKilled(api, further), "commands");
    thread.setDaemon(true);
    thread.start();
  }

  private void untilKilled(Api api, boolean further) {
    List<String> jobs = List.copyOf(ledgers.keySet());
    try {
      for (String job : jobs) {
        goOn(api, job);
      }
      while (further) {
        String job = jobs.get(random.nextInt(jobs.size()));
        send(api, job, random.nextBoolean() ? "pause" : "cancel");
        TimeUnit.MILLISECONDS.sleep(random.nextInt(100));
        goOn(api, job);
        TimeUnit.MILLISECONDS.sleep(random.nextInt(200));
      }
    } catch (IOException e) {
      // Killed: what it did until then is looked at.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Sends what lets a job go on; one that is being cancelled does so later. */
  private void goOn(Api api, String job) throws IOException, InterruptedException {
    String state = state(api, job);
    if (state.equals("paused")) {
      send(api, job, "resume");
    } else if (!OPEN.contains(state) && send(api, job, "retry")) {
      ledgers.get(job).follow(api);
    }
  }

  private String state(Api api, String job) throws IOException, InterruptedException {
    return api.job(ledgers.get(job).job()).get("state").asText();
  }

  /** Whether it could be obeyed. */
  private boolean send(Api api, String job, String command)
      throws IOException, InterruptedException {
    sending(job, command);
    HttpResponse<String> answer = api.post("/jobs/" + ledgers.get(job).job() + "/" + command, "");
    if (!EXPECTED.contains(answer.statusCode())) {
      fault(command + " of " + job + ": " + answer.statusCode() + " " + answer.body());
    }
    return answer.statusCode() == 200;
  }

  private synchronized void sending(String job, String command) {
    sent.add(command + " of " + job);
    if (command.equals("cancel")) {
      cancelled.merge(job, 1, Integer::sum);
    }
  }

  private synchronized void fault(String what) {
    faults.add(what);
  }

  /** Lets all jobs go on until each has done all its items. */
  void finish(Api api, Map<String, Integer> sizes) throws IOException, InterruptedException {
    long until = System.currentTimeMillis() + PATIENCE_MS;
    for (String job : ledgers.keySet()) {
      while (done(api, job) < sizes.get(job) || OPEN.contains(state(api, job))) {
        assertThat(System.currentTimeMillis()).as("%s goes on", job).isLessThan(until);
        goOn(api, job);
        TimeUnit.MILLISECONDS.sleep(20);
      }
      ledgers.get(job).followAnew(api);
    }
  }

  private int done(Api api, String job) throws IOException, InterruptedException {
    return api.job(ledgers.get(job).job()).at("/progress/done").asInt();
  }
}
