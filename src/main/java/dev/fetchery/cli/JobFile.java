package dev.fetchery.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.fetchery.app.StartFault;
import dev.fetchery.config.Settings;
import dev.fetchery.context.Sha256;
import dev.fetchery.job.JobSpec;
import dev.fetchery.spec.JobReader;
import dev.fetchery.spec.Parsed;
import dev.fetchery.spec.Violation;
import dev.fetchery.store.DiskSync;
import java.io.InputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;

/**
 * A job read from a file.
 *
 * @param shown the file's name
 * @param fingerprint identifies the file's content: {@code run} continues a job of equal content
 * @param json the file's content
 */
record JobFile(String shown, JobSpec spec, String fingerprint, String json) implements JobInput {

  static JobFile read(Path file, Settings.Caps caps) throws InvalidInput {
    try (ListContent content =
        ListContent.open(file.toString(), InputStream.nullInputStream(), List.of())) {
      return read(content, caps, false);
    } catch (StartFault e) {
      throw invalid(file.toString(), String.valueOf(e.getMessage()));
    }
  }

  /**
   * @param plan whether it is for a dry run
   */
  static JobFile read(ListContent file, Settings.Caps caps, boolean plan) throws InvalidInput {
    int most = (int) Math.min(caps.bodyBytes(), Integer.MAX_VALUE - 16);
    byte[] content = file.beginning(most + 1);
    if (content.length > most) {
      throw invalid(file.shown(), "larger than " + most + " bytes; see --max-body");
    }
    JobReader reader = new JobReader(caps.itemsPerJob());
    Parsed<JobSpec> read = (plan ? reader.forPlans() : reader).read(content);
    if (read instanceof Parsed.Bad<JobSpec> bad) {
      throw new InvalidInput(
          bad.violations().stream().map(problem -> line(file.shown(), problem)).toList());
    }
    return new JobFile(
        file.shown(),
        ((Parsed.Ok<JobSpec>) read).value(),
        fingerprint(content),
        new String(content, StandardCharsets.UTF_8));
  }

  /**
   * Reads one of the program's own jobs.
   *
   * @throws IllegalArgumentException if it is not valid
   */
  static JobSpec parse(byte[] json) {
    Parsed<JobSpec> read = new JobReader(Settings.Caps.DEFAULT.itemsPerJob()).read(json);
    if (read instanceof Parsed.Ok<JobSpec> ok) {
      return ok.value();
    }
    throw new IllegalArgumentException("not a job: " + read);
  }

  private static String line(String file, Violation problem) {
    String pointer = problem.pointer().isEmpty() ? "" : problem.pointer() + ": ";
    return file + ": " + pointer + problem.detail();
  }

  private static InvalidInput invalid(String file, String reason) {
    return new InvalidInput(List.of(file + ": " + reason));
  }

  private static String fingerprint(byte[] content) {
    return "run:" + HexFormat.of().formatHex(Sha256.of(content));
  }

  /** The text as a string of JSON. */
  static String quoted(String text) {
    return JsonNodeFactory.instance.textNode(text).toString();
  }

  @Override
  public Posted posted() {
    return new Posted("", "application/json", BodyPublishers.ofString(json));
  }

  @Override
  public JobSpec store(Path dataDir, DiskSync sync) {
    return spec;
  }

  @Override
  public void discard(Path dataDir) {
    // it puts nothing there
  }

  @Override
  public void close() {
    // it is read already
  }
}
