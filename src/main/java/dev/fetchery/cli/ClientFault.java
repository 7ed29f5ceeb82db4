package dev.fetchery.cli;

import dev.fetchery.app.ExitCode;
import java.util.List;

/** A service elsewhere cannot be asked, or refused; one line for each reason. */
final class ClientFault extends Exception {
  private static final long serialVersionUID = 1;

  private final List<String> lines;
  private final int status;
  private final String answer;

  /**
   * @param status of the answer, or 0 if there was none
   */
  ClientFault(int status, List<String> lines) {
    this(status, lines, "");
  }

  /**
   * @param answer what the interface answered, JSON; or ""
   */
  ClientFault(int status, List<String> lines, String answer) {
    super(String.join("; ", lines));
    this.status = status;
    this.answer = answer;
    this.lines = List.copyOf(lines);
  }

  /** No answer. */
  ClientFault(String line, Throwable cause) {
    super(line, cause);
    this.status = 0;
    this.answer = "";
    this.lines = List.of(line);
  }

  List<String> lines() {
    return lines;
  }

  int status() {
    return status;
  }

  /** The document by which the interface refused; "" where it is none, or there is no service. */
  String answer() {
    return answer;
  }

  /** A job or list that is not good is the caller's mistake, as for {@code run}. */
  int exitCode() {
    return status == 400 || status == 413 || status == 415 ? ExitCode.USAGE : ExitCode.FAILED;
  }
}
