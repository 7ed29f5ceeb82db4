package dev.fetchery.app;

import java.nio.charset.Charset;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Checks the platform's encoding of file names. */
public final class Locales {
  private static final Logger LOG = LoggerFactory.getLogger(Locales.class);

  private Locales() {}

  /** Warns if file names beyond ASCII cannot be written unchanged. */
  public static void warnIfNotUnicode() {
    String encoding = System.getProperty("sun.jnu.encoding", Charset.defaultCharset().name());
    if (!Charset.isSupported(encoding) || !Charset.forName(encoding).newEncoder().canEncode('日')) {
      LOG.warn(
          "the locale's encoding is {}: other characters in file names are percent-encoded;"
              + " start with LANG=C.UTF-8 to keep them",
          encoding);
    }
  }
}
