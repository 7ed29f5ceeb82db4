package dev.fetchery.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fetchery.app.Await;
import dev.fetchery.app.Scratch;
import dev.fetchery.app.Service;
import dev.fetchery.bus.Answer;
import dev.fetchery.bus.Command.Verify;
import dev.fetchery.demo.DemoJob;
import dev.fetchery.demo.bench.OneAtATime;
import dev.fetchery.job.Item;
import dev.fetchery.job.Job;
import dev.fetchery.job.JobSpec;
import dev.fetchery.job.JobState;
import dev.fetchery.job.Mode;
import dev.fetchery.job.Progress;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Help.Ansi;

/** Runs the demo's jobs, checks them, and compares them with one request at a time. Blocks. */
final class DemoRun {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String FORMAT = "%-8s %-10s %6s %9s %15s %7s  %s%n";

  private final Service service;
  private final String baseUrl;
  private final String dir;
  private final PrintWriter out;
  private final Screen screen;

  /**
   * @param dir inside the downloads directory
   */
  DemoRun(Service service, String baseUrl, String dir, PrintWriter out) {
    this.service = service;
    this.baseUrl = baseUrl;
    this.dir = dir;
    this.out = out;
    this.screen = new Screen(out, Screen.terminal());
  }

  /**
   * The result of one job.
   *
   * @param aloneMs milliseconds with one request at a time
   * @param where directory of the files, or ""
   */
  record Row(
      String name, Job job, double seconds, double aloneMs, String where, boolean asExpected) {}

  /** The demo is interrupted; requests under way get their grace. */
  void ending() {
    screen.ending("interrupted, ending requests under way");
  }

  String directory() {
    return service.settings().storage().files().shown() + '/' + dir;
  }

  /** Runs a job; afterwards measures the same work with one request at a time. */
  Row job(DemoJob demo) throws Exception {
    ObjectNode json = (ObjectNode) JSON.readTree(demo.json());
    String where = "";
    if (json.get("save") instanceof ObjectNode save) {
      where = dir + "/" + save.path("dir").asText(demo.name());
      save.put("dir", where);
    }
    JobSpec spec = JobFile.parse(JSON.writeValueAsBytes(json));
    JobRun ended = JobRun.run(service, spec, listener(demo.name()));
    screen.endBar();
    screen.println(demo.name() + ": " + ended.job().state().wire() + ", " + summary(ended.job()));
    List<Item> sample =
        Await.on(service.store().items(ended.job().id(), null, -1, OneAtATime.AT_MOST));
    if (spec.mode() == Mode.PROBE) {
      ItemFormat lines = new ItemFormat(spec.mode(), Ansi.AUTO);
      sample.forEach(item -> screen.println("  " + lines.item(item)));
    } else if (!sample.isEmpty() && sample.get(0).file() != null) {
      int slash = sample.get(0).file().lastIndexOf('/');
      where = slash < 0 ? where : sample.get(0).file().substring(0, slash);
    }
    boolean good = expected(demo.name(), ended.job()) && verified(demo.name(), ended.job());
    return new Row(
        demo.name(),
        ended.job(),
        ended.seconds(),
        alone(demo.name(), ended.job(), sample),
        where,
        good);
  }

  private static String summary(Job job) {
    return ItemFormat.summary(job)
        + (job.error() == null ? "" : "; " + ItemFormat.fault(job.error()));
  }

  private JobWatch.Listener listener(String name) {
    return new JobWatch.Listener() {
      @Override
      public void moved(Job now) {
        screen.progress(name, now.progress());
      }
    };
  }

  private double alone(String name, Job job, List<Item> sample) throws Exception {
    try (Scratch scratch = Scratch.make("fetchery-demo")) {
      List<String> urls = sample.stream().map(Item::url).toList();
      return new OneAtATime(service.clock(), scratch.dir(), baseUrl)
          .measureMs(name, urls, job.progress().discovered());
    }
  }

  /** Whether the job has the result that its sample should have. */
  private static boolean expected(String name, Job job) {
    Progress progress = job.progress();
    long done = progress.done();
    return switch (name) {
      case "emojis" -> job.state() == JobState.SUCCEEDED && done == 1793;
      case "flags" -> job.state() == JobState.PARTIAL && done == 19 && progress.notFound() == 1;
      case "cats" -> job.state() == JobState.SUCCEEDED && done == 10;
      case "listing" -> job.state() == JobState.SUCCEEDED && done == 25;
      default -> job.state() == JobState.SUCCEEDED && done == 5;
    };
  }

  /** Verifies the files of the listing: every endpoint saved once and intact. */
  private boolean verified(String name, Job job) throws Await.Fault, InterruptedException {
    if (!name.equals("listing")) {
      return true;
    }
    Answer.Verified verified = Await.on(service.ask(new Verify(job.id()), Answer.Verified.class));
    screen.println(
        "  verify: "
            + verified.ok()
            + " of "
            + verified.checked()
            + " files intact, "
            + verified.duplicatesCount()
            + " duplicates");
    return verified.ok() == 25 && verified.checked() == 25 && verified.duplicatesCount() == 0;
  }

  void table(List<Row> rows) {
    out.println();
    out.printf(
        Locale.ROOT,
        FORMAT,
        "job",
        "state",
        "items",
        "seconds",
        "one at a time",
        "faster",
        "saved in");
    boolean scaled = false;
    for (Row row : rows) {
      long items = row.job().progress().discovered();
      boolean estimated = items > OneAtATime.AT_MOST;
      scaled |= estimated;
      out.printf(
          Locale.ROOT,
          FORMAT,
          row.name(),
          row.job().state().wire(),
          items,
          String.format(Locale.ROOT, "%.2f", row.seconds()),
          String.format(Locale.ROOT, "%.2f%s", row.aloneMs() / 1000, estimated ? "*" : ""),
          String.format(Locale.ROOT, "%.1fx", row.aloneMs() / 1000 / row.seconds()),
          row.where().isEmpty()
              ? "-"
              : service.settings().storage().files().shown() + '/' + row.where());
      if (!row.asExpected()) {
        out.println("  unexpected result: " + summary(row.job()));
      }
    }
    if (scaled) {
      out.println(
          "* one at a time was measured on the first "
              + OneAtATime.AT_MOST
              + " items and scaled to all of them");
    }
    out.println();
    out.flush();
  }
}
