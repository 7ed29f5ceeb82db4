package dev.fetchery.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fetchery.app.Service;
import dev.fetchery.config.Setting;
import dev.fetchery.config.SettingsLoader;
import dev.fetchery.job.JobSpec;
import dev.fetchery.spec.JobReader;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JobRunTest {
  private static final String JOB =
      "{\"source\": {\"type\": \"repeat\", \"url\": \"http://127.0.0.1:9/\", \"count\": 1}}";

  @TempDir private Path dir;

  /** The signal that stopped it ends the process: to fail would print a second message. */
  @Test
  void waitsForTheEndOfTheProcessOnceTheServiceWasStopped() throws Exception {
    Service service = open();
    service.start(null);
    service.stopAndWait();
    JobSpec spec = JobReader.readStored(JOB);
    FutureTask<JobRun> run =
        new FutureTask<>(() -> JobRun.run(service, spec, new JobWatch.Listener() {}));
    Thread thread = new Thread(run, "job-run");
    thread.start();
    while (!run.isDone() && !blocked(thread)) {
      Thread.onSpinWait();
    }
    assertThat(run).isNotDone();
    thread.interrupt();
    thread.join();
  }

  private static boolean blocked(Thread thread) {
    return Arrays.stream(thread.getStackTrace())
        .anyMatch(frame -> frame.getMethodName().equals("blockIfStopping"));
  }

  private Service open() throws Exception {
    Map<Setting, String> flags =
        Map.of(
            Setting.PORT, "0",
            Setting.DATA_DIR, dir.resolve("data").toString(),
            Setting.DOWNLOADS_DIR, dir.resolve("downloads").toString());
    return Service.open(SettingsLoader.load(flags, Map.of(), null, true), true);
  }
}
