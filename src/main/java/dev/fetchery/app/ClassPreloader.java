package dev.fetchery.app;

import dev.fetchery.spec.JobReader;
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
 * Loads classes on a separate thread before the service needs them: loading classes takes most of
 * the time of a start.
 */
public final class ClassPreloader {
  private static final List<String> FIRST_JOB =
      List.of(
          "dev/fetchery/",
          "io/vertx/core/http/impl/",
          "io/vertx/ext/web/client/",
          "io/netty/handler/codec/http/");

  /**
   * Over by then, or needed only for files in a bucket, with PostgreSQL or in a cluster, the
   * libraries of which are large.
   */
  private static final List<String> OTHERS =
      List.of(
          "dev/fetchery/cli/",
          "dev/fetchery/config/",
          "dev/fetchery/demo/",
          "dev/fetchery/fetcher/s3/",
          "dev/fetchery/app/BucketAccess",
          "dev/fetchery/store/pg/",
          "dev/fetchery/app/PostgresAccess",
          "dev/fetchery/cluster/",
          "dev/fetchery/app/ClusterAccess",
          "io/netty/handler/codec/http/cors/",
          "io/netty/handler/codec/http/multipart/",
          "io/netty/handler/codec/http/websocketx/");

  private ClassPreloader() {}

  /** Loads classes that read a job in JSON; call it first. */
  public static void forJob() {
    inBackground(ClassPreloader::readAJob);
  }

  private static void readAJob() {
    new JobReader(1).read("{\"source\":{\"type\":\"urls\",\"urls\":[]}}");
  }

  /** Loads classes of the first job; call it after the start. */
  public static void forFirstJob() {
    inBackground(
        () -> {
          readAJob();
          linkFirstJob();
        });
  }

  /** An error is only logged: it occurs again, and is reported, when the class is needed. */
  private static void inBackground(Runnable loading) {
    Thread thread = new Thread(loading, "class-preloader");
    thread.setDaemon(true);
    thread.setUncaughtExceptionHandler((failed, fault) -> log().debug("preloading classes", fault));
    thread.start();
  }

  private static Logger log() {
    return LoggerFactory.getLogger(ClassPreloader.class);
  }

  /** Loads and links, but does not initialize: that would change the order of initializers. */
  private static void linkFirstJob() {
    try {
      Path jar =
          Path.of(ClassPreloader.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      if (Files.isRegularFile(jar)) {
        link(jar);
      }
    } catch (IOException | URISyntaxException e) {
      log().debug("preloading classes", e);
    }
  }

  private static void link(Path jar) throws IOException {
    try (JarFile file = new JarFile(jar.toFile())) {
      int constructors =
          file.stream()
              .map(JarEntry::getName)
              .filter(name -> name.endsWith(".class") && !name.endsWith("package-info.class"))
              .filter(name -> FIRST_JOB.stream().anyMatch(name::startsWith))
              .filter(name -> OTHERS.stream().noneMatch(name::startsWith))
              .mapToInt(ClassPreloader::link)
              .sum();
      log().debug("classes of {} constructors are linked", constructors);
    }
  }

  /** Reading a class's constructors makes the JVM link it. */
  private static int link(String entry) {
    String name = entry.substring(0, entry.length() - ".class".length()).replace('/', '.');
    try {
      return Class.forName(name, false, ClassPreloader.class.getClassLoader())
          .getDeclaredConstructors()
          .length;
    } catch (ClassNotFoundException | LinkageError e) {
      log().trace("{} cannot be linked", name);
      return 0;
    }
  }
}
