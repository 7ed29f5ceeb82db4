package dev.fetchery.crash;

import dev.fetchery.cli.JarProcess;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Starts the processes of a campaign.
 *
 * @param many holds {@link ManyServices}; null where a process is the shipped jar itself
 * @param archive of classes, so that a start takes half as long; null for none
 */
record ServiceLauncher(@Nullable Path many, @Nullable Path archive) {
  private static final List<String> MACHINE = List.of("-XX:+UseSerialGC");
  private static final String MAIN = "dev.fetchery.Main";

  /**
   * Makes what is needed first.
   *
   * @param dir for that
   * @param several whether a process holds more than one service
   * @param often whether there are so many starts that an archive of classes pays
   */
  static ServiceLauncher make(Path dir, boolean several, boolean often) throws Exception {
    Path many = several ? jar(dir.resolve("many.jar")) : null;
    return new ServiceLauncher(many, often ? archive(dir, many) : null);
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

  private static @Nullable Path archive(Path dir, @Nullable Path many) throws Exception {
    Path made = dir.resolve("classes.jsa");
    List<String> making = new ArrayList<>(MACHINE);
    making.add("-XX:ArchiveClassesAtExit=" + made);
    // Java 17 may crash when it archives the classes of lambdas.
    making.add("-Djdk.internal.lambda.disableEagerInitialization=true");
    Object[] demo = {"demo", "--exit", "--port", "0"};
    try (JarProcess program =
        many == null
            ? JarProcess.start(dir, making, demo)
            : JarProcess.startBeside(dir, making, many, MAIN, demo)) {
      program.await();
    }
    return Files.exists(made) ? made : null;
  }

  /** A process without a service so far; the jar itself is started with its service. */
  ServiceProcess start(Path dir) throws IOException {
    List<String> machine = new ArrayList<>(MACHINE);
    if (archive != null) {
      machine.add("-XX:SharedArchiveFile=" + archive);
    }
    if (many == null) {
      return new ServiceProcess(machine, null);
    }
    // The first as the program's own main class does it; each service takes a heap for its own.
    machine.addAll(List.of("-Xmx2g", "-Dio.netty.jfr.enabled=false"));
    return new ServiceProcess(
        machine, JarProcess.startBeside(dir, machine, many, ManyServices.class.getName()));
  }
}
