package dev.fetchery.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.fetchery.app.ExitCode;
import dev.fetchery.app.ServiceFile;
import dev.fetchery.app.StartFault;
import dev.fetchery.config.RunSettings;
import dev.fetchery.config.Setting;
import dev.fetchery.context.RealPath;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/**
 * Gives a job to the service that uses the data directory, and watches it there: that service is
 * warm, and no other process can use the directory. Blocks.
 */
final class HandOver {
  /** A service that restarts is back by then. */
  private static final long GIVE_UP_MS = 30_000;

  /** Names that a template takes as they are, on every platform. */
  private static final Pattern PLAIN =
      Pattern.compile("[A-Za-z0-9_]([A-Za-z0-9._-]*[A-Za-z0-9_-])?");

  private final Path dataDir;
  private final ServiceFile service;
  private final ServiceClient client;

  private HandOver(Path dataDir, ServiceFile service, ServiceClient client) {
    this.dataDir = dataDir;
    this.service = service;
    this.client = client;
  }

  /** To the service of this user that uses the data directory and listens; null without one. */
  static @Nullable HandOver to(Path dataDir) throws InterruptedException {
    ServiceFile service = ServiceFile.read(dataDir);
    ServiceClient client = service == null ? null : ServiceClient.of(service);
    return service == null || client == null || !client.proves(service.key())
        ? null
        : new HandOver(dataDir, service, client);
  }

  /**
   * Refuses a run that asks for what the service does not do.
   *
   * @param except settings that do not count
   * @throws StartFault that says which settings differ
   */
  HandOver matching(RunSettings asked, Setting... except) throws StartFault {
    List<Setting> differing = new ArrayList<>(service.differing(asked));
    differing.removeAll(List.of(except));
    if (!differing.isEmpty()) {
      throw new StartFault(
          "the service at "
              + service.address()
              + " uses the data directory "
              + dataDir
              + " and was started with another "
              + differing.stream().map(Setting::flag).collect(Collectors.joining(", "))
              + ": leave that to the service, or name another --data-dir");
    }
    return this;
  }

  /**
   * Where a directory lies below the service's files, as a job's {@code dir}; null where it lies
   * elsewhere, or has a name that a job would change.
   */
  @Nullable String below(Path target) {
    if (!service.files().startsWith("/")) {
      return null;
    }
    Path files = RealPath.of(Path.of(service.files()));
    Path wanted = RealPath.of(target);
    if (wanted.equals(files)) {
      return "";
    }
    if (!wanted.startsWith(files)) {
      return null;
    }
    StringBuilder dir = new StringBuilder();
    for (Path name : files.relativize(wanted)) {
      if (!PLAIN.matcher(name.toString()).matches()) {
        return null;
      }
      dir.append(dir.isEmpty() ? "" : "/").append(name);
    }
    return dir.toString();
  }

  /** Runs the job there and returns the exit code, as a run in this process would. */
  int run(CommandLine command, JobInput input, OutputOptions options)
      throws ClientFault, InvalidInput, JsonProcessingException, InterruptedException {
    Mistakes.complain(
        command,
        "handed to the service at "
            + service.address()
            + ", which uses "
            + dataDir
            + "; --here forbids that");
    JobInput.Posted posted = input.posted();
    if (options.dryRun()) {
      ServiceClient.Reply plan = client.plan(posted.query(), posted.mediaType(), posted.body());
      PlanText.print(plan.text(), options.wanted().json(), command.getOut());
      return ExitCode.OK;
    }
    ServiceClient.Reply job =
        client.run(input.fingerprint(), posted.query(), posted.mediaType(), posted.body());
    String id = job.json().path("id").asText();
    if (job.json().path("state").asText().equals("paused")) {
      client.post(ServiceClient.job(id) + "/resume");
    }
    RemoteWatch.Manner manner =
        new RemoteWatch.Manner(
            job.lastEventId(),
            true,
            GIVE_UP_MS,
            "interrupted; the service goes on with the job: fetchery cancel "
                + id
                + " --server "
                + service.address()
                + " ends it, the same command shows it again");
    return new RemoteWatch(client, this::again, id, command, options.wanted(), manner).follow();
  }

  /** A service that was started anew has another address and another key. */
  private @Nullable ServiceClient again() throws InterruptedException {
    HandOver found = to(dataDir);
    return found == null ? null : found.client;
  }
}
