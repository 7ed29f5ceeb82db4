package dev.fetchery.cli;

import dev.fetchery.app.Service;
import dev.fetchery.demo.bench.BenchWork;
import dev.fetchery.demo.bench.Contender;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Does the bench's work as a job of a service in this process. */
record FetcheryContender(Service service, BenchWork work) implements Contender {

  @Override
  public String name() {
    return "fetchery";
  }

  /** Saves in the service's downloads directory, in a fresh subdirectory of the same name. */
  @Override
  public long run(Path dir) throws Exception {
    String job = work.job(String.valueOf(dir.getFileName()));
    var spec = JobFile.parse(job.getBytes(StandardCharsets.UTF_8));
    return JobRun.run(service, spec, new JobWatch.Listener() {}).job().progress().done();
  }
}
