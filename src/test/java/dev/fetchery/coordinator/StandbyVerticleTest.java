package dev.fetchery.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fetchery.bus.Addresses;
import dev.fetchery.bus.Answer;
import dev.fetchery.bus.BusMessage;
import dev.fetchery.bus.Command;
import dev.fetchery.bus.CoordinatorEvent.ServiceStats;
import dev.fetchery.bus.FetcherNode;
import dev.fetchery.bus.FetcheryCodec;
import dev.fetchery.context.Clock;
import dev.fetchery.store.SqliteJobStore;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a process that stands by answers in the coordinator's place. */
class StandbyVerticleTest {
  private final Vertx vertx = Vertx.vertx();
  @TempDir private Path dir;
  private SqliteJobStore store;
  private String deployed;

  @BeforeEach
  void start() throws Exception {
    FetcheryCodec.register(vertx.eventBus());
    store = SqliteJobStore.open(dir, false, Clock.system());
    deployed = get(vertx.deployVerticle(new StandbyVerticle(store, "/files")));
  }

  @AfterEach
  void stop() throws Exception {
    get(vertx.close());
    store.close();
  }

  private static <T> T get(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
  }

  private BusMessage ask(Command command) throws Exception {
    return get(
        vertx.eventBus().<BusMessage>request(Addresses.COMMANDS, command).map(Message::body));
  }

  /** What the coordinator tells everyone each second. */
  private void tell(FetcherNode... nodes) {
    vertx
        .eventBus()
        .publish(Addresses.NEWS, new ServiceStats(0, 0, 0, 0, 0, List.of(nodes), Map.of(), 0));
  }

  private static FetcherNode node(String name, FetcherNode.State state) {
    Instant now = Instant.parse("2026-01-02T03:04:05.678Z");
    return new FetcherNode(name, "0.1.0", state, now, now, 20, 3, 1.5, 100, 7, 700);
  }

  @Test
  void nodesAreThoseThatTheCoordinatorToldLast() throws Exception {
    tell(node("ant", FetcherNode.State.ACTIVE));
    FetcherNode ant = node("ant", FetcherNode.State.DRAINING);
    FetcherNode bear = node("bear", FetcherNode.State.ACTIVE);
    tell(ant, bear);
    assertThat(ask(new Command.ShowFetchers()))
        .isEqualTo(new Answer.FetcherNodes(List.of(ant, bear)));
  }

  @Test
  void nodesAreRefusedBeforeTheCoordinatorWasHeard() throws Exception {
    assertThat(ask(new Command.ShowFetchers()))
        .isInstanceOfSatisfying(
            Answer.Refused.class, refused -> assertThat(refused.status()).isEqualTo(503));
  }

  @Test
  void nodeIsNotDrainedHere() throws Exception {
    tell(node("ant", FetcherNode.State.ACTIVE));
    assertThat(ask(new Command.DrainFetchers("ant"))).isInstanceOf(Answer.Refused.class);
  }

  @Test
  void answersNothingMoreOnceItIsReplaced() throws Exception {
    get(vertx.undeploy(deployed));
    tell(node("ant", FetcherNode.State.ACTIVE));
    assertThat(
            vertx
                .eventBus()
                .request(Addresses.COMMANDS, new Command.ShowFetchers())
                .toCompletionStage()
                .toCompletableFuture())
        .failsWithin(20, TimeUnit.SECONDS);
  }
}
