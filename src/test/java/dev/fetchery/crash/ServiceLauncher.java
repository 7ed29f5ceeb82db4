package dev.fetchery.crash;

import dev.fetchery.cli.JarProcess;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Starts the processes of a campaign.
 *
 * @param many holds {@link ManyServices}; null where a process is the shipped jar itself
 */
record ServiceLauncher(@Nullable Path many) {
  /**
   * Makes what is needed first.
   *
   * @param dir for that
   * @param several whether a process holds more than one service
   */
  static ServiceLauncher make(Path dir, boolean several) throws Exception {
    return new ServiceLauncher(several ? jar(dir.resolve("many.jar")) : null);
  }

  /** Not a directory of classes, with which no archive of classes can be used. */
  private static Path jar(Path jar) throws IOException, URISyntaxException {
    Class<?> main = ManyServices.class;
    Path root = Path.of(main.getProtectionDomain().getCodeSource().getLocation().toURI());
    Path at = root.resolve(main.getPackageName().replace('.', '/'));
    try (OutputStream out = Files.newOutputStream(jar);
        JarOutputStream entries = new JarOutputStream(out);
        Stream<Path> classes = Files.list(at)) {
      for (Path file : classes.sorted().toList()) {
        if (file.getFileName().toString().matches(main.getSimpleName() + "(\\$.*)?\\.class")) {
          entries.putNextEntry(new JarEntry(root.relativize(file).toString()));
          Files.copy(file, entries);
        }
      }
    }
    return jar;
  }

  /** A process without a service so far; the jar itself is started with its service. */
  ServiceProcess start(Path dir) throws IOException {
    if (many == null) {
      return new ServiceProcess(null);
    }
    // The first as the program's own main class does it; each service takes a heap for its own.
    List<String> machine = List.of("-Dio.netty.jfr.enabled=false", "-Xmx2g");
    return new ServiceProcess(
        JarProcess.startBeside(dir, machine, many, ManyServices.class.getName()));
  }
}
