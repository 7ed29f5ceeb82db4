package dev.fetchery.http;

import static dev.fetchery.http.Service.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fetchery.bus.Command;
import dev.fetchery.job.JobState;
import dev.fetchery.store.JobChange;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process that stands by: another one writes to the store, and no event tells of it. */
class StandbyTest {
  private static final String LEADER = "http://10.0.0.1:8080";

  @TempDir private Path dir;
  private volatile boolean leads;
  private Service service;

  @BeforeEach
  void start() {
    service =
        Service.in(dir)
            .ledBy(
                new Leadership() {
                  @Override
                  public boolean leads() {
                    return leads;
                  }

                  @Override
                  public String leader() {
                    return LEADER;
                  }
                })
            .start();
  }

  @AfterEach
  void stop() {
    service.close();
  }

  private void change(String job, JobState state) throws Exception {
    service
        .store
        .change(
            JobChange.of(job).state(state).startedAt(NOW).finishedAt(NOW).elapsedMs(2000).build())
        .toCompletableFuture()
        .get(20, TimeUnit.SECONDS);
  }

  @Test
  void whatChangesSomethingIsRefusedWithTheAddressOfTheLeader() {
    String job = service.job();
    for (String method : List.of("POST", "PATCH", "DELETE")) {
      for (String path :
          List.of("/api/v1/jobs", "/api/v1/jobs?dryRun=true", "/api/v1/jobs/" + job)) {
        HttpResponse<String> refused =
            service.http.send(method, path, BodyPublishers.ofString("{}"));
        assertThat(refused.statusCode()).as("%s %s", method, path).isEqualTo(503);
        assertThat(refused.headers().firstValue("Retry-After")).contains("3");
        assertThat(refused.headers().firstValue("Fetchery-Leader")).contains(LEADER);
        assertThat(refused.body()).contains("stands by", LEADER);
      }
    }
    // The feeds look at the store meanwhile.
    assertThat(service.commands).allMatch(Command.ShowOpen.class::isInstance);
    HttpResponse<String> read = service.http.get("/api/v1/jobs/" + job);
    assertThat(read.statusCode()).isEqualTo(200);
    assertThat(read.headers().firstValue("Fetchery-Leader")).contains(LEADER);
    assertThat(service.http.get("/health/live").statusCode()).isEqualTo(200);
    HttpResponse<String> ready = service.http.get("/health/ready");
    assertThat(ready.statusCode()).isEqualTo(503);
    assertThat(ready.body()).contains("stands by for " + LEADER);
  }

  @Test
  void feedTellsWhatNoEventTold() throws Exception {
    String job = service.job();
    service.items(job, 5);
    try (FeedClient feed = service.feed("/api/v1/jobs/" + job + "/events")) {
      assertThat(feed.next().name()).isEqualTo("state");
      service.store(job, 0, 2);
      assertThat(feed.next("item").id()).isEqualTo("1");
      assertThat(feed.next("item").id()).isEqualTo("2");
      // Events that do come are told once.
      service.finish(job, 2, 3);
      assertThat(feed.next("item").id()).isEqualTo("3");
      service.store(job, 3, 5);
      leads = true;
      change(job, JobState.SUCCEEDED);
      List<FeedClient.Event> rest = feed.rest();
      assertThat(rest)
          .extracting(FeedClient.Event::name)
          .containsExactlyInAnyOrder("item", "item", "state", "end")
          .endsWith("end");
      assertThat(rest.get(rest.size() - 1).id()).isEqualTo("5");
    }
  }

  @Test
  void feedOfAllJobsTellsWhatNoEventTold() throws Exception {
    String early = service.job();
    try (FeedClient feed = service.feed("/api/v1/events")) {
      awaitState(feed, early, "running");
      awaitFirstLook();
      String late = service.job();
      awaitState(feed, late, "running");
      change(early, JobState.CANCELLED);
      awaitState(feed, early, "cancelled");
      service.store.markDeleted(late).toCompletableFuture().get(20, TimeUnit.SECONDS);
      awaitState(feed, late, "deleted");
    }
  }

  private static void awaitState(FeedClient feed, String job, String state) {
    FeedClient.Event event = feed.next("state");
    while (!event.json().path("id").asText().equals(job)
        || !event.json().path("state").asText().equals(state)) {
      event = feed.next("state");
    }
  }

  /** What is told later is compared with what the first look found. */
  private void awaitFirstLook() throws InterruptedException {
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    // That of the watcher, that of the first look, and one that begins after the first has ended.
    while (service.commands.stream().filter(Command.ShowOpen.class::isInstance).count() < 3) {
      assertThat(System.nanoTime()).as("no look").isLessThan(until);
      TimeUnit.MILLISECONDS.sleep(10);
    }
  }
}
