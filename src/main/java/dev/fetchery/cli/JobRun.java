package dev.fetchery.cli;

import dev.fetchery.app.Await;
import dev.fetchery.app.Service;
import dev.fetchery.app.StartFault;
import dev.fetchery.bus.Answer;
import dev.fetchery.bus.Command;
import dev.fetchery.job.Completion;
import dev.fetchery.job.Job;
import dev.fetchery.job.JobSpec;
import java.util.List;

/** Submits a job to a service in this process and follows it to its end. */
final class JobRun {
  private JobRun() {}

  /** The ended job, and the seconds from asking for it to knowing of its end. */
  record Ended(Job job, double seconds) {}

  static Ended run(Service service, JobSpec spec, JobWatch.Listener listener)
      throws StartFault, InterruptedException {
    long start = System.nanoTime();
    Command.Submit submit = new Command.Submit(spec, null, null);
    try {
      String id = Await.on(service.ask(submit, Answer.Submitted.class)).job().id();
      Job job = new JobWatch(service, id, 0).follow(listener);
      return new Ended(job, (System.nanoTime() - start) / 1e9);
    } catch (Await.Fault e) {
      service.leaveWordToWhoStops();
      throw new StartFault("job " + spec.name() + " is not taken: " + e.getMessage(), e);
    }
  }

  /** Shows nothing. */
  static JobWatch.Listener silent() {
    return new JobWatch.Listener() {
      @Override
      public void moved(Job now) {}

      @Override
      public void ended(List<Completion> completions) {}
    };
  }
}
