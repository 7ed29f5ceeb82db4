package dev.fetchery.cli;

import dev.fetchery.app.ExitCode;
import dev.fetchery.app.StartFault;
import dev.fetchery.config.Setting;
import dev.fetchery.config.Settings;
import dev.fetchery.context.Clock;
import dev.fetchery.files.FilesPlace;
import dev.fetchery.job.Source.Manifest;
import dev.fetchery.spec.JobReader;
import dev.fetchery.spec.Secrets;
import dev.fetchery.url.WebUrl;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code fetchery get URL…}: fetches URLs into a directory. */
@Command(
    name = "get",
    mixinStandardHelpOptions = true,
    description =
        "Fetches URLs into the working directory. After an interruption, the same command continues.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  fetchery get https://example.com/a.zip https://example.com/b.zip",
      "  fetchery get -i urls.txt -o pictures --as '{index}-{url.file}'",
      "  grep -o 'https://[^\"]*[.]pdf' page.html | fetchery get -i -",
      "",
      "Files that exist are left alone. What is known of an unfinished download lies in",
      "$XDG_STATE_HOME/fetchery (~/.local/state/fetchery) and goes when it has ended.",
      "",
      "Exit status:",
      "  0   everything was fetched, or existed",
      "  1   nothing was fetched, or stopped by an error such as a full disk",
      "  2   bad options, URL or list",
      "  3   partial: some URLs were not found or failed",
      "  130 interrupted; completed files are kept"
    })
final class GetCommand implements Callable<Integer> {
  /** What a URL begins with whose scheme was left out. */
  private static final Pattern BARE = Pattern.compile("(?i)[a-z0-9_.:@\\[\\]-]*[.:][^/]*(/.*)?");

  /** Stands for what the locale could not read on the command line. */
  private static final char UNREADABLE = '\ufffd';

  private static final String IN_ANOTHER_LOCALE =
      "holds characters that this locale cannot read: write them percent-encoded, or set"
          + " LC_ALL=C.UTF-8";

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "URL", arity = "0..*", description = "What to fetch.")
  private List<String> urls = new ArrayList<>();

  @Option(
      names = {"-i", "--input"},
      paramLabel = "LIST",
      description =
          "A list of URLs: .txt, .csv, .tsv, .ndjson or .jsonl, each also .gz or .zst. - is"
              + " standard input.")
  private @Nullable String list;

  @Option(
      names = {"-o", "--output-dir"},
      paramLabel = "DIR",
      description = "Where to put the files. Default: the working directory.")
  private @Nullable String directory;

  @Option(
      names = "--as",
      paramLabel = "TEMPLATE",
      description = "File names, such as {url.host}/{url.file}. Default: {url.file}.")
  private @Nullable String as;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = "Format of the list: txt, csv, tsv, ndjson or jsonl.")
  private @Nullable String format;

  @Mixin private ReadingOptions reading = new ReadingOptions();
  @Mixin private OutputOptions output = new OutputOptions();

  @Override
  public Integer call() throws Exception {
    if (urls.isEmpty() && list == null) {
      throw new ParameterException(spec.commandLine(), "give URLs, or -i LIST");
    }
    Map<Setting, String> places = new EnumMap<>(Setting.class);
    if (!ServiceOptions.given(spec, Setting.STORE)) {
      // Its record is its own: that of the service is in use.
      places.put(Setting.STORE, "sqlite");
    }
    checkPlaces();
    if (!ServiceOptions.given(spec, Setting.FILES)
        && !ServiceOptions.given(spec, Setting.DOWNLOADS_DIR)) {
      places.put(Setting.DOWNLOADS_DIR, target().toString());
    }
    Settings settings = settings(places);
    HandOver service = service(settings);
    String dir = service == null ? null : service.below(place(settings));
    if (service != null && dir != null) {
      return handOver(service, settings, dir);
    }
    try (JobInput input = input(settings.caps(), "")) {
      return run(input, settings, places);
    } catch (InvalidInput e) {
      e.lines().forEach(line -> Mistakes.complain(spec.commandLine(), line));
      return ExitCode.USAGE;
    }
  }

  /**
   * The service that could fetch to there, or null. Where the data directory is named it must; else
   * {@code get} has a place of its own.
   */
  private @Nullable HandOver service(Settings settings) throws Exception {
    if (output.here()
        || ServiceOptions.given(spec, Setting.PORT)
        || !(settings.storage().files() instanceof FilesPlace.Directory)) {
      return null;
    }
    HandOver found = HandOver.to(settings.storage().dataDir());
    try {
      // Without what this command decides on by itself.
      return found == null
          ? null
          : found.matching(ServiceOptions.read(spec, Map.of()).run(), Setting.DOWNLOADS_DIR);
    } catch (StartFault e) {
      if (ServiceOptions.given(spec, Setting.DATA_DIR)) {
        throw e;
      }
      return null;
    }
  }

  private int handOver(HandOver service, Settings settings, String dir) throws Exception {
    try (JobInput input = input(settings.caps(), dir)) {
      return service.run(spec.commandLine(), input, output);
    } catch (InvalidInput e) {
      e.lines().forEach(this::complain);
      return ExitCode.USAGE;
    }
  }

  private int run(JobInput input, Settings settings, Map<Setting, String> places) throws Exception {
    if (ServiceOptions.given(spec, Setting.DATA_DIR) || output.dryRun()) {
      return new LocalRun(spec, settings, false, output).run(input).code();
    }
    try (GetState state =
        GetState.of(
            System.getenv(),
            Clock.system(),
            place(settings),
            input.fingerprint(),
            this::complain)) {
      places.put(Setting.DATA_DIR, state.dataDir().toString());
      LocalRun.Result result = new LocalRun(spec, settings(places), false, output).run(input);
      if (!result.open()) {
        state.forget();
      }
      return result.code();
    }
  }

  private Settings settings(Map<Setting, String> places) throws Exception {
    return ServiceOptions.read(spec, places).settings(ServiceOptions.given(spec, Setting.PORT));
  }

  private void checkPlaces() {
    if (directory != null && directory.equals(ListContent.STDIN)) {
      throw new ParameterException(
          spec.commandLine(), "-o takes a directory, not standard output; one called - is ./-");
    } else if (directory != null && WebUrl.hasScheme(directory)) {
      throw new ParameterException(
          spec.commandLine(), "-o takes a directory, not a URL; --files takes s3://BUCKET");
    }
    for (Setting other : List.of(Setting.DOWNLOADS_DIR, Setting.FILES)) {
      if (ServiceOptions.given(spec, other) && directory != null) {
        throw new ParameterException(
            spec.commandLine(), "-o and " + other.flag() + " are the same: give one of them");
      }
    }
  }

  /** What tells this place from others, on any platform a path. */
  private static Path place(Settings settings) {
    return settings.storage().files() instanceof FilesPlace.Directory directory
        ? directory.path()
        : Path.of(settings.storage().files().shown().replace(':', '_'));
  }

  private Path target() {
    return Path.of(directory == null ? "" : directory).toAbsolutePath().normalize();
  }

  private JobInput input(Settings.Caps caps, String dir) throws Exception {
    check();
    JobReader.Parameters parameters = new JobReader.Parameters(null, dir, as, null);
    if (list == null) {
      return ListJob.read(
          ListContent.of(urls), ListFormat.TXT, reading.of(ListFormat.TXT), parameters, caps);
    }
    ListFormat known = format(list);
    Manifest.Reading how = reading.of(known);
    ListContent content =
        ListContent.open(list, System.in, ListJob.lines(known, List.copyOf(urls)));
    try {
      return ListJob.read(content, known, how, parameters, caps);
    } catch (InvalidInput e) {
      content.close();
      throw e;
    }
  }

  private void check() throws InvalidInput {
    List<String> faults = new ArrayList<>();
    for (String url : urls) {
      String problem = url.indexOf(UNREADABLE) < 0 ? WebUrl.problem(url) : IN_ANOTHER_LOCALE;
      if (problem != null) {
        String shown = shown(url);
        boolean bare =
            BARE.matcher(url).matches()
                && !url.contains("://")
                && WebUrl.problem("https://" + url) == null;
        faults.add(
            (shown.isEmpty() ? "" : shown + ": ")
                + problem
                + (bare ? "; did you mean https://" + shown + "?" : ""));
      }
    }
    if (!faults.isEmpty()) {
      throw new InvalidInput(faults);
    }
  }

  /** Without a password, also where it is no URL. */
  private static String shown(String url) {
    return url.contains("//")
        ? Secrets.maskUrl(url)
        : Secrets.maskUrl("//" + url).substring("//".length());
  }

  private ListFormat format(String list) {
    ListFormat known =
        format != null
            ? ListFormat.named(format)
            : Objects.requireNonNullElse(ListFormat.ofFile(list), ListFormat.TXT);
    if (known == null) {
      throw Mistakes.refused(
          spec.commandLine(), "--format", "txt, csv, tsv, ndjson or jsonl", String.valueOf(format));
    }
    if (!urls.isEmpty() && !ListJob.takesLines(known)) {
      throw new ParameterException(
          spec.commandLine(), "give URLs, or a list with columns; not both");
    }
    return known;
  }

  private void complain(String line) {
    Mistakes.complain(spec.commandLine(), line);
  }
}
