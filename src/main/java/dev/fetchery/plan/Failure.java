package dev.fetchery.plan;

import dev.fetchery.job.ErrorCode;
import dev.fetchery.job.Fault;
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
 */
public record Failure(Fault fault, int status, boolean permanent, OptionalLong retryAfterMs) {
  private static final Set<Integer> PASSING_STATUS =
      Set.of(408, 420, 425, 429, 500, 502, 503, 504, 509, 520, 521, 522, 523, 524, 530);
  private static final Set<ErrorCode> PASSING =
      Set.of(
          ErrorCode.CONNECT,
          ErrorCode.RESET,
          ErrorCode.TRUNCATED,
          ErrorCode.TIMEOUT,
          ErrorCode.TOO_SLOW,
          ErrorCode.DNS,
          ErrorCode.TLS);

  public static Failure of(Fault fault, @Nullable Integer status, boolean permanent) {
    return new Failure(fault, status == null ? 0 : status, permanent, OptionalLong.empty());
  }

  /** Whether another attempt may end better. */
  public boolean passing() {
    if (permanent) {
      return false;
    }
    return PASSING.contains(fault.code())
        || fault.code() == ErrorCode.HTTP_STATUS && PASSING_STATUS.contains(status);
  }

  /** Whether the connection failed, as opposed to a well-formed response. */
  public boolean transport() {
    return PASSING.contains(fault.code());
  }
}
