package dev.fetchery.source;

import dev.fetchery.job.ErrorCode;
import java.io.IOException;

/** A packed document cannot be read. The message says why, to follow "is". */
final class UnpackException extends IOException {
  private static final long serialVersionUID = 1L;

  private final ErrorCode code;

  UnpackException(ErrorCode code, String why) {
    super(why);
    this.code = code;
  }

  /** {@code bad_document}, or {@code too_large} where what comes out of it is. */
  ErrorCode code() {
    return code;
  }

  String why() {
    return String.valueOf(getMessage());
  }
}
