package dev.fetchery.cli;

import dev.fetchery.app.ExitCode;
import dev.fetchery.config.Setting;
import dev.fetchery.config.Settings;
import dev.fetchery.config.SettingsLoader;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code fetchery run JOB.json|LIST}: one job to its end. */
@Command(
    name = "run",
    mixinStandardHelpOptions = true,
    description =
        "Runs one job, or a list of URLs, to its end. After an interruption, the same command"
            + " continues it.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  fetchery run conf/jobs/flags.json",
      "  fetchery run urls.txt.gz --dir mine --as '{index}-{url.file}'",
      "  cut -f 2 table | fetchery run - --format txt",
      "  fetchery run big.json --downloads-dir /srv/files --verbose",
      "  fetchery run job.json --json | jq -r .sha256",
      "  fetchery run job.json --json --quiet | jq .progress.done",
      "",
      "Other jobs in the data directory do not run meanwhile. The HTTP interface and its",
      "dashboard are available if --port is given. Where a service runs with the same data",
      "directory it gets the job, unless --here is given; Ctrl-C then ends the watching alone.",
      "",
      "Exit status:",
      "  0   succeeded",
      "  1   failed, cancelled, or stopped by an error such as a full disk",
      "  2   bad options, settings file, job file or list",
      "  3   partial: some items were not found, failed or were cancelled",
      "  130 interrupted; completed items are kept"
    })
final class RunCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "JOB.json|LIST",
      description =
          "The job, a JSON document as for POST /api/v1/jobs; or a list of URLs: .txt, .csv, .tsv,"
              + " .ndjson or .jsonl, each also .gz or .zst. - is standard input.")
  private String file;

  @Mixin private ListOptions lists = new ListOptions();
  @Mixin private OutputOptions output = new OutputOptions();

  @Override
  public Integer call() throws Exception {
    boolean listens = ServiceOptions.given(spec, Setting.PORT);
    SettingsLoader read = ServiceOptions.read(spec, Map.of());
    Settings settings = read.settings(listens);
    try (JobInput input = lists.read(file, System.in, settings.caps(), output.dryRun())) {
      HandOver service =
          output.here() || listens ? null : HandOver.to(settings.storage().dataDir());
      if (service != null) {
        return service.matching(read.run()).run(spec.commandLine(), input, output);
      }
      return new LocalRun(spec, settings, true, output).run(input).code();
    } catch (InvalidInput e) {
      e.lines().forEach(line -> Mistakes.complain(spec.commandLine(), line));
      return ExitCode.USAGE;
    }
  }
}
