package dev.fetchery.config;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.Properties;

/** This build's version. */
public final class Version {
  private Version() {}

  /** The version as written by the build. */
  public static String text() {
    return property("version");
  }

  /** Version of a web jar of the dashboard or the docs; it is part of the path of its files. */
  public static String ofWebJar(String artifact) {
    return property("webjar." + artifact);
  }

  private static String property(String name) {
    Properties properties = new Properties();
    try (InputStream in = Version.class.getResourceAsStream("/dev/fetchery/version.properties")) {
      if (in == null) {
        throw new IllegalStateException("this build lacks its resource version.properties");
      }
      properties.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException("version.properties in the jar", e);
    }
    return Objects.requireNonNull(properties.getProperty(name), name);
  }
}
