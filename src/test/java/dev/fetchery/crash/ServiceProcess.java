package dev.fetchery.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fetchery.cli.JarProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A process to be killed: the shipped jar with its one service, or one that holds several. */
final class ServiceProcess implements AutoCloseable {
  private static final String LISTENING = "listening on ";

  private final boolean several;
  private volatile @Nullable JarProcess process;

  /**
   * @param many the process that services are begun in; null where the jar is to be started
   */
  ServiceProcess(@Nullable JarProcess many) {
    this.process = many;
    this.several = many != null;
  }

  /** Begins a service; returns when it, or the process of its own, does something. */
  void begin(Path dir) throws IOException, InterruptedException {
    if (several) {
      process().say(dir.toString());
      process().awaitLine(line -> line.equals(dir + " " + ManyServices.BEGINS));
    } else {
      process = JarProcess.start(dir, "serve", "--port", "0");
    }
  }

  /** Waits until the service of a directory listens. */
  String address(Path dir) throws InterruptedException {
    String start = (several ? dir + " " : "") + LISTENING;
    return process().awaitLine(line -> line.startsWith(start)).substring(start.length());
  }

  /** SIGKILL to all services that it holds; returns when it is gone. */
  void kill() throws InterruptedException {
    process().kill();
  }

  /** Ends all services in good order; what they logged. */
  List<String> stop() throws InterruptedException {
    assertThat(process().terminate().await()).isZero();
    return process().err();
  }

  private JarProcess process() {
    return Objects.requireNonNull(process);
  }

  @Override
  public void close() {
    if (process != null) {
      process().close();
    }
  }
}
