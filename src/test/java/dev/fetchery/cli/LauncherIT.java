package dev.fetchery.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.fetchery.testing.OriginServer;
import dev.fetchery.testing.Reply;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code target/fetchery}: the jar behind a shell script, as it is built. */
@Tag("alone")
class LauncherIT {
  private static final Path LAUNCHER =
      Path.of(System.getProperty("fetchery.jar")).resolveSibling("fetchery");

  /** A job that is refused before anything starts: quick, and enough to see who answers. */
  private static final String NOT_A_JOB = "{}";

  private static final Pattern VERSION = Pattern.compile("JAVA_VERSION=\"(\\d+)");
  private static final String SHARED = " source: shared objects file";

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
    try (OriginServer origin = OriginServer.start()) {
      origin.on("/a.zip", Reply.ok("zipped"));
      Ended ended = run(LAUNCHER.toString(), "get", origin.url("/a.zip"), "-o", "out");
      assertThat(ended.code()).as(ended.out()).isZero();
      assertThat(ended.out()).contains("an interruption will not be continued");
      assertThat(dir.resolve("out/a.zip")).hasContent("zipped");
    }
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

  /** A Java that prints its arguments. */
  private void printingJava() throws IOException {
    javaThat("echo \"mine: $*\"");
  }

  private void javaThat(String does) throws IOException {
    Path home = Files.createDirectories(dir.resolve("jdk/bin"));
    Path java = Files.writeString(home.resolve("java"), "#!/bin/sh\n" + does + "\n");
    Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
    environment.put("JAVA_HOME", dir.resolve("jdk").toString());
  }

  @Test
  void shortCommandsAreForTheFirstCompiler() throws Exception {
    printingJava();
    String first = "-XX:TieredStopAtLevel=1";
    assertThat(run(LAUNCHER.toString(), "list", "--json").out()).contains(first);
    for (String command : List.of("run", "get", "serve", "demo")) {
      assertThat(run(LAUNCHER.toString(), command, "x").out()).doesNotContain(first);
    }
  }

  @Test
  void theHeapOfAServiceBeginsSmall() throws Exception {
    printingJava();
    assertThat(run(LAUNCHER.toString(), "serve").out()).contains("-Xms96m");
    assertThat(run(LAUNCHER.toString(), "fetcher").out()).contains("-Xms96m");
    assertThat(run(LAUNCHER.toString(), "run", "x").out()).doesNotContain("-Xms");
  }

  @ParameterizedTest
  @ValueSource(strings = {"FETCHERY_JAVA_OPTS", "JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS"})
  void heapThatIsSmallerThanItsUsualBeginningIsNoFault(String variable) throws Exception {
    environment.put(variable, "-Xmx64m");
    Ended ended = run(LAUNCHER.toString(), "serve", "--help");
    assertThat(ended.code()).as(ended.out()).isZero();
  }

  /** By the first compiler alone they take ten times as long, and HTTPS with them. */
  @Test
  void theSecondCompilerIsForDigestsAndCiphersAlone() throws Exception {
    environment.put("FETCHERY_JAVA_OPTS", "-XX:+PrintCompilation");
    try (OriginServer origin = OriginServer.start()) {
      origin.on("/large", Reply.ok(new byte[64 << 20]));
      Ended ended = run(LAUNCHER.toString(), "get", origin.url("/large"), "-o", "out");
      assertThat(ended.code()).isZero();
      List<String> second =
          ended.out().lines().filter(line -> line.matches(" *\\d+ +\\d+ [ %sbn!]+ 4  .*")).toList();
      assertThat(second)
          .anyMatch(line -> line.contains("sun.security.provider.SHA2::"))
          .noneMatch(line -> line.contains("fetchery") || line.contains("netty"));
    }
  }

  @Test
  void javaHomeIsPreferred() throws Exception {
    printingJava();
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
    // Settings of this run that would make the archive's own run fail.
    environment.put("FETCHERY_HOST", "0.0.0.0");
    firstRun();
    Path archive = appears();
    assertThat(Files.getPosixFilePermissions(cache()))
        .isEqualTo(PosixFilePermissions.fromString("rwx------"));
    String loaded = loadedClasses();
    assertThat(loaded)
        .as("classes out of %s", archive)
        .containsPattern("dev\\.fetchery\\.Main" + SHARED)
        .containsPattern("picocli\\.CommandLine" + SHARED)
        .containsPattern("dev\\.fetchery\\.\\S+\\$\\$Lambda\\S+" + SHARED);
  }

  @Test
  void laterJavaHasTheClassesLinkedBeforehand() throws Exception {
    Optional<Path> later = laterJava();
    assumeThat(later).as("there is no Java 25 or later beside this one").isPresent();
    environment.put("JAVA_HOME", later.orElseThrow().toString());
    firstRun();
    Path archive = appears();
    assertThat(loadedClasses())
        .as("classes out of %s", archive)
        .containsPattern("dev\\.fetchery\\.\\S+\\$\\$Lambda\\S+" + SHARED)
        // Classes that are linked are there from the start, also those that nothing asks for.
        .containsPattern("io\\.vertx\\.core\\.impl\\.VertxImpl" + SHARED);
  }

  @Test
  void archiveThatCannotBeMadeLeavesNothingAndIsNotTriedAtEachStart() throws Exception {
    Path tried = dir.resolve("tried");
    String dump = "*-Xshare:dump*) echo once >>" + tried + "; echo >hs_err_pid1.log; exit 134 ;;";
    javaThat("case \"$*\" in " + dump + " *) exit 0 ;; esac");
    Files.writeString(dir.resolve("jdk/release"), "JAVA_VERSION=\"25.0.3\"\n");
    run(LAUNCHER.toString(), "run", "job.json");
    Path making = eventually(this::failed);
    try (Stream<Path> left = Files.list(making)) {
      assertThat(left).containsExactly(making.resolve("pid"));
    }
    run(LAUNCHER.toString(), "run", "job.json");
    // Where it is tried anew, its directory is another one.
    assertThat(failed()).contains(making);
    assertThat(tried).hasContent("once");
  }

  /** The directory of a making that failed, once that is told there. */
  private Optional<Path> failed() throws IOException {
    if (!Files.isDirectory(cache())) {
      return Optional.empty();
    }
    try (Stream<Path> files = Files.list(cache())) {
      Optional<Path> pid = files.map(path -> path.resolve("pid")).filter(Files::exists).findAny();
      return pid.isPresent() && Files.readString(pid.get()).equals("failed\n")
          ? pid.map(Path::getParent)
          : Optional.empty();
    }
  }

  /** A Java that links classes beforehand and lies where the one of the tests does. */
  private static Optional<Path> laterJava() throws IOException {
    try (Stream<Path> homes = Files.list(Path.of(System.getProperty("java.home")).getParent())) {
      return homes.filter(LauncherIT::isLater).findFirst();
    }
  }

  private static boolean isLater(Path home) {
    try {
      Matcher version = VERSION.matcher(Files.readString(home.resolve("release")));
      return version.find() && Integer.parseInt(version.group(1)) >= 25;
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void archiveThatWasCutShortIsNotUsedAndMadeAnew() throws Exception {
    firstRun();
    Path archive = appears();
    archive.toFile().setWritable(true);
    try (FileChannel channel = FileChannel.open(archive, StandardOpenOption.WRITE)) {
      channel.truncate(channel.size() / 2);
    }
    Ended next = run(LAUNCHER.toString(), "--version");
    assertThat(next.code()).isZero();
    assertThat(next.out().lines()).hasSize(1);
    assertThat(loadedFromArchive()).isFalse();
    firstRun();
    stop(maker());
  }

  @Test
  void twoRunsAtOnceMakeOneArchive() throws Exception {
    Process[] both = {start("one.txt"), start("two.txt")};
    for (Process process : both) {
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    }
    try (Stream<Path> making = Files.list(cache())) {
      assertThat(making.filter(path -> path.toString().endsWith(".making"))).hasSizeLessThan(2);
    }
    appears();
    assertThat(loadedFromArchive()).isTrue();
  }

  @Test
  void makingThatWasKilledIsBegunAgainByTheNextRun() throws Exception {
    firstRun();
    ProcessHandle java = maker();
    stop(java);
    Path left;
    try (Stream<Path> files = Files.list(cache())) {
      left = files.filter(path -> path.toString().endsWith(".making")).findFirst().orElseThrow();
    }
    // The process of this number has ended, whenever its parent notices.
    Files.writeString(left.resolve("pid"), Integer.MAX_VALUE + "\n");
    firstRun();
    ProcessHandle another = maker();
    assertThat(another.pid()).isNotEqualTo(java.pid());
    stop(another);
  }

  /** Kills what makes the archive, so that none of it can tidy up. */
  private static void stop(ProcessHandle java) throws Exception {
    java.parent().orElseThrow().destroyForcibly();
    java.destroyForcibly();
    java.onExit().get(60, TimeUnit.SECONDS);
  }

  private Path cache() {
    return dir.resolve("cache/fetchery");
  }

  private Process start(String out) throws IOException {
    Path job = Files.writeString(dir.resolve("job.json"), NOT_A_JOB);
    ProcessBuilder builder =
        new ProcessBuilder(LAUNCHER.toString(), "run", job.toString())
            .directory(dir.toFile())
            .redirectErrorStream(true)
            .redirectOutput(dir.resolve(out).toFile());
    builder.environment().put("XDG_CACHE_HOME", dir.resolve("cache").toString());
    return builder.start();
  }

  private void firstRun() throws Exception {
    Path job = Files.writeString(dir.resolve("job.json"), NOT_A_JOB);
    assertThat(run(LAUNCHER.toString(), "run", job.toString()).code()).isEqualTo(2);
  }

  private boolean loadedFromArchive() throws Exception {
    return Pattern.compile("dev\\.fetchery\\.Main" + SHARED).matcher(loadedClasses()).find();
  }

  private String loadedClasses() throws Exception {
    environment.put("FETCHERY_JAVA_OPTS", "-Xlog:class+load=info");
    Ended ended = run(LAUNCHER.toString(), "--version");
    environment.remove("FETCHERY_JAVA_OPTS");
    assertThat(ended.code()).isZero();
    return ended.out();
  }

  /** The JVM that makes the archive, once it is there. */
  private ProcessHandle maker() throws Exception {
    return eventually(
        () -> {
          try (Stream<Path> files = Files.walk(cache())) {
            Optional<Path> pid = files.filter(path -> path.endsWith("pid")).findFirst();
            String number = pid.isPresent() ? Files.readString(pid.get()).strip() : "";
            return number.isEmpty()
                ? Optional.empty()
                : ProcessHandle.of(Long.parseLong(number)).filter(ProcessHandle::isAlive);
          } catch (NoSuchFileException | UncheckedIOException e) {
            return Optional.empty();
          }
        });
  }

  /** The archive, once it is there whole and what made it has tidied up. */
  private Path appears() throws Exception {
    return eventually(
        () -> {
          if (!Files.isDirectory(cache())) {
            return Optional.empty();
          }
          try (Stream<Path> files = Files.list(cache())) {
            List<Path> all = files.toList();
            return all.stream().anyMatch(path -> path.toString().endsWith(".making"))
                ? Optional.empty()
                : all.stream().filter(path -> path.toString().endsWith(".jsa")).findFirst();
          }
        });
  }

  private static <T> T eventually(Callable<Optional<T>> look) throws Exception {
    long until = System.nanoTime() + TimeUnit.MINUTES.toNanos(4);
    while (System.nanoTime() < until) {
      Optional<T> found = look.call();
      if (found.isPresent()) {
        return found.get();
      }
      TimeUnit.MILLISECONDS.sleep(50);
    }
    throw new AssertionError("no archive was made");
  }
}
