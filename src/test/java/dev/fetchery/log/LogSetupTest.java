package dev.fetchery.log;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.junit5.VertxExtension;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.slf4j.LoggerFactory;

@ExtendWith(VertxExtension.class)
class LogSetupTest {
  private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
  private final ListAppender<ILoggingEvent> told = new ListAppender<>();

  @BeforeEach
  void listen() {
    told.setContext(root.getLoggerContext());
    told.start();
    root.addAppender(told);
  }

  @AfterEach
  void leave() {
    root.detachAppender(told);
  }

  @Test
  void receiverThatEndsBeforeAllIsReceivedIsNoLine(Vertx vertx) {
    vertx.eventBus().consumer("receipt", message -> message.reply(null));
    Future<?> ended =
        vertx
            .getOrCreateContext()
            .<Void>executeBlocking(() -> null)
            .compose(
                v -> {
                  // in one turn of the loop: what is sent can only be received in the next
                  MessageConsumer<Object> receiver = vertx.eventBus().consumer("news", m -> {});
                  vertx.eventBus().publish("news", "late");
                  return receiver.unregister();
                })
            .compose(v -> vertx.eventBus().request("receipt", "all is received"));
    ended.toCompletionStage().toCompletableFuture().join();
    assertThat(told.list).isEmpty();
  }
}
