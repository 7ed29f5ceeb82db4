package dev.fetchery.http;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.fetchery.config.Settings;
import dev.fetchery.context.ManualClock;
import dev.fetchery.http.route.ConnectionLimit;
import dev.fetchery.http.route.IdleGuard;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

@Timeout(60)
class ListenerTest {
  private static final IdleGuard.Limits LIMITS =
      new IdleGuard.Limits(60_000, 30_000, new ConnectionLimit(100, 100));

  private final Vertx vertx = Vertx.vertx();
  private final Logger logger = (Logger) LoggerFactory.getLogger(HttpVerticle.class);
  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

  @BeforeEach
  void listen() {
    lines.start();
    logger.addAppender(lines);
  }

  @AfterEach
  void stop() {
    logger.detachAppender(lines);
    Service.get(vertx.close());
  }

  @Test
  void requestsThatBreakWhatAdmitsThemAreAnsweredAndOneLineOfLog() {
    Settings.Listen address = new Settings.Listen("127.0.0.1", 0, null, null, List.of());
    Listener listener = new Listener(vertx, new ManualClock(Instant.EPOCH), address, LIMITS);
    Service.get(
        listener.listen(
            request -> {
              throw new IllegalStateException("no URI");
            },
            connections -> Router.router(vertx)));
    Http http = new Http(listener.port(), null);
    for (int i = 0; i < 20; i++) {
      assertThat(http.get("/health/live").statusCode()).isEqualTo(500);
    }
    assertThat(lines.list)
        .singleElement()
        .satisfies(
            line -> {
              assertThat(line.getFormattedMessage())
                  .isEqualTo(
                      "a request could not be handled: java.lang.IllegalStateException: no URI");
              assertThat(line.getThrowableProxy()).isNull();
            });
  }
}
