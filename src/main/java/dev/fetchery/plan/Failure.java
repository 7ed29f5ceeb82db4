package dev.fetchery.plan;

import dev.fetchery.job.ErrorCode;
import dev.fetchery.job.Fault;
import dev.fetchery.job.Locate;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a failed attempt says about the next one.
 *
 * @param fault its cause
 * @param status of the response, or 0
 * @param permanent whether the same request would fail the same way
 * @param retryAfterMs how long the response asks to wait, in milliseconds from now
 * @param grew whether it added bytes to a part that an earlier attempt had left
 * @param outdated whether the URL has come to its end, so that another is asked for
 */
public record Failure(
    Fault fault,
    int status,
    boolean permanent,
    OptionalLong retryAfterMs,
    boolean grew,
    boolean outdated) {
  private static final int ACCEPTED = 202;
  private static final int FORBIDDEN = 403;

  private static final Set<Integer> PASSING_STATUS =
      Set.of(408, 420, 425, 429, 500, 502, 503, 504, 509, 520, 521, 522, 523, 524, 530);
  private static final Set<ErrorCode> PASSING =
      Set.of(
          ErrorCode.CONNECT,
          ErrorCode.PROXY,
          ErrorCode.RESET,
          ErrorCode.TRUNCATED,
          ErrorCode.TIMEOUT,
          ErrorCode.TOO_SLOW,
          ErrorCode.DNS,
          ErrorCode.TLS);

  /** Of a body that is not as it should be. */
  private static final Set<ErrorCode> UNFIT =
      Set.of(
          ErrorCode.CHECKSUM, ErrorCode.TOO_SMALL, ErrorCode.TOO_LARGE, ErrorCode.UNEXPECTED_TYPE);

  /** By these a host says that it is asked too much. */
  private static final Set<Integer> REFUSING_STATUS = Set.of(420, 429, 503, 509, 529);

  private static final Set<ErrorCode> REFUSING =
      Set.of(ErrorCode.CONNECT, ErrorCode.RESET, ErrorCode.TLS);

  public Failure(Fault fault, int status, boolean permanent, OptionalLong retryAfterMs) {
    this(fault, status, permanent, retryAfterMs, false, false);
  }

  public static Failure of(Fault fault, @Nullable Integer status, boolean permanent) {
    return new Failure(fault, status == null ? 0 : status, permanent, OptionalLong.empty());
  }

  /**
   * A redirect that names no target. Some hosts throttle so, and answer well a moment later; one
   * that is said to be permanent stays as it is.
   */
  public static Failure withoutTarget(int status) {
    Fault fault = new Fault(ErrorCode.BAD_RESPONSE, status + " without a Location");
    return Failure.of(fault, status, status == 301 || status == 308);
  }

  /** The same of a document that is read into memory: one that is too large stays so. */
  public Failure ofDocument() {
    boolean stays = permanent || fault.code() == ErrorCode.TOO_LARGE;
    return new Failure(fault, status, stays, retryAfterMs, grew, outdated);
  }

  /** The same of an attempt that added bytes to a part that was there. */
  public Failure grown(boolean added) {
    return new Failure(fault, status, permanent, retryAfterMs, added, outdated);
  }

  /**
   * The same of a URL that had to be asked for: one that says that it has come to its end, and asks
   * for no wait, is replaced by another.
   */
  public Failure ofLocated() {
    boolean ended =
        fault.code() == ErrorCode.HTTP_STATUS
            && Locate.OUTDATED.contains(status)
            && retryAfterMs.isEmpty();
    return new Failure(fault, status, permanent, retryAfterMs, grew, ended);
  }

  /**
   * Whether another attempt may end better.
   *
   * @param more further statuses that the job takes for passing
   */
  public boolean passing(List<Integer> more) {
    if (permanent) {
      return false;
    }
    return outdated
        || PASSING.contains(fault.code())
        || fault.code() == ErrorCode.BAD_RESPONSE && isRedirect()
        || fault.code() == ErrorCode.HTTP_STATUS && passingStatus(more);
  }

  private boolean passingStatus(List<Integer> more) {
    boolean asks = retryAfterMs.isPresent() && (status == FORBIDDEN || status == ACCEPTED);
    return asks || PASSING_STATUS.contains(status) || more.contains(status);
  }

  /** A redirect is a failure only where it names no target. */
  private boolean isRedirect() {
    return status / 100 == 3;
  }

  /** Whether the host is at work on it and says when to ask again (RFC 9110, 15.3.3). */
  public boolean notReady() {
    return status == ACCEPTED && fault.code() == ErrorCode.HTTP_STATUS && retryAfterMs.isPresent();
  }

  /** Whether a host says so that it is asked too much at once. */
  public boolean refuses() {
    return !permanent
        && (REFUSING.contains(fault.code())
            || fault.code() == ErrorCode.HTTP_STATUS
                && (REFUSING_STATUS.contains(status)
                    || status == FORBIDDEN && retryAfterMs.isPresent()));
  }

  /**
   * Whether the body, or what its head says of it, is not as it should be. One that came whole and
   * is too short is that too: it is {@code truncated} and permanent, since nothing broke off.
   */
  public boolean wrongBody() {
    return UNFIT.contains(fault.code()) || isTooShort();
  }

  private boolean isTooShort() {
    return permanent && fault.code() == ErrorCode.TRUNCATED;
  }

  /** Whether a second request may bring the right body in place of a wrong one. */
  boolean mayBeRighted() {
    return isTooShort() || wrongBody() && !permanent;
  }

  /** Whether the connection failed, as opposed to a well-formed response. */
  public boolean transport() {
    return !wrongBody() && PASSING.contains(fault.code());
  }
}
