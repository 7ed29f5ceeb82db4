package dev.fetchery.cli;

import dev.fetchery.app.Await;
import dev.fetchery.app.ExitCode;
import dev.fetchery.app.Service;
import dev.fetchery.app.Shutdown;
import dev.fetchery.app.StartFault;
import dev.fetchery.bus.Answer;
import dev.fetchery.bus.Command.DryRun;
import dev.fetchery.bus.Command.Resume;
import dev.fetchery.bus.Command.Submit;
import dev.fetchery.config.Setting;
import dev.fetchery.config.Settings;
import dev.fetchery.http.view.ViewJson;
import dev.fetchery.job.Job;
import dev.fetchery.job.JobDocument;
import dev.fetchery.job.JobSpec;
import dev.fetchery.job.JobState;
import dev.fetchery.job.Mode;
import dev.fetchery.spec.JobWriter;
import dev.fetchery.store.DiskSync;
import dev.fetchery.store.JobRow;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/**
 * One job to its end in a service of this process: {@code run} and {@code get}. A job of equal
 * content that has not finished is continued. Blocks.
 */
final class LocalRun {
  static final String NOT_FINISHED =
      "the job is not finished; fix the problem, then the same command continues it";

  private final CommandLine command;
  private final Settings settings;
  private final boolean listens;
  private final boolean apart;
  private final OutputOptions options;
  private final RunOutput.Wanted wanted;
  private final Screen screen;

  /** The exit code if the process is interrupted now. */
  private volatile int status = ExitCode.INTERRUPTED;

  /**
   * @param apart whether the data directory must lie outside of the downloads directory
   */
  LocalRun(CommandSpec spec, Settings settings, boolean apart, OutputOptions options) {
    this.command = spec.commandLine();
    this.settings = settings;
    this.listens = ServiceOptions.given(spec, Setting.PORT);
    this.apart = apart;
    this.options = options;
    this.wanted = options.wanted();
    this.screen = new Screen(command.getOut(), options.bars() && !options.dryRun());
  }

  /**
   * The result of a run.
   *
   * @param code of the process
   * @param open whether the same command continues the job
   */
  record Result(int code, boolean open) {}

  Result run(JobInput input) throws Exception {
    try (screen) {
      screen.note(name(input), "starting");
      if (!options.dryRun()) {
        return with(Service.open(settings, listens, apart), service -> run(service, input));
      }
      try (DryPlace place = DryPlace.of(settings)) {
        return with(
            Service.open(place.settings(), listens, false), service -> plan(service, place, input));
      }
    }
  }

  private interface Work {
    Result with(Service service) throws Exception;
  }

  private static Result with(Service service, Work work) throws Exception {
    try {
      return work.with(service);
    } catch (RuntimeException e) {
      // a stopped Vert.x throws at each call that it gets
      service.blockIfStopping();
      throw e;
    }
  }

  private static String name(JobInput input) {
    return RunOutput.nameOf(input.spec().name());
  }

  private Result run(Service service, JobInput input) throws Exception {
    JobRow unfinished = Await.on(service.store().openJob(input.fingerprint()));
    service.start(unfinished == null ? "" : unfinished.id());
    Shutdown.guard(
        service, () -> status, this::tellEnding, this::tellInterrupted, Output::endedAtOnce);
    if (listens) {
      announce("listening on " + service.address());
    }
    Job ended = follow(service, begin(service, input, unfinished), unfinished, input);
    screen.endBar();
    status = tell(ended, input.spec());
    service.stopAndWait();
    return new Result(status, ended.state() == JobState.PAUSED);
  }

  private String begin(Service service, JobInput input, @Nullable JobRow unfinished)
      throws StartFault, InterruptedException {
    try {
      if (unfinished == null) {
        return submit(service, input);
      }
      if (unfinished.state() == JobState.PAUSED) {
        Await.on(service.ask(new Resume(unfinished.id()), Answer.JobView.class));
      }
      return unfinished.id();
    } catch (Await.Fault | IOException e) {
      service.blockIfStopping();
      service.stopAndWait();
      throw new StartFault(input.shown() + " cannot be run: " + e.getMessage(), e);
    }
  }

  private String submit(Service service, JobInput input)
      throws Await.Fault, IOException, InterruptedException {
    Path data = settings.storage().dataDir();
    DiskSync sync = DiskSync.of(settings.storage().fullDurability());
    try {
      JobDocument document = JobWriter.document(input.store(data, sync));
      Submit submit = new Submit(document, "run-" + UUID.randomUUID(), input.fingerprint());
      return Await.on(service.ask(submit, Answer.Submitted.class)).job().id();
    } catch (Await.Fault | IOException e) {
      if (!service.stopping()) {
        input.discard(data);
      }
      throw e;
    }
  }

  private Job follow(Service service, String id, @Nullable JobRow unfinished, JobInput input)
      throws StartFault, InterruptedException {
    JobSpec job = input.spec();
    ItemFormat lines =
        new ItemFormat(job.mode() == Mode.PROBE, command.getColorScheme().ansi(), screen::columns);
    RunOutput output = new RunOutput(screen, lines, job, wanted, this::complain);
    long afterN = unfinished == null ? 0 : unfinished.lastN();
    Job ended = new JobWatch(service, id, afterN).follow(output);
    screen.endBar();
    output.sumUp();
    return ended;
  }

  private int tell(Job job, JobSpec spec) {
    if (job.error() != null) {
      String what = job.state() == JobState.PAUSED ? "paused: " : "discovery failed: ";
      complain(what + ItemFormat.fault(job.error()));
    }
    if (wanted.quiet() || !wanted.json()) {
      command.getOut().println(wanted.json() ? ViewJson.text(job) : summary(job, spec));
      command.getOut().flush();
    }
    if (job.state() == JobState.PAUSED) {
      complain(NOT_FINISHED);
    }
    return exitCode(job.state().wire());
  }

  private static String summary(Job job, JobSpec spec) {
    JobStatus status = JobStatus.of(job);
    boolean saved = status.hasFiles(spec.mode() == Mode.PROBE);
    return ItemFormat.summary(status, saved ? job.directory() : "");
  }

  /**
   * The exit code for a job that was followed to this state.
   *
   * @param state as in its view
   */
  static int exitCode(String state) {
    return switch (state) {
      case "succeeded" -> ExitCode.OK;
      case "partial" -> ExitCode.PARTIAL;
      default -> ExitCode.FAILED;
    };
  }

  private Result plan(Service service, DryPlace place, JobInput input) throws Exception {
    service.start("");
    Shutdown.guard(service, () -> ExitCode.INTERRUPTED, () -> {}, () -> {}, Output::endedAtOnce);
    Path data = place.settings().storage().dataDir();
    try {
      JobDocument document = JobWriter.document(input.store(data, DiskSync.NONE));
      Answer.Planned plan =
          Await.on(service.ask(new DryRun(document, "run"), Answer.Planned.class));
      PlanText.print(ViewJson.text(plan), wanted.json(), command.getOut());
      return new Result(ExitCode.OK, false);
    } catch (Await.Fault e) {
      service.blockIfStopping();
      throw new StartFault(input.shown() + " cannot be planned: " + e.getMessage(), e);
    } finally {
      service.stopAndWait();
    }
  }

  private void complain(String line) {
    Mistakes.complain(command, line);
  }

  /** Requests under way get their grace: the bar goes on and says so. */
  private void tellEnding() {
    if (status == ExitCode.INTERRUPTED) {
      screen.ending("interrupted, ending requests under way");
    }
  }

  private void tellInterrupted() {
    if (status == ExitCode.INTERRUPTED) {
      screen.close();
      complain("interrupted; completed items are kept, the same command continues");
    }
  }

  /** To standard error if a program may read standard output. */
  private void announce(String line) {
    PrintWriter writer = wanted.json() || wanted.quiet() ? command.getErr() : command.getOut();
    screen.beside(
        () -> {
          writer.println(line);
          writer.flush();
        });
  }
}
