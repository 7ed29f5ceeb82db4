package dev.fetchery.cli;

import dev.fetchery.app.ExitCode;
import dev.fetchery.app.FetcherService;
import dev.fetchery.app.Locales;
import dev.fetchery.app.Shutdown;
import dev.fetchery.app.Signals;
import dev.fetchery.app.StartFault;
import dev.fetchery.app.WaysOut;
import dev.fetchery.config.Setting;
import dev.fetchery.config.Settings;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code fetchery fetcher}: fetches for the coordinator of a cluster until SIGTERM or SIGINT. */
@Command(
    name = "fetcher",
    mixinStandardHelpOptions = true,
    description =
        "Fetches for a service on another machine (serve --cluster) until SIGTERM or Ctrl-C.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  fetchery fetcher --cluster --join 10.0.0.5:5701 --files /mnt/shared \\",
      "    --cluster-host 10.0.0.6 --cluster-cert c.pem --cluster-key k.pem --cluster-ca ca.pem",
      "",
      "Start it before or after the service, and as many as you like. All have the same --files:",
      "a bucket, or a directory that they share.",
      "",
      "Exit status:",
      "  0 ended by SIGTERM or SIGINT; what was under way has ended, or is offered to others",
      "  1 could not start or continue: a port, the cluster or the files cannot be used",
      "  2 bad options or settings file"
    })
final class FetcherCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    Settings settings = ServiceOptions.settings(spec, false);
    if (settings.cluster() == null) {
      throw new ParameterException(
          spec.commandLine(), "a fetcher works in a cluster: give " + Setting.CLUSTER.flag());
    }
    CompletableFuture<Integer> end = new CompletableFuture<>();
    FetcherService service = FetcherService.start(settings, end::completeExceptionally);
    Shutdown.guard(service, () -> ExitCode.OK, () -> {}, () -> {}, Output::endedAtOnce);
    if (settings.outbound().credentials().file() != null) {
      Signals.on("HUP", service::reloadCredentials);
    }
    Locales.warnIfNotUnicode();
    WaysOut.say(settings);
    try {
      return end.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof StartFault fault) {
        throw fault;
      }
      throw e;
    }
  }
}
