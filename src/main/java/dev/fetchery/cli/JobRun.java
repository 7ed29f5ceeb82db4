package dev.fetchery.cli;

import dev.fetchery.app.Await;
import dev.fetchery.app.Service;
import dev.fetchery.app.StartFault;
import dev.fetchery.bus.Answer;
import dev.fetchery.bus.Command;
import dev.fetchery.job.Job;
import dev.fetchery.job.JobSpec;
import dev.fetchery.spec.JobWriter;

/**
 * A job that ran to its end in a service in this process.
 *
 * @param seconds from submitting the job to learning of its end
 */
record JobRun(Job job, double seconds) {

  /** Submits the job and follows it to its end. Blocks. */
  static JobRun run(Service service, JobSpec spec, JobWatch.Listener listener)
      throws StartFault, InterruptedException {
    long start = service.clock().nanoTime();
    Command.Submit submit = new Command.Submit(JobWriter.document(spec), null, null);
    try {
      String id = Await.on(service.ask(submit, Answer.Submitted.class)).job().id();
      Job job = new JobWatch(service, id, 0).follow(listener);
      return new JobRun(job, (service.clock().nanoTime() - start) / 1e9);
    } catch (Await.Fault e) {
      service.blockIfStopping();
      throw new StartFault("job " + spec.name() + " cannot be submitted: " + e.getMessage(), e);
    } catch (RuntimeException e) {
      // a stopped Vert.x throws at each call that it gets
      service.blockIfStopping();
      throw e;
    }
  }
}
