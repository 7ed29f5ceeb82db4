package dev.fetchery.cli;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The jar as a user starts it, in a directory of its own. */
public final class JarProcess implements AutoCloseable {
  private static final long PATIENCE_S = 60;
  private static final int SIGINT_BIT = 1 << 1;

  private static final List<String> MACHINE = machine();

  private final Process process;
  private final List<String> out = new ArrayList<>();
  private final List<String> err = new ArrayList<>();
  private final List<Thread> readers = new ArrayList<>();

  /**
   * Most processes end soon: without the second compiler, and with the archive of classes that the
   * build makes, a start takes a third of the processor time.
   */
  private static List<String> machine() {
    Path archive = Path.of(System.getProperty("fetchery.jar")).resolveSibling("start/classes.jsa");
    List<String> machine = List.of("-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");
    return Files.exists(archive)
        ? Stream.concat(machine.stream(), Stream.of("-XX:SharedArchiveFile=" + archive)).toList()
        : machine;
  }

  private JarProcess(Process process) {
    this.process = process;
    readers.add(reader(process.getInputStream(), out));
    readers.add(reader(process.getErrorStream(), err));
  }

  /**
   * @param dir its working directory
   */
  public static JarProcess start(Path dir, Object... args) throws IOException {
    return start(dir, List.of(), args);
  }

  /**
   * @param dir its working directory
   * @param machine further options of the virtual machine
   */
  public static JarProcess start(Path dir, List<String> machine, Object... args)
      throws IOException {
    return start(dir, List.of(), machine, args);
  }

  /**
   * By another command.
   *
   * @param dir its working directory
   * @param by what the command line begins with
   * @param machine further options of the virtual machine
   */
  public static JarProcess startBy(List<String> by, Path dir, List<String> machine, Object... args)
      throws IOException {
    return start(dir, by, machine, args);
  }

  /**
   * Another main class, besides the jar.
   *
   * @param dir its working directory
   * @param machine further options of the virtual machine
   * @param classes a jar with that class
   */
  public static JarProcess startBeside(
      Path dir, List<String> machine, Path classes, String main, Object... args)
      throws IOException {
    String both = System.getProperty("fetchery.jar") + File.pathSeparator + classes;
    return start(dir, List.of(), machine, List.of("-cp", both, main), args);
  }

  /**
   * For whom permissions count, also where this user may do everything.
   *
   * @param dir its working directory
   */
  public static JarProcess startHeldByPermissions(Path dir, Object... args) throws IOException {
    Path test = Files.createTempDirectory(dir, "permissions");
    Files.setPosixFilePermissions(test, PosixFilePermissions.fromString("r-x------"));
    List<String> by =
        Files.isWritable(test)
            ? List.of("setpriv", "--bounding-set", "-dac_override,-dac_read_search")
            : List.of();
    Files.delete(test);
    return start(dir, by, List.of(), args);
  }

  /**
   * With room for so many open files and sockets.
   *
   * @param dir its working directory
   */
  public static JarProcess startWithDescriptors(Path dir, int most, Object... args)
      throws IOException {
    return start(dir, List.of("prlimit", "--nofile=" + most + ":" + most), List.of(), args);
  }

  private static JarProcess start(Path dir, List<String> by, List<String> machine, Object... args)
      throws IOException {
    return start(dir, by, machine, List.of("-jar", System.getProperty("fetchery.jar")), args);
  }

  private static JarProcess start(
      Path dir, List<String> by, List<String> machine, List<String> program, Object... args)
      throws IOException {
    List<String> command = new ArrayList<>(by);
    if (ignoresInterrupts()) {
      command.addAll(List.of("env", "--default-signal=INT"));
    }
    command.add(System.getProperty("java.home") + File.separator + "bin" + File.separator + "java");
    command.addAll(MACHINE);
    command.addAll(machine);
    command.addAll(program);
    for (Object arg : args) {
      command.add(arg.toString());
    }
    ProcessBuilder builder = new ProcessBuilder(command).directory(dir.toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("FETCHERY_"));
    builder.environment().put("XDG_STATE_HOME", dir.resolve("state").toString());
    return new JarProcess(builder.start());
  }

  /** What a shell starts in the background inherits that it is to ignore them, and bequeaths it. */
  private static boolean ignoresInterrupts() throws IOException {
    Path status = Path.of("/proc/self/status");
    return Files.exists(status)
        && Files.readAllLines(status).stream()
            .filter(line -> line.startsWith("SigIgn:"))
            .anyMatch(
                line -> (Long.parseUnsignedLong(line.substring(7).strip(), 16) & SIGINT_BIT) != 0);
  }

  private static Thread reader(InputStream in, List<String> lines) {
    Thread thread =
        new Thread(
            () -> {
              try (var reader =
                  new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
                String line;
                while ((line = reader.readLine()) != null) {
                  add(lines, line);
                }
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
    thread.start();
    return thread;
  }

  private static void add(List<String> lines, String line) {
    synchronized (lines) {
      lines.add(line);
      lines.notifyAll();
    }
  }

  /** Waits for a line of standard output. */
  public String awaitLine(Predicate<String> wanted) throws InterruptedException {
    return awaitLine(out, wanted);
  }

  /** Waits for a line of its log. */
  public String awaitLogged(String part) throws InterruptedException {
    return awaitLine(err, line -> line.contains(part));
  }

  private String awaitLine(List<String> lines, Predicate<String> wanted)
      throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_S);
    synchronized (lines) {
      while (true) {
        var line = lines.stream().filter(wanted).findFirst();
        if (line.isPresent()) {
          return line.get();
        }
        long leftMs = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
        if (leftMs <= 0) {
          throw new AssertionError("not among the lines: " + out + ", errors: " + err);
        }
        lines.wait(Math.min(leftMs, 1000));
      }
    }
  }

  /** Writes a line to its standard input. */
  public void say(String line) throws IOException {
    OutputStream in = process.getOutputStream();
    in.write((line + "\n").getBytes(StandardCharsets.UTF_8));
    in.flush();
  }

  /** Ends its standard input. */
  public void endInput() throws IOException {
    process.getOutputStream().close();
  }

  /** SIGTERM. */
  public JarProcess terminate() {
    process.toHandle().destroy(); // the process itself would close its streams too
    return this;
  }

  /** SIGINT. */
  public JarProcess interrupt() throws IOException, InterruptedException {
    return signal("-INT");
  }

  /** SIGSTOP: it does nothing more, and its machine still answers for its connections. */
  public void stop() throws IOException, InterruptedException {
    signal("-STOP");
  }

  /** SIGCONT. */
  public JarProcess goOn() throws IOException, InterruptedException {
    return signal("-CONT");
  }

  private JarProcess signal(String name) throws IOException, InterruptedException {
    new ProcessBuilder("kill", name, String.valueOf(process.pid())).start().waitFor();
    return this;
  }

  /** SIGKILL; returns when it is gone. */
  public void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  public long pid() {
    return process.pid();
  }

  /** The exit status, once it has ended and all its lines are read. */
  public int await() throws InterruptedException {
    if (!process.waitFor(PATIENCE_S, TimeUnit.SECONDS)) {
      throw new AssertionError("still running; it said " + out + ", errors: " + err);
    }
    for (Thread reader : readers) {
      reader.join();
    }
    return process.exitValue();
  }

  public List<String> out() {
    synchronized (out) {
      return List.copyOf(out);
    }
  }

  public List<String> err() {
    synchronized (err) {
      return List.copyOf(err);
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
