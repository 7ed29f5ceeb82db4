package dev.fetchery.cli;

import dev.fetchery.app.Await;
import dev.fetchery.app.ExitCode;
import dev.fetchery.app.Service;
import dev.fetchery.app.Shutdown;
import dev.fetchery.app.StartFault;
import dev.fetchery.bus.Answer;
import dev.fetchery.bus.Command.Resume;
import dev.fetchery.bus.Command.Submit;
import dev.fetchery.config.Setting;
import dev.fetchery.config.Settings;
import dev.fetchery.http.view.ViewJson;
import dev.fetchery.job.Job;
import dev.fetchery.job.JobSpec;
import dev.fetchery.job.JobState;
import dev.fetchery.spec.JobWriter;
import dev.fetchery.store.JobRow;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code fetchery run JOB.json}: one job to its end. */
@Command(
    name = "run",
    mixinStandardHelpOptions = true,
    description = "Runs one job to its end. After an interruption, the same command continues it.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  fetchery run conf/jobs/flags.json",
      "  fetchery run big.json --downloads-dir /srv/files --verbose",
      "  fetchery run job.json --json | jq -r .sha256",
      "  fetchery run job.json --json --quiet | jq .progress.done",
      "",
      "Other jobs in the data directory do not run meanwhile. The HTTP interface and its",
      "dashboard are available if --port is given.",
      "",
      "Exit status:",
      "  0   succeeded",
      "  1   failed, cancelled, or stopped by an error such as a full disk",
      "  2   bad options, settings file or job file",
      "  3   partial: some items were not found, failed or were cancelled",
      "  130 interrupted; completed items are kept"
    })
final class RunCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "JOB.json",
      description = "The job: a JSON document as for POST /api/v1/jobs.")
  private Path file;

  @Option(names = "--json", description = "Prints one line of JSON for each item that ends.")
  private boolean json;

  @Option(
      names = "--quiet",
      description = "Prints only the last line; with --json, the job as JSON.")
  private boolean quiet;

  @Option(
      names = "--verbose",
      description = "Prints every item. By default, jobs of over 10,000 items print failures only.")
  private boolean verbose;

  /** The exit code if the process is interrupted now. */
  private volatile int status = ExitCode.INTERRUPTED;

  @Override
  public Integer call() throws Exception {
    boolean listens = ServiceOptions.given(spec, Setting.PORT);
    Settings settings = ServiceOptions.settings(spec, listens);
    try {
      return run(JobFile.read(file, settings.caps()), settings, listens);
    } catch (JobFile.Invalid e) {
      e.lines().forEach(this::complain);
      return ExitCode.USAGE;
    }
  }

  private int run(JobFile job, Settings settings, boolean listens) throws Exception {
    Service service = Service.open(settings, listens);
    JobRow unfinished = Await.on(service.store().openJob(job.fingerprint()));
    service.start(unfinished == null ? "" : unfinished.id());
    Shutdown.guard(service, () -> status, this::tellInterrupted);
    if (listens) {
      announce("listening on " + service.address());
    }
    Job ended = follow(service, begin(service, job, unfinished), unfinished, job.spec());
    status = tell(ended);
    service.stopAndWait();
    return status;
  }

  private CommandLine command() {
    return spec.commandLine();
  }

  private String begin(Service service, JobFile job, @Nullable JobRow unfinished)
      throws StartFault, InterruptedException {
    try {
      if (unfinished == null) {
        String key = "run-" + UUID.randomUUID();
        Submit submit = new Submit(JobWriter.document(job.spec()), key, job.fingerprint());
        return Await.on(service.ask(submit, Answer.Submitted.class)).job().id();
      }
      if (unfinished.state() == JobState.PAUSED) {
        Await.on(service.ask(new Resume(unfinished.id()), Answer.JobView.class));
      }
      return unfinished.id();
    } catch (Await.Fault e) {
      service.blockIfStopping();
      service.stopAndWait();
      throw new StartFault(file + " cannot be run: " + e.getMessage(), e);
    }
  }

  private Job follow(Service service, String id, @Nullable JobRow unfinished, JobSpec job)
      throws StartFault, InterruptedException {
    PrintWriter out = command().getOut();
    ItemFormat lines = new ItemFormat(job.mode(), command().getColorScheme().ansi());
    boolean bars = !quiet && !json && Screen.terminal();
    try (Screen screen = new Screen(out, bars)) {
      RunOutput output =
          new RunOutput(
              screen, lines, job, new RunOutput.Wanted(json, quiet, verbose), this::complain);
      long afterN = unfinished == null ? 0 : unfinished.lastN();
      return new JobWatch(service, id, afterN).follow(output);
    }
  }

  private int tell(Job job) {
    if (job.error() != null) {
      String what = job.state() == JobState.PAUSED ? "paused: " : "discovery failed: ";
      complain(what + ItemFormat.fault(job.error()));
    }
    if (quiet || !json) {
      command().getOut().println(json ? ViewJson.text(job) : ItemFormat.summary(job));
      command().getOut().flush();
    }
    return switch (job.state()) {
      case SUCCEEDED -> ExitCode.OK;
      case PARTIAL -> ExitCode.PARTIAL;
      case PAUSED -> {
        complain("the job is not finished; fix the problem, then the same command continues it");
        yield ExitCode.FAILED;
      }
      default -> ExitCode.FAILED;
    };
  }

  private void complain(String line) {
    FetcheryCommand.complain(command(), line);
  }

  private void tellInterrupted() {
    if (status == ExitCode.INTERRUPTED) {
      complain("interrupted; completed items are kept, the same command continues");
    }
  }

  /** To standard error if a program may read standard output. */
  private void announce(String line) {
    PrintWriter writer = json || quiet ? command().getErr() : command().getOut();
    writer.println(line);
    writer.flush();
  }
}
