package dev.fetchery.cli;

import dev.fetchery.app.Await;
import dev.fetchery.app.ExitCode;
import dev.fetchery.app.Service;
import dev.fetchery.demo.origin.DemoOrigin;
import dev.fetchery.demo.origin.DemoOriginOptions;
import io.vertx.core.Vertx;
import java.io.PrintWriter;
import java.net.BindException;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code fetchery origin}: runs the demo origin until SIGTERM or SIGINT. */
@Command(
    name = "origin",
    mixinStandardHelpOptions = true,
    description =
        "Runs a web server to try downloads with: pictures, a paged listing, files of any size.")
public final class OriginCommand implements Callable<Integer> {
  private static final long CLOSE_MS = 3000;

  private static final String PATHS =
      """
        GET  /emojis                       1,793 names and the URLs of their pictures
        GET  /data/flags/us/us.gif         a flag picture; nineteen countries
        GET  /data/flags/us/metadata.json  its country
        GET  /cat                          a different picture every time
        POST /api/list_files               start, per_page (at most 5): a page of 25 names
        GET  /api/download/NAME            the content of one of them
        GET  /status/python.org            a site to probe
        GET  /files/N/BYTES                the N-th body of that size, up to 1 GiB
        GET  /list/COUNT/BYTES             start, per_page: a page of such bodies
      """;

  private static final int MOST_PORT = 65_535;

  @Spec private CommandSpec spec;

  @Option(
      names = "--port",
      defaultValue = "5000",
      description = "Port to listen on; 0 selects a free one (${DEFAULT-VALUE}).")
  private int port;

  @Option(
      names = "--host",
      defaultValue = "127.0.0.1",
      description = "Address to listen on (${DEFAULT-VALUE}).")
  private String host;

  @Option(
      names = "--lag-ms",
      defaultValue = "0",
      description = "Delays every response by this many milliseconds (${DEFAULT-VALUE}).")
  private long lagMs;

  @Override
  public Integer call() throws InterruptedException {
    DemoOriginOptions options = options();
    Vertx vertx = Vertx.vertx(Service.vertxOptions());
    try {
      DemoOrigin origin = Await.on(DemoOrigin.start(vertx, options));
      Runtime.getRuntime().addShutdownHook(new Thread(() -> close(vertx), "origin-close"));
      PrintWriter out = spec.commandLine().getOut();
      out.println("listening on " + origin.baseUrl());
      out.print(PATHS);
      out.flush();
    } catch (Await.Fault e) {
      close(vertx);
      Mistakes.complain(spec.commandLine(), reason(e.getCause()));
      return ExitCode.FAILED;
    }
    new CountDownLatch(1).await();
    return ExitCode.OK;
  }

  private DemoOriginOptions options() {
    if (port < 0 || port > MOST_PORT) {
      throw Mistakes.refused(spec.commandLine(), "--port", "from 0 to " + MOST_PORT, port);
    } else if (lagMs < 0) {
      throw Mistakes.refused(spec.commandLine(), "--lag-ms", "at least 0", lagMs);
    }
    return DemoOriginOptions.defaults().withHost(host).withPort(port).withLagMs(lagMs);
  }

  private String reason(Throwable fault) {
    String place = "cannot listen on " + host + ":" + port + ": ";
    // The native transport has a fault of its own.
    boolean taken = String.valueOf(fault.getMessage()).contains("Address already in use");
    return fault instanceof BindException || taken
        ? place + "the port is in use or not allowed; choose another with --port"
        : place + fault.getMessage();
  }

  private static void close(Vertx vertx) {
    try {
      vertx.close().toCompletionStage().toCompletableFuture().get(CLOSE_MS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      // the process ends now
    }
  }
}
