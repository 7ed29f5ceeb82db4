package dev.fetchery.app;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.fetchery.context.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class ConnectionLogTest {
  private final Logger logger = (Logger) LoggerFactory.getLogger(ConnectionLog.class);
  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
  private final ManualClock clock = new ManualClock(Instant.EPOCH);
  private final ConnectionLog log = new ConnectionLog(2, clock);

  @BeforeEach
  void listen() {
    lines.start();
    logger.addAppender(lines);
  }

  @AfterEach
  void detach() {
    logger.detachAppender(lines);
  }

  private List<String> said() {
    List<String> said = lines.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    lines.list.clear();
    return said;
  }

  @Test
  void coordinatorThatIsGoneIsSaidOnceAndThatItIsBackWithTheTimeBetween() {
    log.welcomed();
    assertThat(said()).isEmpty();
    log.welcomed();
    assertThat(said()).containsExactly("welcomed by the coordinator: fetching");
    log.lost();
    clock.advance(Duration.ofMillis(400));
    log.lost();
    assertThat(said()).singleElement().asString().startsWith("lost the coordinator");
    clock.advance(Duration.ofSeconds(31));
    log.welcomed();
    assertThat(said()).isEmpty();
    log.welcomed();
    assertThat(said()).containsExactly("welcomed by the coordinator again, after 31 s: fetching");
  }

  @Test
  void fetcherThatIsLostAgainMeanwhileIsNotSaidAgain() {
    log.welcomed();
    log.welcomed();
    log.lost();
    log.lost();
    log.welcomed();
    clock.advance(Duration.ofSeconds(9));
    log.lost();
    log.welcomed();
    log.welcomed();
    assertThat(said()).hasSize(3).last().asString().contains("again, after 9 s");
  }
}
