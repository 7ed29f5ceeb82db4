package dev.fetchery.testing;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
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

  /** Keeps what the checker says. */
  private static final class Watch extends AppenderBase<ILoggingEvent> {
    final List<String> said = new CopyOnWriteArrayList<>();

    @Override
    protected void append(ILoggingEvent event) {
      said.add(event.getFormattedMessage());
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
  }

  @Override
  public void afterAll(ExtensionContext context) {
    if (!WATCH.said.isEmpty()) {
      throw new AssertionError("threads were blocked: " + WATCH.said);
    }
  }
}
