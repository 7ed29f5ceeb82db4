package dev.fetchery.client;

import dev.fetchery.job.ErrorCode;
import dev.fetchery.job.Fault;

/** Why a request brought no whole response. Carries no stack trace: it is a result, not a bug. */
public final class FetchException extends Exception {
  private static final long serialVersionUID = 1;

  private final ErrorCode code;
  private final String detail;
  private final boolean permanent;

  /**
   * A failure after which another attempt may succeed.
   *
   * @param detail one line for a person, without secrets
   */
  public FetchException(ErrorCode code, String detail) {
    this(code, detail, false);
  }

  /**
   * A failure.
   *
   * @param permanent whether the same request would fail the same way
   */
  public FetchException(ErrorCode code, String detail, boolean permanent) {
    super(detail, null, false, false);
    this.detail = detail;
    this.code = code;
    this.permanent = permanent;
  }

  public ErrorCode code() {
    return code;
  }

  public boolean permanent() {
    return permanent;
  }

  public Fault fault() {
    return new Fault(code, detail);
  }
}
