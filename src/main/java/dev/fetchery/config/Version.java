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
    return property("version");
  }

  /** Of a library of the dashboard and the docs: its files lie under a path that holds it. */
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
    return properties.getProperty(name);
  }
}
