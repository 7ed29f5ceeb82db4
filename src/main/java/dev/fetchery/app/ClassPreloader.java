package dev.fetchery.app;

import dev.fetchery.spec.JobReader;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loads on a thread of its own what the service needs next. A start is mostly the loading of
 * classes, which the thread that starts the service would do one after the other.
 */
public final class ClassPreloader {
  private static final List<String> FIRST_JOB =
      List.of(
          "dev/fetchery/",
          "io/vertx/core/http/impl/",
          "io/vertx/ext/web/client/",
          "io/netty/handler/codec/http/");

  private ClassPreloader() {}

  /** What a start comes to later; to be called before anything else. */
  public static void begin() {
    beside(
        () -> {
          new JobReader(1).read("{\"source\":{\"type\":\"urls\",\"urls\":[]}}");
          new PrometheusMeterRegistry(PrometheusConfig.DEFAULT).close();
        });
  }

  /** What the first job will come to; to be called once the service has started. */
  public static void forFirstJob() {
    beside(ClassPreloader::linkFirstJob);
  }

  /** What fails here fails again, and is told, where it is needed. */
  private static void beside(Runnable loading) {
    Thread thread = new Thread(loading, "head-start");
    thread.setDaemon(true);
    thread.setUncaughtExceptionHandler((failed, fault) -> log().debug("head start", fault));
    thread.start();
  }

  private static Logger log() {
    return LoggerFactory.getLogger(ClassPreloader.class);
  }

  /** Loads and verifies, but does not initialize: that would be another order than the usual. */
  private static void linkFirstJob() {
    try {
      Path jar =
          Path.of(ClassPreloader.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      if (Files.isRegularFile(jar)) {
        link(jar);
      }
    } catch (IOException | URISyntaxException e) {
      log().debug("head start", e);
    }
  }

  private static void link(Path jar) throws IOException {
    try (JarFile file = new JarFile(jar.toFile())) {
      int constructors =
          file.stream()
              .map(JarEntry::getName)
              .filter(name -> name.endsWith(".class"))
              .filter(name -> FIRST_JOB.stream().anyMatch(name::startsWith))
              .mapToInt(ClassPreloader::link)
              .sum();
      log().debug("classes of {} constructors are linked", constructors);
    }
  }

  /** Asking for a class's constructors has the JVM link it. */
  private static int link(String entry) {
    String name = entry.substring(0, entry.length() - ".class".length()).replace('/', '.');
    try {
      return Class.forName(name, false, ClassPreloader.class.getClassLoader())
          .getDeclaredConstructors()
          .length;
    } catch (ClassNotFoundException | LinkageError e) {
      log().trace("{} is of no use here", name);
      return 0;
    }
  }
}
