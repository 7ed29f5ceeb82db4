package dev.fetchery.cli;

import dev.fetchery.app.ClassPreloader;
import dev.fetchery.app.ExitCode;
import dev.fetchery.app.Locales;
import dev.fetchery.app.Service;
import dev.fetchery.app.ServiceFile;
import dev.fetchery.app.Shutdown;
import dev.fetchery.app.Signals;
import dev.fetchery.app.WaysOut;
import dev.fetchery.config.Settings;
import dev.fetchery.config.SettingsLoader;
import dev.fetchery.http.OwnerKey;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code fetchery serve}: runs the service until SIGTERM or SIGINT. */
@Command(
    name = "serve",
    mixinStandardHelpOptions = true,
    description = "Runs the service until SIGTERM or Ctrl-C. Unfinished jobs continue.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  fetchery serve",
      "  fetchery serve --port 0 --downloads-dir /srv/pictures",
      "  fetchery serve --host 0.0.0.0 --token-file token --tls-cert c.pem --tls-key k.pem",
      "",
      "Every option is also a key of the settings file (port: 8080) and an environment",
      "variable (FETCHERY_PORT). FETCHERY_LOG=json writes the log as lines of JSON.",
      "",
      "Exit status:",
      "  0 ended by SIGTERM or SIGINT; all results are stored",
      "  1 could not start: a port, a directory or the database cannot be used",
      "  2 bad options or settings file"
    })
final class ServeCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    SettingsLoader read = ServiceOptions.read(spec, Map.of());
    Settings settings = read.settings(true);
    Service service = Service.open(settings, true);
    OwnerKey owner = OwnerKey.random();
    service.admit(owner);
    var macs = CompletableFuture.supplyAsync(() -> ServiceFile.macs(owner, read.run()));
    service.start(null);
    Path data = settings.storage().dataDir();
    Shutdown.guard(
        service, () -> ExitCode.OK, () -> ServiceFile.remove(data), () -> {}, Output::endedAtOnce);
    ServiceFile.of(service, owner, macs.join()).write(data);
    if (settings.outbound().credentials().file() != null) {
      Signals.on("HUP", service::reloadCredentials);
    }
    Locales.warnIfNotUnicode();
    WaysOut.say(settings);
    spec.commandLine().getOut().println("listening on " + service.address());
    spec.commandLine().getOut().flush();
    ClassPreloader.forFirstJob();
    new CountDownLatch(1).await();
    return ExitCode.OK;
  }
}
