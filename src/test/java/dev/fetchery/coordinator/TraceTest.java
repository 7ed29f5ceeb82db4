package dev.fetchery.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.fetchery.coordinator.port.Trace;
import dev.fetchery.testing.Reply;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** The steps of one item, as the trace log tells them. */
class TraceTest extends CoordinatorCase {
  private final Logger log = (Logger) LoggerFactory.getLogger(Trace.LOGGER);
  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

  @BeforeEach
  void listen() {
    lines.start();
    log.setAdditive(false);
    log.setLevel(Level.TRACE);
    log.addAppender(lines);
  }

  @AfterEach
  void stopListening() {
    log.detachAppender(lines);
    log.setLevel(null);
    log.setAdditive(true);
  }

  private List<String> steps(String job, int item) {
    String prefix = "job " + job + " item " + item + ": ";
    return List.copyOf(lines.list).stream()
        .map(ILoggingEvent::getFormattedMessage)
        .filter(line -> line.startsWith(prefix))
        .map(line -> line.substring(prefix.length()).replaceAll("\\d+$", "N"))
        .toList();
  }

  @Test
  void stepsOfAnItemAreToldFromDiscoveryToAnnouncement() {
    origin.on("/0", Reply.redirect(302, "/there"));
    String job = rig.run(numbered(2, "")).id();
    String host = URI.create(origin.url("/")).getHost() + ":N";
    assertThat(steps(job, 0))
        .containsExactly(
            "discovered",
            "admitted",
            "queued for " + host,
            "leased as task N",
            "outcome Redirected",
            "redirected to " + host,
            "leased as task N",
            "outcome Saved",
            "ends DONE",
            "stored, completion N",
            "announced N");
  }

  @Test
  void nothingIsToldWhileTheLevelIsHigher() {
    log.setLevel(Level.DEBUG);
    rig.run(numbered(1, ""));
    assertThat(lines.list).isEmpty();
  }
}
