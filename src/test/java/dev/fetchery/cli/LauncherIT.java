package dev.fetchery.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code target/fetchery}: the jar behind a shell script, as it is built. */
class LauncherIT {
  private static final Path LAUNCHER =
      Path.of(System.getProperty("fetchery.jar")).resolveSibling("fetchery");

  /** A job that is refused before anything starts: quick, and enough to see who answers. */
  private static final String NOT_A_JOB = "{}";

  @TempDir private Path dir;
  private final Map<String, String> environment = new HashMap<>();

  private record Ended(int code, String out) {}

  private Ended run(String... command) throws IOException, InterruptedException {
    Path out = dir.resolve("out.txt");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(dir.toFile())
            .redirectErrorStream(true)
            .redirectOutput(out.toFile());
    builder.environment().remove("JAVA_HOME");
    builder.environment().put("XDG_CACHE_HOME", dir.resolve("cache").toString());
    builder.environment().putAll(environment);
    Process process = builder.start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return new Ended(process.exitValue(), Files.readString(out));
  }

  @ParameterizedTest
  @ValueSource(strings = {"sh", "dash", "bash", "bash --posix", "busybox ash", "busybox sh"})
  void everyShellRunsIt(String shell) throws Exception {
    List<String> command = new ArrayList<>(List.of(shell.split(" ")));
    assumeThat(onPath(command.get(0))).as("there is no %s here", shell).isTrue();
    command.add(LAUNCHER.toString());
    command.add("--version");
    Ended ended = run(command.toArray(String[]::new));
    assertThat(ended.code()).as(ended.out()).isZero();
    assertThat(ended.out()).startsWith("fetchery " + System.getProperty("fetchery.version"));
  }

  private static boolean onPath(String name) {
    return Stream.of(System.getenv("PATH").split(File.pathSeparator))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, name)));
  }

  @Test
  void javaTakesTheFileAsAJar() throws Exception {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    assertThat(run(java, "-jar", LAUNCHER.toString(), "--version").code()).isZero();
  }

  @Test
  void pathWithBlanksWorks() throws Exception {
    Path copy = Files.createDirectory(dir.resolve("a b  c")).resolve("my fetchery");
    Files.copy(LAUNCHER, copy);
    Files.setPosixFilePermissions(copy, PosixFilePermissions.fromString("rwxr-xr-x"));
    environment.put("XDG_CACHE_HOME", dir.resolve("my cache").toString());
    assertThat(run(copy.toString(), "--version").code()).isZero();
    assertThat(run("a b  c/my fetchery", "--version").code()).isZero();
  }

  @Test
  void symbolicLinkWorks() throws Exception {
    Path link = Files.createSymbolicLink(dir.resolve("fetchery"), LAUNCHER.toAbsolutePath());
    assertThat(run(link.toString(), "--version").code()).isZero();
  }

  @Test
  void exitCodeAndArgumentsAreTheProgramsOwn() throws Exception {
    Path job = Files.writeString(dir.resolve("a job *.json"), NOT_A_JOB);
    Ended ended = run(LAUNCHER.toString(), "run", job.toString());
    assertThat(ended.code()).isEqualTo(2);
    assertThat(ended.out()).contains("/source");
  }

  @Test
  void homeThatCannotBeWrittenIsNoFault() throws Exception {
    environment.put("XDG_CACHE_HOME", "/proc/nowhere");
    Path job = Files.writeString(dir.resolve("job.json"), NOT_A_JOB);
    Ended ended = run(LAUNCHER.toString(), "run", job.toString());
    assertThat(ended.code()).isEqualTo(2);
    assertThat(ended.out()).doesNotContain("/proc/nowhere");
  }

  @Test
  void getWorksWhereNothingOfTheUsersCanBeWritten() throws Exception {
    environment.put("XDG_CACHE_HOME", "/proc/nowhere");
    environment.put("XDG_STATE_HOME", "/proc/nowhere");
    Ended ended = run(LAUNCHER.toString(), "get", "http://127.0.0.1:9/a.zip", "--dry-run");
    assertThat(ended.code()).as(ended.out()).isZero();
    assertThat(ended.out())
        .contains("http://127.0.0.1:9/a.zip -> a.zip")
        .contains("an interruption will not be continued");
  }

  @ParameterizedTest
  @ValueSource(strings = {"HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME"})
  void nothingSetIsNoFault(String variable) throws Exception {
    environment.put(variable, "");
    Ended ended = run(LAUNCHER.toString(), "--version");
    assertThat(ended.code()).as(ended.out()).isZero();
  }

  @Test
  void ownOptionsComeLastAndWin() throws Exception {
    environment.put("FETCHERY_JAVA_OPTS", "-XX:-UseSerialGC -XX:+UseParallelGC -Xlog:gc=info");
    Ended ended = run(LAUNCHER.toString(), "--version");
    assertThat(ended.code()).isZero();
    assertThat(ended.out()).contains("Using Parallel");
  }

  @Test
  void javaHomeIsPreferred() throws Exception {
    Path home = Files.createDirectories(dir.resolve("jdk/bin"));
    Path java = Files.writeString(home.resolve("java"), "#!/bin/sh\necho \"mine: $*\"\n");
    Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
    environment.put("JAVA_HOME", dir.resolve("jdk").toString());
    assertThat(run(LAUNCHER.toString(), "list").out())
        .startsWith("mine: ")
        .contains("-jar", "list");
  }

  @Test
  void missingJavaIsOneClearLine() throws Exception {
    environment.put("PATH", Files.createDirectory(dir.resolve("empty")).toString());
    Ended ended = run("/bin/sh", LAUNCHER.toString(), "--version");
    assertThat(ended.code()).isEqualTo(2);
    assertThat(ended.out().lines()).hasSize(1).first().asString().contains("no Java found");
  }

  @Test
  void archiveIsMadeBesideTheFirstRunAndUsedByTheNext() throws Exception {
    Path job = Files.writeString(dir.resolve("job.json"), NOT_A_JOB);
    assertThat(run(LAUNCHER.toString(), "run", job.toString()).code()).isEqualTo(2);
    Path cache = dir.resolve("cache/fetchery");
    Path archive = appears(cache);
    assertThat(Files.getPosixFilePermissions(cache))
        .isEqualTo(PosixFilePermissions.fromString("rwx------"));
    environment.put("FETCHERY_JAVA_OPTS", "-Xlog:class+load=info");
    Ended next = run(LAUNCHER.toString(), "--version");
    assertThat(next.code()).isZero();
    assertThat(next.out())
        .as("classes of ours come out of %s", archive)
        .containsPattern("dev\\.fetchery\\.Main source: shared objects file");
  }

  /** The archive, once it is there whole and what made it has tidied up. */
  private static Path appears(Path cache) throws Exception {
    long until = System.nanoTime() + TimeUnit.MINUTES.toNanos(2);
    while (System.nanoTime() < until) {
      if (Files.isDirectory(cache)) {
        try (Stream<Path> files = Files.list(cache)) {
          List<Path> all = files.toList();
          if (all.size() == 1 && all.get(0).toString().matches(".*\\.(jsa|aot)")) {
            return all.get(0);
          }
        }
      }
      TimeUnit.MILLISECONDS.sleep(50);
    }
    throw new AssertionError("no archive was made in " + cache);
  }
}
