package dev.fetchery.fetcher.file;

import dev.fetchery.job.ErrorCode;
import dev.fetchery.job.Fault;
import java.io.IOException;

/** A file cannot be written where it should, for a reason that has a code of its own. */
final class DestinationException extends IOException {
  private static final long serialVersionUID = 1;

  private final ErrorCode code;
  private final String detail;

  DestinationException(ErrorCode code, String detail) {
    super(detail);
    this.code = code;
    this.detail = detail;
  }

  Fault fault() {
    return new Fault(code, detail);
  }
}
