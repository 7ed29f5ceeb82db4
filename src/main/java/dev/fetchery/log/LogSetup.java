package dev.fetchery.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.spi.ContextAwareBase;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * Sets Logback up, found by it through the service loader: to standard error, for people; {@code
 * FETCHERY_LOG=json} writes one JSON object a line instead, {@code FETCHERY_LOG_LEVEL=DEBUG} logs
 * more. In code, since reading a file of XML is slow at every start. A file named with {@code
 * -Dlogback.configurationFile} takes its place.
 */
public final class LogSetup extends ContextAwareBase implements Configurator {
  /** Names the level, as a system property or a variable of the environment. */
  public static final String LEVEL = "FETCHERY_LOG_LEVEL";

  private static final String FORMAT = "FETCHERY_LOG";
  private static final String FILE = "logback.configurationFile";

  /** Text from outside must neither begin a line of its own nor move the cursor. */
  private static final String MESSAGE =
      "%replace(%msg){'[\\u0000-\\u001f\\u007f-\\u009f\\u061c\\u200e\\u200f\\u2028-\\u202e"
          + "\\u2066-\\u2069]', '_'}";

  private static final String FAULT =
      "%replace(%ex){'[\\u0000-\\u0008\\u000b-\\u001f\\u007f-\\u009f]', '_'}%nopex";
  private static final String PATTERN =
      "%d{yyyy-MM-dd'T'HH:mm:ss.SSS'Z',UTC} %-5level %logger{24} - " + MESSAGE + "%n" + FAULT;
  private static final List<String> TALKATIVE = List.of("io.netty", "io.vertx");

  /**
   * Lines that are logged elsewhere, or are no fault:
   *
   * <ul>
   *   <li>stack traces of the places where the store's driver did not find its library: Fetchery
   *       logs one line;
   *   <li>a message whose receiver has ended: at every stop the feeds end before the jobs;
   *   <li>connections that a PostgreSQL ended: they are made anew, or the read fails;
   *   <li>a missing temporary directory: nothing that matters is kept there;
   *   <li>a node that is away, again and again: Fetchery logs when nodes come and go.
   * </ul>
   */
  private static final Map<String, Level> NEEDLESS =
      Map.of(
          "org.sqlite", Level.OFF,
          "com.zaxxer.hikari", Level.ERROR,
          "io.vertx.core.eventbus.impl.MessageConsumerImpl", Level.ERROR,
          "io.netty.util.internal.PlatformDependent", Level.ERROR,
          "io.vertx.core.eventbus.impl.clustered", Level.ERROR,
          "io.vertx.core.net.impl.ConnectionBase", Level.OFF,
          "com.hazelcast", Level.ERROR);

  @Override
  public ExecutionStatus configure(LoggerContext logs) {
    if (System.getProperty(FILE) != null) {
      return ExecutionStatus.INVOKE_NEXT_IF_ANY;
    }
    ConsoleAppender<ILoggingEvent> console = new ConsoleAppender<>();
    console.setContext(logs);
    console.setTarget("System.err");
    boolean json = "json".equals(setting(FORMAT));
    LazyEncoder encoder = new LazyEncoder(() -> json ? json(logs) : human(logs));
    encoder.setContext(logs);
    encoder.start();
    console.setEncoder(encoder);
    console.start();
    ch.qos.logback.classic.Logger root = logs.getLogger(Logger.ROOT_LOGGER_NAME);
    root.addAppender(console);
    root.setLevel(Level.toLevel(setting(LEVEL), Level.INFO));
    TALKATIVE.forEach(name -> logs.getLogger(name).setLevel(Level.WARN));
    NEEDLESS.forEach((name, level) -> logs.getLogger(name).setLevel(level));
    return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
  }

  private static @Nullable String setting(String name) {
    String property = System.getProperty(name);
    return property != null ? property : System.getenv(name);
  }

  private static Encoder<ILoggingEvent> json(LoggerContext logs) {
    JsonEncoder encoder = new JsonEncoder();
    encoder.setContext(logs);
    encoder.start();
    return encoder;
  }

  private static Encoder<ILoggingEvent> human(LoggerContext logs) {
    PatternLayoutEncoder encoder = new PatternLayoutEncoder();
    encoder.setContext(logs);
    encoder.setPattern(PATTERN);
    encoder.start();
    return encoder;
  }
}
