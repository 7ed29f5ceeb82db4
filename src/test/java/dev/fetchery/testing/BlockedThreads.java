package dev.fetchery.testing;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.slf4j.LoggerFactory;

/**
 * Fails a test class during which Vert.x saw an event loop blocked. Registered for every class by
 * service loading.
 */
public final class BlockedThreads implements BeforeAllCallback, AfterAllCallback {
  private static final String CHECKER = "io.vertx.core.impl.BlockedThreadChecker";
  private static final Watch WATCH = new Watch();

  /** The checker warns after two seconds, and looks once a second. */
  private static final long LOOKED_BACK_NANOS = TimeUnit.SECONDS.toNanos(4);

  /** What the checker said, and when. */
  private record Warning(long nanos, String text) {
    /** The checker counts a stall of the machine as time of the handler. */
    boolean isOfTheMachine() {
      return Stalls.between(nanos - LOOKED_BACK_NANOS, nanos);
    }
  }

  /** Keeps what the checker says. */
  private static final class Watch extends AppenderBase<ILoggingEvent> {
    final List<Warning> said = new CopyOnWriteArrayList<>();

    @Override
    protected void append(ILoggingEvent event) {
      said.add(new Warning(System.nanoTime(), event.getFormattedMessage()));
    }
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    Logger logger = (Logger) LoggerFactory.getLogger(CHECKER);
    if (!logger.isAttached(WATCH)) {
      WATCH.setContext(logger.getLoggerContext());
      WATCH.start();
      logger.addAppender(WATCH);
    }
    WATCH.said.clear();
    Stalls.watch();
  }

  @Override
  public void afterAll(ExtensionContext context) {
    List<String> blocked =
        WATCH.said.stream()
            .filter(warning -> !warning.isOfTheMachine())
            .map(Warning::text)
            .toList();
    if (!blocked.isEmpty()) {
      throw new AssertionError("threads were blocked: " + blocked);
    }
  }
}
