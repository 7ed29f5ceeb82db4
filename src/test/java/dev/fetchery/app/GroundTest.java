package dev.fetchery.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class GroundTest {
  private static final String PROMISE = "io.vertx.core.Promise";
  private static final String BUS = "io.vertx.core.eventbus.impl.clustered.OutboundConnection";
  private static final String OWN = "dev.fetchery.coordinator.CoordinatorVerticle";

  /** As it is thrown where a promise is completed again, the last call first. */
  private static IllegalStateException twice(String... classes) {
    var fault = new IllegalStateException("Promise already completed");
    fault.setStackTrace(
        Arrays.stream(classes)
            .map(name -> new StackTraceElement(name, "call", "File.java", 1))
            .toArray(StackTraceElement[]::new));
    return fault;
  }

  @Test
  void fateOfOneMessageMayBeToldTwiceByTheBus() {
    assertThat(Ground.isOfTheBus(twice(PROMISE, BUS))).isTrue();
    assertThat(Ground.isOfTheBus(twice(PROMISE, BUS, "io.vertx.core.X", OWN))).isTrue();
  }

  @Test
  void whatTheProgramCompletesTwiceIsItsFault() {
    assertThat(Ground.isOfTheBus(twice(PROMISE, OWN))).isFalse();
    assertThat(Ground.isOfTheBus(twice(PROMISE, OWN, "io.vertx.core.X", BUS))).isFalse();
    assertThat(Ground.isOfTheBus(new IllegalStateException("another"))).isFalse();
  }

  @Test
  void whatIsCompletedTwiceElsewhereIsToldOf() {
    assertThat(Ground.isOfTheBus(twice(PROMISE, "io.vertx.core.http.impl.X"))).isFalse();
  }
}
