package dev.fetchery.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class GroundTest {
  private static final String PROMISE = "io.vertx.core.Promise";
  private static final String BUS = "io.vertx.core.eventbus.impl.clustered.OutboundConnection";
  private static final String FUTURE = "io.vertx.core.impl.future.FutureBase$EmitResultTask";
  private static final String WRITE = "io.vertx.core.net.impl.DelegatingChannelPromise";
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
  void fateOfOneMessageMayBeToldTwiceByTheSocket() {
    assertThat(Ground.isOfTheBus(twice(PROMISE, FUTURE, WRITE, "io.netty.X"))).isTrue();
    assertThat(Ground.isOfTheBus(twice(PROMISE, OWN, FUTURE, WRITE))).isFalse();
  }

  @Test
  void whatTheProgramCompletesTwiceIsItsFault() {
    assertThat(Ground.isOfTheBus(twice(PROMISE, OWN))).isFalse();
    assertThat(Ground.isOfTheBus(twice(PROMISE, OWN, "io.vertx.core.X", BUS))).isFalse();
    assertThat(Ground.isOfTheBus(new IllegalStateException("another"))).isFalse();
  }

  @Test
  void whatIsCompletedTwiceElsewhereIsToldOf() {
    assertThat(Ground.isOfTheBus(twice(PROMISE, FUTURE))).isFalse();
    assertThat(Ground.isOfTheBus(twice(PROMISE, "io.vertx.core.http.impl.X"))).isFalse();
  }
}
