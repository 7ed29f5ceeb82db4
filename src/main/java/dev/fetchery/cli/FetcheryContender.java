package dev.fetchery.cli;

import dev.fetchery.app.Service;
import dev.fetchery.demo.bench.BenchWork;
import dev.fetchery.demo.bench.Contender;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** The bench's work as a job of a service that runs in this process. */
final class FetcheryContender implements Contender {
  private final Service service;
  private final BenchWork work;

  FetcheryContender(Service service, BenchWork work) {
    this.service = service;
    this.work = work;
  }

  @Override
  public String name() {
    return "fetchery";
  }

  /** Saves in the service's own directory, in a fresh one of the same name. */
  @Override
  public long run(Path dir) throws Exception {
    String job = work.job(dir.getFileName().toString());
    var spec = JobFile.parse(job.getBytes(StandardCharsets.UTF_8));
    return JobRun.run(service, spec, JobRun.silent()).job().progress().done();
  }
}
