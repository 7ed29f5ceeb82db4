package dev.fetchery.cli;

import dev.fetchery.app.Await;
import dev.fetchery.app.ExitCode;
import dev.fetchery.app.Preflight;
import dev.fetchery.app.Service;
import dev.fetchery.app.Shutdown;
import dev.fetchery.config.Setting;
import dev.fetchery.config.Settings;
import dev.fetchery.demo.DemoJob;
import dev.fetchery.demo.DemoJobs;
import dev.fetchery.demo.origin.DemoOrigin;
import dev.fetchery.demo.origin.DemoOriginOptions;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code fetchery demo}: runs the sample jobs and compares them with one request at a time. */
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    description =
        "Runs five sample jobs against a local web server, then keeps the dashboard running.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  fetchery demo",
      "  fetchery demo --exit --downloads-dir /tmp/pictures",
      "",
      "Needs no network. If port 8080 is taken and --port is not given, uses a free port.",
      "",
      "Exit status:",
      "  0 all five jobs ended as expected, or the demo was ended by SIGTERM or SIGINT",
      "  1 a job did not end as expected, or the service could not start",
      "  2 bad options or settings file"
    })
final class DemoCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(names = "--exit", description = "Exits after the jobs.")
  private boolean exit;

  @Option(
      names = "--lag-ms",
      defaultValue = "50",
      description =
          "Delay of every response in milliseconds, as if the server were far away (${DEFAULT-VALUE}).")
  private long lagMs;

  @Override
  public Integer call() throws Exception {
    if (lagMs < 0 || lagMs > 60_000) {
      throw Mistakes.refused(spec.commandLine(), "--lag-ms", "from 0 to 60000", lagMs);
    }
    Service service = open();
    DemoOrigin origin =
        Await.on(DemoOrigin.start(service.vertx(), DemoOriginOptions.defaults().withLagMs(lagMs)));
    List<DemoJob> jobs = DemoJobs.against(origin.baseUrl());
    service.offer(jobs.stream().collect(Collectors.toMap(DemoJob::name, DemoJob::json)));
    service.start(null);
    PrintWriter out = spec.commandLine().getOut();
    long unix = service.clock().now().getEpochSecond();
    DemoRun run = new DemoRun(service, origin.baseUrl(), "demo-" + unix, out);
    Shutdown.guard(service, () -> ExitCode.OK, run::ending, () -> {}, Output::endedAtOnce);
    out.println("listening on " + service.address());
    out.println(
        "The demo origin is at "
            + origin.baseUrl()
            + (lagMs == 0 ? "" : " and delays every response by " + lagMs + " ms")
            + "; files are saved in "
            + run.directory());
    out.flush();
    List<DemoRun.Row> rows = new ArrayList<>();
    for (DemoJob job : jobs) {
      rows.add(run.job(job));
    }
    run.table(rows);
    boolean good = rows.stream().allMatch(DemoRun.Row::asExpected);
    if (exit) {
      service.stopAndWait();
      return good ? ExitCode.OK : ExitCode.FAILED;
    }
    out.println("The service runs until Ctrl-C; its dashboard:");
    out.println(service.address() + "/");
    out.flush();
    new CountDownLatch(1).await();
    return ExitCode.OK;
  }

  /** On the given port, else the default one, else any free one. */
  private Service open() throws Exception {
    Settings settings = ServiceOptions.settings(spec, true);
    boolean fixed = ServiceOptions.given(spec, Setting.PORT) || Preflight.portFree(settings);
    return Service.open(fixed ? settings : settings.withPort(0), true);
  }
}
