package dev.fetchery.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fetchery.app.ExitCode;
import dev.fetchery.app.Signals;
import dev.fetchery.context.Clock;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Objects;
import java.util.Timer;
import java.util.TimerTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/**
 * Follows a job of a service elsewhere by its feed of events, and after a lost connection from the
 * last item on that was seen. Blocks.
 */
final class RemoteWatch {
  /** A service sends a line at least every 15 seconds. */
  private static final long SILENT_MS = 45_000;

  private static final String PAUSED = "paused";
  private static final long AGAIN_MS = 1_000;
  private static final long GIVE_UP_MS = 600_000;

  /**
   * How a job is watched.
   *
   * @param after number of the last completion to leave out, or ""
   * @param untilPaused whether a job that is paused ends the watching, too
   * @param giveUpMs after so long without a connection
   * @param interrupted what is said when the user ends the watching
   */
  record Manner(String after, boolean untilPaused, long giveUpMs, String interrupted) {}

  /** Finds the service again after a lost connection; null while there is none. */
  interface Again {
    @Nullable ServiceClient client() throws InterruptedException;
  }

  private final Again again;
  private final Manner manner;
  private ServiceClient client;
  private final String id;
  private final CommandLine command;
  private final RunOutput.Wanted wanted;
  private final Screen screen;
  private final Clock clock;
  private final AtomicLong heardMs = new AtomicLong();
  private @Nullable RunOutput output;
  private String lastId = "";
  private String state = "";
  private boolean probe;
  private volatile boolean ended;

  RemoteWatch(ServiceClient client, String id, CommandLine command, RunOutput.Wanted wanted) {
    this(
        client,
        () -> client,
        id,
        command,
        wanted,
        new Manner(
            "", false, GIVE_UP_MS, "interrupted; the job goes on, watch " + id + " shows it"));
  }

  RemoteWatch(
      ServiceClient client,
      Again again,
      String id,
      CommandLine command,
      RunOutput.Wanted wanted,
      Manner manner) {
    this.client = client;
    this.again = again;
    this.manner = manner;
    this.lastId = manner.after();
    this.id = id;
    this.command = command;
    this.wanted = wanted;
    this.screen =
        new Screen(command.getOut(), !wanted.quiet() && !wanted.json() && Terminal.onOutput());
    this.clock = Clock.system();
  }

  /**
   * Returns the exit code when the job has ended; as interrupted where the program that reads the
   * output has ended before it.
   */
  int follow() throws ClientFault, InterruptedException {
    Signals.on("INT", this::interrupted);
    Signals.on("TERM", this::interrupted);
    try (screen) {
      JsonNode job = client.get(ServiceClient.job(id)).json();
      begin(job);
      JsonNode last = toEnd();
      ended = true;
      if (screen.isUnread()) {
        return ExitCode.INTERRUPTED;
      }
      screen.endBar();
      return tell(last);
    }
  }

  private void begin(JsonNode job) {
    probe = job.path("spec").path("mode").asText().equals("probe");
    ItemFormat lines = new ItemFormat(probe, command.getColorScheme().ansi(), screen::columns);
    String name = RunOutput.nameOf(job.path("name").asText(""));
    RunOutput out =
        new RunOutput(
            screen,
            lines,
            name,
            job.path("progress").path("discovered").asLong(),
            wanted,
            line -> Mistakes.complain(command, line));
    output = out;
    state = job.path("state").asText();
    out.moved(JobStatus.ofView(job));
  }

  /** Reads the feed, again and again, until the job's last view is there. */
  private JsonNode toEnd() throws ClientFault, InterruptedException {
    heardMs.set(clock.monotonicMs());
    while (true) {
      try {
        JsonNode last = connected();
        if (last != null) {
          return last;
        }
      } catch (IOException e) {
        if (givesUp()) {
          throw client.lost(e);
        }
      } catch (ClientFault e) {
        // One that starts or stops is 503 for a while.
        if (e.status() < 500 || givesUp()) {
          throw e;
        }
      }
      findAgain();
    }
  }

  private boolean givesUp() {
    return clock.monotonicMs() - heardMs.get() > manner.giveUpMs();
  }

  private void findAgain() throws ClientFault, InterruptedException {
    ServiceClient found;
    do {
      screen.note("connection lost, trying again");
      TimeUnit.MILLISECONDS.sleep(AGAIN_MS);
      found = again.client();
    } while (found == null && !givesUp());
    if (found == null) {
      throw new ClientFault(
          0, List.of("the service has stopped; the same command continues the job"));
    }
    client = found;
  }

  /** One connection; the last view if the job ended, null if the connection did before. */
  private @Nullable JsonNode connected() throws IOException, ClientFault, InterruptedException {
    String path = ServiceClient.job(id) + "/events";
    HttpResponse<InputStream> response =
        lastId.isEmpty() ? client.open(path) : client.open(path, "Last-Event-ID", lastId);
    if (response.statusCode() == 204) {
      return client.get(ServiceClient.job(id)).json();
    }
    try (InputStream body = response.body();
        Watchdog watchdog = new Watchdog(body)) {
      FeedReader feed = new FeedReader(body, watchdog::heard);
      for (FeedReader.Event event = feed.next(); event != null; event = feed.next()) {
        JsonNode data = ServiceClient.json(event.data());
        if (event.name().equals("end")) {
          return data;
        }
        take(event, data);
        boolean pauses = event.name().equals("state") && state.equals(PAUSED);
        if (pauses && manner.untilPaused() || screen.isUnread()) {
          return data;
        }
      }
      return null;
    }
  }

  private void take(FeedReader.Event event, JsonNode data) {
    RunOutput out = Objects.requireNonNull(output);
    switch (event.name()) {
      case "state" -> {
        state = data.path("state").asText();
        out.moved(JobStatus.ofView(data));
      }
      case "progress" -> out.moved(JobStatus.ofProgress(state, data));
      case "item" -> out.ended(data);
      default -> {
        // of a later version
      }
    }
    if (event.id() != null) {
      lastId = event.id();
    }
  }

  private int tell(JsonNode job) {
    Objects.requireNonNull(output).sumUp();
    boolean paused = job.path("state").asText().equals(PAUSED);
    JsonNode error = job.path("error");
    if (error.isObject()) {
      Mistakes.complain(
          command,
          (paused ? "paused: " : "discovery failed: ")
              + error.path("code").asText()
              + ": "
              + error.path("detail").asText());
    }
    if (wanted.quiet() || !wanted.json()) {
      JobStatus status = JobStatus.ofView(job);
      String directory = status.hasFiles(probe) ? job.path("directory").asText("") : "";
      command
          .getOut()
          .println(wanted.json() ? job.toString() : ItemFormat.summary(status, directory));
      command.getOut().flush();
    }
    if (paused) {
      Mistakes.complain(command, LocalRun.NOT_FINISHED);
    }
    return LocalRun.exitCode(job.path("state").asText());
  }

  private void interrupted() {
    if (!ended) {
      screen.close();
      Mistakes.complain(command, manner.interrupted());
    }
    System.exit(ExitCode.INTERRUPTED);
  }

  /** Closes a connection over which nothing comes any more. */
  private final class Watchdog implements AutoCloseable {
    private final Timer timer = new Timer("fetchery-feed", true);

    Watchdog(InputStream body) {
      heard();
      timer.schedule(
          new TimerTask() {
            @Override
            public void run() {
              if (clock.monotonicMs() - heardMs.get() > SILENT_MS) {
                close(body);
              }
            }
          },
          AGAIN_MS,
          AGAIN_MS);
    }

    void heard() {
      heardMs.set(clock.monotonicMs());
    }

    private static void close(InputStream body) {
      try {
        body.close();
      } catch (IOException e) {
        // it is to end, one way or the other
      }
    }

    @Override
    public void close() {
      timer.cancel();
    }
  }
}
