package dev.fetchery.config;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** This build's version. */
public final class Version {
  private Version() {}

  /** As the build wrote it into the jar. */
  public static String text() {
    Properties properties = new Properties();
    try (InputStream in = Version.class.getResourceAsStream("/dev/fetchery/version.properties")) {
      if (in == null) {
        throw new IllegalStateException("this build lacks its resource version.properties");
      }
      properties.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException("version.properties in the jar", e);
    }
    return properties.getProperty("version");
  }
}
