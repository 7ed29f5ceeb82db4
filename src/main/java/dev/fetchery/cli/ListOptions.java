package dev.fetchery.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.fetchery.app.StartFault;
import dev.fetchery.config.Settings;
import dev.fetchery.context.ByteOrderMark;
import dev.fetchery.job.Source.Manifest;
import dev.fetchery.spec.JobReader;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Options of commands that take a job or a list of URLs. */
final class ListOptions {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int GLANCE_BYTES = 64 << 10;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description =
          "json (a job), txt (a URL a line), csv, tsv, ndjson or jsonl; by default told by the"
              + " ending of the file, and else by its content.")
  private @Nullable String format;

  @Option(names = "--name", paramLabel = "NAME", description = "Name of a list's job.")
  private @Nullable String name;

  @Option(
      names = "--dir",
      paramLabel = "TEMPLATE",
      description = "Directory of a list's files, inside the downloads directory.")
  private @Nullable String dir;

  @Option(
      names = "--as",
      paramLabel = "TEMPLATE",
      description = "File names of a list's items, such as {url.host}-{url.file}.")
  private @Nullable String as;

  @Option(
      names = "--if-exists",
      paramLabel = "POLICY",
      description = "Where a list's file exists: skip, overwrite, rename, fail or refresh.")
  private @Nullable String ifExists;

  @Mixin private ReadingOptions reading = new ReadingOptions();

  /**
   * Opens and checks a job or a list.
   *
   * @param file its name, or {@code -}
   * @param plan whether it is for a dry run
   * @throws InvalidInput with a line for each fault
   */
  JobInput read(String file, InputStream stdin, Settings.Caps caps, boolean plan)
      throws InvalidInput, StartFault {
    check();
    ListContent content = ListContent.open(file, stdin, List.of());
    try {
      ListFormat list = format(file, content);
      if (list != null) {
        return ListJob.read(content, list, reading.of(list), parameters(file), caps);
      }
      refuseForJob();
      JobFile job = JobFile.read(content, caps, plan);
      content.close();
      return job;
    } catch (InvalidInput | ParameterException e) {
      content.close();
      throw e;
    }
  }

  /** How a list of that format is read. */
  Manifest.Reading reading(ListFormat format) {
    return reading.of(format);
  }

  /** What a list's job is to be; its name is by default that of the file, without endings. */
  JobReader.Parameters parameters(String file) {
    return new JobReader.Parameters(name != null ? name : stem(file), dir, as, ifExists);
  }

  private static @Nullable String stem(String file) {
    if (file.equals(ListContent.STDIN)) {
      return null;
    }
    String plain = ListFormat.plain(String.valueOf(Path.of(file).getFileName()));
    int dot = plain.lastIndexOf('.');
    String stem = dot > 0 ? plain.substring(0, dot) : plain;
    return stem.isBlank() ? null : stem;
  }

  /** Refuses values that are none: before anything is read, which may wait for a terminal. */
  void check() {
    if (format != null && ListFormat.named(format) == null && !format.equalsIgnoreCase("json")) {
      throw Mistakes.refused(
          spec.commandLine(), "--format", "json, txt, csv, tsv, ndjson or jsonl", format);
    }
    reading.check();
  }

  /** The format of a list, or null for a job. */
  @Nullable ListFormat format(String file, ListContent content) throws InvalidInput {
    if (format != null) {
      return ListFormat.named(format);
    }
    boolean json = ListFormat.plain(file).toLowerCase(Locale.ROOT).endsWith(".json");
    ListFormat byEnding = ListFormat.ofFile(file);
    return byEnding != null || json
        ? byEnding
        : guessed(new String(content.beginning(GLANCE_BYTES), StandardCharsets.UTF_8));
  }

  /** By its first characters: a list begins with a URL, a comment, or an entry on its line. */
  static @Nullable ListFormat guessed(String beginning) {
    String text = ByteOrderMark.without(beginning);
    String first = text.lines().filter(line -> !line.isBlank()).findFirst().orElse("").strip();
    if (first.startsWith("#") || first.matches("(?i)https?://.*")) {
      return ListFormat.TXT;
    }
    try {
      JsonNode entry = JSON.readTree(first);
      return entry != null && entry.path("url").isTextual() ? ListFormat.NDJSON : null;
    } catch (JsonProcessingException e) {
      return null;
    }
  }

  /** A job says itself what these options say of a list. */
  void refuseForJob() {
    String given =
        name != null
            ? "--name"
            : dir != null
                ? "--dir"
                : as != null ? "--as" : ifExists != null ? "--if-exists" : reading.given();
    if (!given.isEmpty()) {
      throw new ParameterException(
          spec.commandLine(), given + " is for lists; a job says it in its own fields");
    }
  }
}
