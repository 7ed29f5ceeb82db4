package dev.fetchery.cli;

import dev.fetchery.config.Settings;
import dev.fetchery.job.JobSpec;
import dev.fetchery.spec.JobReader;
import dev.fetchery.spec.Parsed;
import dev.fetchery.spec.Violation;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * A job read from a file.
 *
 * @param fingerprint identifies the file's content: {@code run} continues a job of equal content
 */
record JobFile(JobSpec spec, String fingerprint) {

  /** A file that is not a job. */
  static final class Invalid extends Exception {
    private static final long serialVersionUID = 1;
    private final List<String> lines;

    Invalid(List<String> lines) {
      super(String.join("; ", lines));
      this.lines = List.copyOf(lines);
    }

    /** One line for each fault. */
    List<String> lines() {
      return lines;
    }
  }

  static JobFile read(Path file, Settings.Caps caps) throws Invalid {
    byte[] content = content(file, caps.bodyBytes());
    Parsed<JobSpec> read = new JobReader(caps.itemsPerJob()).read(content);
    if (read instanceof Parsed.Bad<JobSpec> bad) {
      throw new Invalid(bad.violations().stream().map(problem -> line(file, problem)).toList());
    }
    return new JobFile(((Parsed.Ok<JobSpec>) read).value(), fingerprint(content));
  }

  private static byte[] content(Path file, long maxBytes) throws Invalid {
    try {
      if (Files.isDirectory(file)) {
        throw invalid(file, "is a directory, not a job");
      }
      if (Files.size(file) > maxBytes) {
        throw invalid(file, "larger than " + maxBytes + " bytes; see --max-body");
      }
      return Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      throw invalid(file, "no such file");
    } catch (AccessDeniedException e) {
      throw invalid(file, "no permission to read it");
    } catch (IOException e) {
      throw invalid(file, "cannot be read: " + e.getMessage());
    }
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

  private static String line(Path file, Violation problem) {
    String pointer = problem.pointer().isEmpty() ? "" : problem.pointer() + ": ";
    return file + ": " + pointer + problem.detail();
  }

  private static Invalid invalid(Path file, String reason) {
    return new Invalid(List.of(file + ": " + reason));
  }

  private static String fingerprint(byte[] content) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(content);
      return "run:" + HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
