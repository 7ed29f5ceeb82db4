package dev.fetchery.fetcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fetchery.bus.FetcheryCodec;
import dev.fetchery.bus.Outcome;
import dev.fetchery.job.AddressKind;
import dev.fetchery.job.ErrorCode;
import dev.fetchery.testing.OriginServer;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A fetcher between an origin and a scripted coordinator; leaves neither parts nor connections. */
abstract class FetcherCase {
  @TempDir Path downloads;
  Vertx vertx;
  OriginServer origin;
  ScriptedCoordinator coordinator;
  FetcherVerticle fetcher;
  private String deployment;

  /** Whether the test leaves parts on purpose. */
  boolean leavesParts;

  @BeforeEach
  void startAll() throws Exception {
    vertx = Vertx.vertx(new VertxOptions().setMaxEventLoopExecuteTime(2_000_000_000L));
    FetcheryCodec.register(vertx.eventBus());
    origin = OriginServer.start();
    coordinator = new ScriptedCoordinator(vertx);
    configure();
    fetcher = new FetcherVerticle(options());
    deployment = vertx.deployVerticle(fetcher).await(60, TimeUnit.SECONDS);
    coordinator.awaitFetcher();
  }

  /** Before the fetcher starts. */
  void configure() {}

  FetcherOptions options() {
    return FetcherOptions.of(downloads, 64, "test", EnumSet.allOf(AddressKind.class));
  }

  @AfterEach
  void nothingIsLeft() throws Exception {
    if (!leavesParts) {
      eventually(() -> parts().isEmpty());
    }
    vertx.undeploy(deployment).await(60, TimeUnit.SECONDS);
    eventually(() -> origin.openConnections() == 0);
    vertx.close().await(60, TimeUnit.SECONDS);
    origin.close();
    if (!leavesParts) {
      assertThat(parts()).isEmpty();
    }
  }

  List<String> parts() {
    return files().stream().filter(name -> name.endsWith(".part")).toList();
  }

  /** Every file below the downloads directory. */
  List<String> files() {
    while (true) {
      try (Stream<Path> all = Files.walk(downloads)) {
        return all.filter(path -> !Files.isDirectory(path))
            .map(path -> downloads.relativize(path).toString())
            .sorted()
            .toList();
      } catch (IOException | UncheckedIOException e) {
        // A file went while it was looked at: once more.
      }
    }
  }

  byte[] saved(String name) throws IOException {
    return Files.readAllBytes(downloads.resolve(name));
  }

  static void eventually(BooleanSupplier condition) throws InterruptedException {
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("waited too long").isLessThan(until);
      java.util.concurrent.locks.LockSupport.parkNanos(5_000_000);
    }
  }

  static ErrorCode code(Outcome outcome) {
    assertThat(outcome).isInstanceOf(Outcome.Failed.class);
    return ((Outcome.Failed) outcome).fault().code();
  }
}
