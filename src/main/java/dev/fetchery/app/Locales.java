package dev.fetchery.app;

import java.nio.charset.Charset;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the platform's locale means for file names. */
public final class Locales {
  private static final Logger LOG = LoggerFactory.getLogger(Locales.class);

  private Locales() {}

  /** Says once that names beyond ASCII cannot be written as they are, and what to do about it. */
  public static void warnWhenNarrow() {
    String encoding = System.getProperty("sun.jnu.encoding", Charset.defaultCharset().name());
    if (!Charset.isSupported(encoding) || !Charset.forName(encoding).newEncoder().canEncode('日')) {
      LOG.warn(
          "the locale's encoding is {}: file names beyond it are written percent-encoded;"
              + " start with LANG=C.UTF-8 to have them as they are",
          encoding);
    }
  }
}
