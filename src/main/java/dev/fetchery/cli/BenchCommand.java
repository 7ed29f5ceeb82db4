package dev.fetchery.cli;

import dev.fetchery.app.Await;
import dev.fetchery.app.ExitCode;
import dev.fetchery.app.Scratch;
import dev.fetchery.app.Service;
import dev.fetchery.config.Setting;
import dev.fetchery.config.Settings;
import dev.fetchery.config.SettingsLoader;
import dev.fetchery.demo.bench.Bench;
import dev.fetchery.demo.bench.BenchWork;
import dev.fetchery.demo.bench.Contender;
import dev.fetchery.demo.bench.PlainContenders;
import dev.fetchery.demo.origin.DemoOrigin;
import dev.fetchery.demo.origin.DemoOriginOptions;
import io.vertx.core.Vertx;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code fetchery bench}: times the same work done in several ways. */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    description =
        "Compares ways to download a paged listing and its files: one at a time, with threads, and"
            + " with Fetchery.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  fetchery bench",
      "  fetchery bench --files 2000 --pages 20 --lag-ms 20 --rounds 5",
      "",
      "Uses a local web server, and a temporary directory that is removed at the end.",
      "",
      "Exit status: 0 measured, 1 an error, 2 bad options"
    })
final class BenchCommand implements Callable<Integer> {
  private static final int USUAL_PAGES = 5;
  private static final String FORMAT = "%-22s %10s %10s %10s %8s%n";

  @Spec private CommandSpec spec;

  @Option(
      names = "--files",
      defaultValue = "25",
      description = "Number of files (${DEFAULT-VALUE}).")
  private int files;

  @Option(
      names = "--lag-ms",
      defaultValue = "300",
      description = "Delay of every response in milliseconds (${DEFAULT-VALUE}).")
  private long lagMs;

  @Option(
      names = "--size",
      defaultValue = "5120",
      description = "Size of each file in bytes (${DEFAULT-VALUE}).")
  private long size;

  @Option(
      names = "--pages",
      description = "Pages of the listing (5, or as many as there are files).")
  private @Nullable Integer pages;

  @Option(
      names = "--rounds",
      defaultValue = "3",
      description = "Measurements of each way, taken in turns (${DEFAULT-VALUE}).")
  private int rounds;

  @Override
  public Integer call() throws Exception {
    check("--files", files, 1, 1_000_000);
    check("--lag-ms", lagMs, 0, 60_000);
    check("--size", size, 0, 1L << 30);
    check("--pages", pages(), 1, files);
    check("--rounds", rounds, 1, 1000);
    try (Scratch scratch = Scratch.make("fetchery-bench")) {
      run(scratch.dir());
    }
    return ExitCode.OK;
  }

  private void run(Path dir) throws Exception {
    Vertx vertx = Vertx.vertx(Service.vertxOptions());
    try {
      run(vertx, dir);
    } finally {
      Await.on(vertx.close());
    }
  }

  private int pages() {
    return pages == null ? Math.min(USUAL_PAGES, files) : pages;
  }

  private void check(String option, long value, long least, long most) {
    if (value < least || value > most) {
      throw Mistakes.refused(spec.commandLine(), option, "from " + least + " to " + most, value);
    }
  }

  private void run(Vertx originVertx, Path dir) throws Exception {
    Map<Setting, String> flags =
        Map.of(
            Setting.STORE, "sqlite",
            Setting.DATA_DIR, dir.resolve("data").toString(),
            Setting.DOWNLOADS_DIR, dir.resolve("downloads").toString());
    Settings settings = SettingsLoader.load(flags, Map.of(), null, false);
    Service service = Service.open(settings, false);
    try {
      service.start(null);
      DemoOrigin origin =
          Await.on(DemoOrigin.start(originVertx, DemoOriginOptions.defaults().withLagMs(lagMs)));
      BenchWork work = new BenchWork(origin.baseUrl(), files, size, pages());
      measure(work, service, dir);
    } finally {
      service.stopAndWait();
    }
  }

  private void measure(BenchWork work, Service service, Path dir) throws Exception {
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    List<Contender> contenders = new ArrayList<>();
    contenders.add(PlainContenders.oneAtATime(work));
    contenders.add(PlainContenders.threadPool(work));
    PlainContenders.virtualThreads(work).ifPresent(contenders::add);
    contenders.add(new FetcheryContender(service, work));
    Bench bench = new Bench(service.clock(), contenders, rounds, files);
    List<Bench.Row> rows = bench.run(Files.createDirectory(dir.resolve("plain")), err::println);
    out.printf(
        Locale.ROOT,
        "%d files of %d bytes on %d pages, every response delayed by %d ms, %d rounds, Java %s%n",
        files,
        size,
        pages(),
        lagMs,
        rounds,
        Runtime.version().feature());
    out.printf(Locale.ROOT, FORMAT, "", "median s", "min s", "max s", "ratio");
    for (Bench.Row row : rows) {
      out.printf(
          Locale.ROOT,
          FORMAT,
          row.name(),
          seconds(row.medianMs()),
          seconds(row.minMs()),
          seconds(row.maxMs()),
          String.format(Locale.ROOT, "%.1fx", row.ratio()));
    }
    out.flush();
  }

  private static String seconds(double ms) {
    return String.format(Locale.ROOT, "%.3f", ms / 1000);
  }
}
