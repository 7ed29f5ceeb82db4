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
 * @param spec null where there are faults
 * @param fingerprint of its content: the same content is the same run
 * @param faults a line each
 */
record JobFile(JobSpec spec, String fingerprint, List<String> faults) {

  static JobFile read(Path file, Settings.Caps caps) {
    byte[] content;
    try {
      if (Files.isDirectory(file)) {
        return faulty(file + ": is a directory, not a job");
      }
      if (Files.size(file) > caps.bodyBytes()) {
        return faulty(file + ": more than " + caps.bodyBytes() + " bytes; --max-body allows more");
      }
      content = Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      return faulty(file + ": there is no such file");
    } catch (AccessDeniedException e) {
      return faulty(file + ": no permission to read it");
    } catch (IOException e) {
      return faulty(file + ": cannot be read: " + e.getMessage());
    }
    Parsed<JobSpec> read = new JobReader(caps.itemsPerJob()).read(content);
    if (read instanceof Parsed.Bad<JobSpec> bad) {
      return new JobFile(null, null, bad.problems().stream().map(p -> line(file, p)).toList());
    }
    return new JobFile(((Parsed.Ok<JobSpec>) read).value(), fingerprint(content), List.of());
  }

  /**
   * A job of our own.
   *
   * @throws IllegalArgumentException if it is not one
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

  private static JobFile faulty(String fault) {
    return new JobFile(null, null, List.of(fault));
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
