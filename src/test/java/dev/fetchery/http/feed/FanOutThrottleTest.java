package dev.fetchery.http.feed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fetchery.context.Clock;
import dev.fetchery.context.ManualClock;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FanOutThrottleTest {
  private final Vertx vertx = Vertx.vertx();
  private final List<Integer> served = new CopyOnWriteArrayList<>();

  @AfterEach
  void close() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  @Test
  void aFewAreServedAtOnce() {
    FanOutThrottle turns = new FanOutThrottle(vertx, Clock.system(), () -> false, () -> true);
    turns.ask(() -> served.add(1));
    assertThat(served).containsExactly(1);
  }

  @Test
  void ofACrowdEveryoneGetsATurnInTheOrderOfAsking() throws Exception {
    askAll(new FanOutThrottle(vertx, Clock.system(), () -> true, () -> true));
    assertThat(served).isEqualTo(IntStream.range(0, 100).boxed().toList());
  }

  @Test
  void noneIsServedWhileTheOneWhoAsksIsBusyWithOthers() throws Exception {
    askAll(new FanOutThrottle(vertx, Clock.system(), () -> true, () -> false));
    assertThat(served).isEqualTo(IntStream.range(0, 100).boxed().toList());
  }

  @Test
  void sliceEndsWithTheServingThatReachesItsTime() throws Exception {
    ManualClock clock = new ManualClock(Instant.EPOCH);
    FanOutThrottle throttle = new FanOutThrottle(vertx, clock, () -> true, () -> false);
    onLoop(
        done -> {
          for (int i = 0; i < 4; i++) {
            int n = i;
            throttle.ask(
                () -> {
                  served.add(n);
                  clock.advance(Duration.ofMillis(1));
                });
          }
          // Queued behind the first slice, so it sees what that one served.
          vertx.runOnContext(
              nothing -> {
                assertThat(served).containsExactly(0, 1);
                throttle.ask(() -> done.accept(4));
              });
        });
    assertThat(served).containsExactly(0, 1, 2, 3, 4);
  }

  @Test
  void whoAsksTwiceIsServedOnce() throws Exception {
    FanOutThrottle turns = new FanOutThrottle(vertx, Clock.system(), () -> true, () -> true);
    onLoop(
        done -> {
          Runnable one = () -> served.add(1);
          turns.ask(one);
          turns.ask(one);
          turns.ask(() -> done.accept(2));
        });
    assertThat(served).containsExactly(1, 2);
  }

  private void askAll(FanOutThrottle turns) throws Exception {
    onLoop(
        done -> {
          IntStream.range(0, 99).forEach(i -> turns.ask(() -> served.add(i)));
          turns.ask(() -> done.accept(99));
          assertThat(served).isEmpty();
        });
  }

  private void onLoop(Consumer<Consumer<Integer>> asking) throws Exception {
    CompletableFuture<Void> over = new CompletableFuture<>();
    vertx.runOnContext(
        nothing ->
            asking.accept(
                last -> {
                  served.add(last);
                  over.complete(null);
                }));
    over.get(60, TimeUnit.SECONDS);
  }
}
