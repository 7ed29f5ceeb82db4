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
import dev.fetchery.http.view.JobJson;
import dev.fetchery.job.Job;
import dev.fetchery.job.JobSpec;
import dev.fetchery.job.JobState;
import dev.fetchery.store.JobRow;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.UUID;
import java.util.concurrent.Callable;
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
    description = "Runs one job to its end; interrupted, the same command goes on with it.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  fetchery run conf/jobs/flags.json",
      "  fetchery run big.json --downloads-dir /srv/files --verbose",
      "  fetchery run job.json --json | jq -r .sha256",
      "  fetchery run job.json --json --quiet | jq .progress.done",
      "",
      "Other jobs in the data directory are left as they are. The interface is served",
      "only where --port is given.",
      "",
      "Exit status:",
      "  0   succeeded",
      "  1   failed, cancelled, or stopped by a fault of its surroundings",
      "  2   bad options, settings file or job file",
      "  3   partial: some items were not found, failed or were cancelled",
      "  130 interrupted; what was done is kept"
    })
final class RunCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "JOB.json", description = "The job, as it would be posted.")
  private Path file;

  @Option(names = "--json", description = "Prints each item as it ends as JSON, one a line.")
  private boolean json;

  @Option(
      names = "--quiet",
      description = "Prints the last line alone; with --json that is the job as JSON.")
  private boolean quiet;

  @Option(
      names = "--verbose",
      description = "Prints every item; else jobs of over 10,000 print only what went wrong.")
  private boolean verbose;

  /** What the process would end with now. */
  private volatile int status = ExitCode.INTERRUPTED;

  @Override
  public Integer call() throws Exception {
    boolean listens = ServiceOptions.given(spec, Setting.PORT);
    Settings settings = ServiceOptions.settings(spec, listens);
    JobFile job = JobFile.read(file, settings.caps());
    if (!job.faults().isEmpty()) {
      job.faults().forEach(fault -> FetcheryCommand.complain(command(), fault));
      return ExitCode.USAGE;
    }
    Service service = Service.open(settings, listens);
    JobRow unfinished = Await.on(service.store().openJob(job.fingerprint()));
    service.start(unfinished == null ? "" : unfinished.id());
    Shutdown.guard(service, () -> status, this::interrupted);
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

  private String begin(Service service, JobFile job, JobRow unfinished)
      throws StartFault, InterruptedException {
    try {
      if (unfinished == null) {
        String key = "run-" + UUID.randomUUID();
        Submit submit = new Submit(job.spec(), key, job.fingerprint());
        return Await.on(service.ask(submit, Answer.Submitted.class)).job().id();
      }
      if (unfinished.state() == JobState.PAUSED) {
        Await.on(service.ask(new Resume(unfinished.id()), Answer.JobView.class));
      }
      return unfinished.id();
    } catch (Await.Fault e) {
      service.leaveWordToWhoStops();
      service.stopAndWait();
      throw new StartFault(file + " cannot be run: " + e.getMessage(), e);
    }
  }

  private Job follow(Service service, String id, JobRow unfinished, JobSpec job)
      throws StartFault, InterruptedException {
    PrintWriter out = command().getOut();
    ItemFormat lines = new ItemFormat(job.mode(), command().getColorScheme().ansi());
    boolean bars = !quiet && !json && Screen.terminal();
    try (Screen screen = new Screen(out, bars)) {
      RunOutput output =
          new RunOutput(
              screen, lines, job, new RunOutput.Wanted(json, quiet, verbose), this::aside);
      long afterN = unfinished == null ? 0 : unfinished.lastN();
      return new JobWatch(service, id, afterN).follow(output);
    }
  }

  private int tell(Job job) {
    if (job.error() != null) {
      String what = job.state() == JobState.PAUSED ? "paused: " : "discovery broke off: ";
      FetcheryCommand.complain(command(), what + ItemFormat.fault(job.error()));
    }
    if (quiet || !json) {
      command().getOut().println(json ? JobJson.text(job) : ItemFormat.summary(job));
      command().getOut().flush();
    }
    return switch (job.state()) {
      case SUCCEEDED -> ExitCode.OK;
      case PARTIAL -> ExitCode.PARTIAL;
      case PAUSED -> {
        FetcheryCommand.complain(
            command(), "not ended; when that is mended, the same command goes on");
        yield ExitCode.FAILED;
      }
      default -> ExitCode.FAILED;
    };
  }

  private void aside(String line) {
    FetcheryCommand.complain(command(), line);
  }

  private void interrupted() {
    if (status == ExitCode.INTERRUPTED) {
      FetcheryCommand.complain(
          command(), "interrupted; what was done is kept, the same command goes on");
    }
  }

  /** Standard output may be for a program to read. */
  private void announce(String line) {
    PrintWriter writer = json || quiet ? command().getErr() : command().getOut();
    writer.println(line);
    writer.flush();
  }
}
