package dev.fetchery.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fetchery.bus.Answer;
import dev.fetchery.bus.Command;
import dev.fetchery.bus.CoordinatorEvent;
import dev.fetchery.config.Settings;
import dev.fetchery.http.FeedClient.Event;
import dev.fetchery.job.Job;
import dev.fetchery.job.JobState;
import dev.fetchery.job.Progress;
import dev.fetchery.store.NewItem;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class FeedTest {
  @TempDir Path directory;
  private Service service;

  @BeforeEach
  void start() {
    service = Service.start(directory);
  }

  @AfterEach
  void stop() {
    service.close();
  }

  private FeedClient watch(String job, String query, String... headers) {
    return service.feed("/api/v1/jobs/" + job + "/events" + query, headers);
  }

  private static List<Long> numbers(List<Event> events) {
    return events.stream()
        .filter(event -> event.name().equals("item"))
        .map(event -> Long.parseLong(event.id()))
        .toList();
  }

  private static List<Long> from1To(long last) {
    return LongStream.rangeClosed(1, last).boxed().toList();
  }

  @Test
  void stateComesFirstThenItemsByNumberThenTheEnd() {
    String job = service.job();
    service.items(job, 3);
    try (FeedClient feed = watch(job, "")) {
      assertThat(feed.next().name()).isEqualTo("state");
      service.finish(job, 0, 2);
      Event first = feed.next();
      assertThat(first.id()).isEqualTo("1");
      assertThat(first.json().path("n").asLong()).isEqualTo(1);
      assertThat(first.json().path("url").asText()).isEqualTo("http://***@a.test/0.png");
      service.finish(job, 2, 3);
      service.end(job);
      List<Event> rest = feed.rest();
      assertThat(rest).extracting(Event::name).containsExactly("item", "item", "state", "end");
      assertThat(rest.get(3).id()).isEqualTo("3");
      assertThat(rest.get(3).json().path("state").asText()).isEqualTo("succeeded");
    }
  }

  @Test
  void headIsSentAtOnceAndSaysWhatItIs() {
    try (FeedClient feed = watch(service.job(), "")) {
      assertThat(feed.status).isEqualTo("200");
      assertThat(feed.headers)
          .anyMatch(line -> line.equalsIgnoreCase("content-type: text/event-stream"))
          .anyMatch(line -> line.equalsIgnoreCase("cache-control: no-store"));
    }
  }

  @Test
  void everythingStoredBeforeIsReplayedWithoutGapOrRepetition() {
    String job = service.job();
    service.items(job, 3000);
    service.store(job, 0, 2345);
    try (FeedClient feed = watch(job, "")) {
      service.finish(job, 2345, 2400);
      service.finish(job, 2400, 3000);
      service.end(job);
      assertThat(numbers(feed.rest())).isEqualTo(from1To(3000));
    }
  }

  /** The store gives few of them at once. */
  @Test
  void largeItemsAreReplayedWithoutGapToAllWhoAskForThem() {
    String job = service.job();
    List<NewItem> items = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      items.add(Service.item("k", "http://a.test/" + "x".repeat(60_000) + i, job + "/" + i));
    }
    Service.get(service.store.append(job, items, null, false));
    service.store(job, 0, 60);
    service.end(job);
    try (FeedClient feed = watch(job, "");
        FeedClient later = watch(job, "?after=33")) {
      assertThat(numbers(feed.rest())).isEqualTo(from1To(60));
      assertThat(numbers(later.rest())).isEqualTo(LongStream.rangeClosed(34, 60).boxed().toList());
    }
  }

  @Test
  void lastEventIdWinsOverAfter() {
    String job = service.job();
    service.items(job, 600);
    service.store(job, 0, 600);
    service.end(job);
    try (FeedClient feed = watch(job, "?after=3", "Last-Event-ID", "590")) {
      assertThat(numbers(feed.rest())).isEqualTo(LongStream.rangeClosed(591, 600).boxed().toList());
    }
    try (FeedClient feed = watch(job, "?after=595")) {
      assertThat(numbers(feed.rest())).hasSize(5);
    }
  }

  @Test
  void endedJobHasNothingMoreForThoseWhoHaveItAll() {
    String job = service.job();
    service.items(job, 2);
    service.store(job, 0, 2);
    service.end(job);
    for (String last : List.of("2", "3", "99999999999999999999999999")) {
      try (FeedClient feed = watch(job, "", "Last-Event-ID", last)) {
        assertThat(feed.status).isEqualTo("204");
      }
    }
  }

  @Test
  void endedJobWithoutItemsStillShowsItsEndToWatchersThatHaveNotSeenIt() {
    String job = service.job();
    service.end(job);
    try (FeedClient feed = watch(job, "")) {
      List<Event> events = feed.rest();
      assertThat(events).extracting(Event::name).containsExactly("state", "end");
      assertThat(events.get(1).id()).isEqualTo("0");
    }
    try (FeedClient feed = watch(job, "", "Last-Event-ID", "0")) {
      assertThat(feed.status).isEqualTo("204");
    }
  }

  @Test
  void numberFromTheFutureCountsAsTheLastOfAnOpenJob() {
    String job = service.job();
    service.items(job, 5);
    service.store(job, 0, 2);
    try (FeedClient feed = watch(job, "", "Last-Event-ID", "77")) {
      assertThat(feed.next().name()).isEqualTo("state");
      service.finish(job, 2, 3);
      assertThat(feed.next().id()).isEqualTo("3");
    }
  }

  @Test
  void whatIsNotANumberIsRefused() {
    String job = service.job();
    for (String bad : List.of("x", "-1", "1.5", "1 2", "0x1")) {
      try (FeedClient feed = watch(job, "", "Last-Event-ID", bad)) {
        assertThat(feed.status).as(bad).isEqualTo("400");
      }
    }
    assertThat(watch(job, "?after=x").status).isEqualTo("400");
    assertThat(watch(job, "?items=maybe").status).isEqualTo("400");
    assertThat(watch("01JD2Y99999999999999999999", "").status).isEqualTo("404");
  }

  @Test
  void itemsAreLeftOutForThoseWhoDoNotWantThem() {
    String job = service.job();
    service.items(job, 2);
    try (FeedClient feed = watch(job, "?items=false")) {
      assertThat(feed.next().name()).isEqualTo("state");
      service.finish(job, 0, 2);
      service.end(job);
      List<Event> rest = feed.rest();
      assertThat(rest).extracting(Event::name).containsExactly("state", "end");
      assertThat(rest.get(1).id()).isEqualTo("2");
    }
  }

  @Test
  void completionsThatNoWatcherWantsAreNotEncoded() {
    String job = service.job();
    service.items(job, 4);
    try (FeedClient without = watch(job, "?items=false")) {
      assertThat(without.next().name()).isEqualTo("state");
      service.finish(job, 0, 2);
      service.state(job, JobState.RUNNING, null);
      assertThat(without.next().name()).isEqualTo("state");
      assertThat(service.verticle.hub().pages().rowsEncoded()).isZero();
      try (FeedClient with = watch(job, "")) {
        assertThat(with.next().name()).isEqualTo("state");
        service.finish(job, 2, 4);
        service.end(job);
        assertThat(numbers(with.rest())).containsExactly(1L, 2L, 3L, 4L);
      }
    }
  }

  @Test
  void numbersGoOnAfterARetryAndAnotherEndFollows() {
    String job = service.job();
    service.items(job, 3);
    service.store(job, 0, 2);
    service.end(job);
    assertThat(watch(job, "", "Last-Event-ID", "2").status).isEqualTo("204");
    service.state(job, JobState.RUNNING, null);
    try (FeedClient feed = watch(job, "", "Last-Event-ID", "2")) {
      assertThat(feed.next().json().path("state").asText()).isEqualTo("running");
      service.finish(job, 2, 3);
      service.end(job);
      assertThat(feed.rest())
          .extracting(Event::name, Event::id)
          .containsExactly(
              org.assertj.core.groups.Tuple.tuple("item", "3"),
              org.assertj.core.groups.Tuple.tuple("state", null),
              org.assertj.core.groups.Tuple.tuple("end", "3"));
    }
  }

  @Test
  void progressIsHeldBackToItsRateAndTheNewestIsSent() {
    String job = service.job();
    try (FeedClient feed = watch(job, "")) {
      feed.next();
      long begun = System.nanoTime();
      for (int i = 1; i <= 50; i++) {
        service.announce(new CoordinatorEvent.ProgressChanged(job, progress(i)));
      }
      List<Long> seen = new ArrayList<>();
      while (seen.isEmpty() || seen.get(seen.size() - 1) < 50) {
        Event event = feed.next("progress");
        assertThat(event.id()).isNull();
        seen.add(event.json().path("discovered").asLong());
      }
      long tookMs = (System.nanoTime() - begun) / 1_000_000;
      assertThat(seen.size()).isLessThanOrEqualTo((int) (2 + tookMs / 100));
    }
  }

  private static Progress progress(long discovered) {
    return new Progress(
        new Progress.Items(discovered, false, null, discovered, 0, 0, 0, 0, 0, 0),
        0,
        null,
        new Progress.Speed(0, 0, 0, null),
        0,
        List.of());
  }

  @Test
  void commentsKeepAQuietFeedAlive() {
    String job = service.job();
    try (FeedClient feed = watch(job, "")) {
      feed.next();
      service.vertx.setTimer(700, timer -> service.end(job));
      feed.rest();
      assertThat(feed.comments).isPositive();
    }
  }

  @Test
  void watcherThatDoesNotReadHoldsNothingUpAndGetsItAllLater() {
    String job = service.job();
    service.items(job, 6000);
    try (FeedClient slow = watch(job, "");
        FeedClient fast = watch(job, "")) {
      for (int i = 0; i < 12; i++) {
        service.finish(job, i * 500L, i * 500L + 500);
      }
      service.end(job);
      assertThat(numbers(fast.rest())).isEqualTo(from1To(6000));
      assertThat(numbers(slow.rest())).isEqualTo(from1To(6000));
    }
  }

  @Test
  void aThousandWatchersCostOneEncoding() {
    String job = service.job();
    service.items(job, 300);
    List<FeedClient> watchers = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      watchers.add(watch(job, ""));
    }
    service.finish(job, 0, 100);
    service.finish(job, 100, 300);
    service.end(job);
    for (FeedClient watcher : watchers) {
      assertThat(numbers(watcher.rest())).hasSize(300).endsWith(300L);
      watcher.close();
    }
    assertThat(service.verticle.hub().pages().rowsEncoded()).isEqualTo(300);
    awaitNoWatchers();
  }

  @Test
  void thoseWhoLeaveAreForgotten() {
    String job = service.job();
    FeedClient feed = watch(job, "");
    feed.next();
    assertThat(service.verticle.hub().watchers()).isEqualTo(1);
    feed.close();
    awaitNoWatchers();
  }

  private void awaitNoWatchers() {
    long end = System.nanoTime() + 60_000_000_000L;
    while (service.verticle.hub().watchers() > 0 && System.nanoTime() < end) {
      service.http.get("/health/live");
    }
    assertThat(service.verticle.hub().watchers()).isZero();
  }

  @Test
  void noNameCanBeginAnEventOfItsOwn() {
    String job = service.job();
    String key = "a\n\nevent: end\ndata: {}\r\u2028\ud800<img onerror=x>";
    Service.get(
        service.store.append(job, List.of(Service.item(key, "http://a.test/", "f")), null, false));
    service.finish(job, 0, 1);
    service.end(job);
    try (FeedClient feed = watch(job, "")) {
      List<Event> events = feed.rest();
      assertThat(events).extracting(Event::name).containsExactly("state", "item", "end");
      assertThat(events.get(1).json().path("key").asText()).startsWith("a\n\nevent: end\ndata: {}");
    }
  }

  @Test
  void feedOfAllShowsOpenJobsFirstThenWhatChanges() {
    String job = service.job();
    try (FeedClient feed = service.feed("/api/v1/events")) {
      assertThat(feed.next().json().path("id").asText()).isEqualTo(job);
      service.announce(new CoordinatorEvent.ProgressChanged(job, progress(7)));
      Event moved = feed.next();
      assertThat(moved.name()).isEqualTo("progress");
      assertThat(moved.json().path("job").asText()).isEqualTo(job);
      service.end(job);
      assertThat(feed.next().json().path("state").asText()).isEqualTo("succeeded");
      service.announce(new CoordinatorEvent.Deleted(job));
      assertThat(feed.next().data()).isEqualTo("{\"id\":\"" + job + "\",\"state\":\"deleted\"}");
    }
  }

  @Test
  void feedOfAllMissesNothingThatChangesWhileTheOpenJobsAreRead() {
    String job = service.job();
    service.on(
        Command.ShowOpen.class,
        command -> {
          Job asItWas = Service.view(Service.get(service.store.job(job)));
          service.end(job);
          return new Answer.JobViews(List.of(asItWas));
        });
    try (FeedClient feed = service.feed("/api/v1/events")) {
      assertThat(feed.next().json().path("state").asText()).isEqualTo("running");
      assertThat(feed.next().json().path("state").asText()).isEqualTo("succeeded");
    }
  }

  @Test
  void feedOfADeletedJobEnds() {
    String job = service.job();
    try (FeedClient feed = watch(job, "")) {
      feed.next();
      service.announce(new CoordinatorEvent.Deleted(job));
      assertThat(feed.rest()).hasSize(1);
    }
  }

  @Test
  void feedsEndInGoodOrderWhenTheServiceStops() {
    try (FeedClient feed = watch(service.job(), "")) {
      feed.next();
      Service.get(service.vertx.undeploy(service.verticle.deploymentID()));
      assertThat(feed.rest()).isEmpty();
    }
  }

  @Test
  void watchersBeyondTheCapAreToldToComeBack(@TempDir Path other) {
    Settings.Caps caps = new Settings.Caps(1000, 1000, 1, 1000, 1, 1, 1, 1);
    try (Service small = Service.start(other, null, caps)) {
      String job = small.job();
      try (FeedClient first = small.feed("/api/v1/jobs/" + job + "/events");
          FeedClient second = small.feed("/api/v1/events")) {
        assertThat(first.status).isEqualTo("200");
        assertThat(second.status).isEqualTo("503");
        assertThat(second.headers).anyMatch(line -> line.startsWith("Retry-After:"));
      }
    }
  }

  @Test
  void feedOverHttp11EndsWithItsLastChunk() {
    String job = service.job();
    service.items(job, 500);
    service.store(job, 0, 500);
    service.end(job);
    String body = service.http.get("/api/v1/jobs/" + job + "/events").body();
    assertThat(body)
        .startsWith("retry: 1000\n\nevent: state\ndata: {")
        .contains("id: 499\n")
        .containsPattern("event: item\ndata: [^\n]+\nid: 1\n\n")
        .containsPattern("event: end\ndata: [^\n]+\nid: 500\n\n$");
    assertThat(body.lines().filter(line -> line.equals("event: item"))).hasSize(500);
  }

  @Test
  void watchersThatReplayTheSameShareItsReading() {
    String job = service.job();
    service.items(job, 1000);
    service.store(job, 0, 1000);
    service.end(job);
    List<FeedClient> watchers = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      watchers.add(watch(job, "?after=" + i));
    }
    for (FeedClient watcher : watchers) {
      assertThat(numbers(watcher.rest())).endsWith(1000L);
      watcher.close();
    }
    assertThat(service.verticle.hub().pages().rowsEncoded()).isEqualTo(1000);
  }
}
