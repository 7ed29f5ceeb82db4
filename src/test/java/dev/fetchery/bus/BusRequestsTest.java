package dev.fetchery.bus;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fetchery.bus.FetcherMessage.Dismissed;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BusRequestsTest {
  private static final DeliveryOptions PATIENT = new DeliveryOptions().setSendTimeout(600_000);

  private Vertx vertx;

  @BeforeEach
  void start() {
    vertx = Vertx.vertx();
    FetcheryCodec.register(vertx.eventBus());
  }

  @AfterEach
  void stop() throws Exception {
    vertx.close().await(60, TimeUnit.SECONDS);
  }

  private String failure(BusMessage request) throws Exception {
    return BusRequests.ask(vertx.eventBus(), "there", request, Answer.class, PATIENT)
        .map(answer -> "answered by " + answer)
        .recover(e -> Future.succeededFuture(e.getMessage()))
        .await(60, TimeUnit.SECONDS);
  }

  @Test
  void requestThatCouldNotBeReadFailsAtOnceWithTheReason() throws Exception {
    BusRequests.consume(
        vertx.eventBus(), "there", Command.class, (command, m) -> m.reply(new Answer.Done()));
    assertThat(failure(new UnreadableMessage("no type Hail"))).isEqualTo("no type Hail");
    assertThat(failure(new Command.ShowOpen())).isEqualTo("answered by Done[]");
  }

  @Test
  void requestOfAnotherTypeFailsAtOnce() throws Exception {
    BusRequests.consumeLocally(
        vertx.eventBus(), "there", Command.class, (command, m) -> m.reply(new Answer.Done()));
    assertThat(failure(new Dismissed(1))).isEqualTo("not expected here: Dismissed");
  }

  @Test
  void answerThatCouldNotBeReadFails() throws Exception {
    BusRequests.consume(
        vertx.eventBus(),
        "there",
        Command.class,
        (command, m) -> m.reply(new UnreadableMessage("no type Hail")));
    assertThat(failure(new Command.ShowOpen())).isEqualTo("no type Hail");
  }
}
