package dev.fetchery.store;

import dev.fetchery.job.ErrorCode;
import dev.fetchery.job.Integrity;
import dev.fetchery.job.ItemState;
import dev.fetchery.job.JobState;
import dev.fetchery.job.LogEntry;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The numbers of constants in the database. A new constant goes at the end of its list, so that
 * stored numbers keep their meaning; the order of the enums does not matter.
 */
final class Codes {
  /** {@code WAITING} is 0, which costs no space and is what the index of waiting items says. */
  static final List<ItemState> ITEM_STATES =
      List.of(
          ItemState.WAITING,
          ItemState.ACTIVE,
          ItemState.DONE,
          ItemState.SKIPPED,
          ItemState.NOT_FOUND,
          ItemState.FAILED,
          ItemState.CANCELLED);

  /** The open ones come first: an open job's state is less than 3. */
  static final List<JobState> JOB_STATES =
      List.of(
          JobState.QUEUED,
          JobState.RUNNING,
          JobState.PAUSED,
          JobState.SUCCEEDED,
          JobState.PARTIAL,
          JobState.FAILED,
          JobState.CANCELLED);

  static final List<Integrity> INTEGRITIES =
      List.of(Integrity.DIGEST, Integrity.LENGTH, Integrity.CHUNKED, Integrity.UNVERIFIED);

  /** Fewer than 63, so that a set of them is the bits of one number. */
  static final List<ErrorCode> ERRORS =
      List.of(
          ErrorCode.DNS,
          ErrorCode.CONNECT,
          ErrorCode.TLS,
          ErrorCode.TIMEOUT,
          ErrorCode.TOO_SLOW,
          ErrorCode.RESET,
          ErrorCode.TRUNCATED,
          ErrorCode.BAD_RESPONSE,
          ErrorCode.HTTP_STATUS,
          ErrorCode.TOO_MANY_REDIRECTS,
          ErrorCode.TOO_LARGE,
          ErrorCode.TOO_SMALL,
          ErrorCode.UNEXPECTED_TYPE,
          ErrorCode.CHECKSUM,
          ErrorCode.EXISTS,
          ErrorCode.COLLISION,
          ErrorCode.BAD_NAME,
          ErrorCode.BLOCKED_ADDRESS,
          ErrorCode.BAD_URL,
          ErrorCode.LOOKUP,
          ErrorCode.DISK,
          ErrorCode.BAD_DOCUMENT,
          ErrorCode.PROXY);

  static final List<LogEntry.Kind> LOG_KINDS =
      List.of(
          LogEntry.Kind.CREATED,
          LogEntry.Kind.STARTED,
          LogEntry.Kind.PAUSED,
          LogEntry.Kind.RESUMED,
          LogEntry.Kind.BACKOFF,
          LogEntry.Kind.RESTARTED,
          LogEntry.Kind.RETRIED,
          LogEntry.Kind.RENAMED,
          LogEntry.Kind.ENDED);

  private Codes() {}

  /** The number of a constant; null for null. */
  static <E> @Nullable Integer ofOrNull(List<E> codes, @Nullable E constant) {
    return constant == null ? null : of(codes, constant);
  }

  static <E> int of(List<E> codes, E constant) {
    int code = codes.indexOf(constant);
    if (code < 0) {
      throw new IllegalArgumentException("no number stands for " + constant);
    }
    return code;
  }

  /** The constant of that number; null for null. */
  static <E> @Nullable E constantOrNull(List<E> codes, @Nullable Integer code) {
    return code == null ? null : constant(codes, code);
  }

  static <E> E constant(List<E> codes, int code) {
    return codes.get(code);
  }

  /** A bit for each of these; all bits where there is none of them. */
  static <E> long anyOf(List<E> codes, Set<E> constants) {
    long bits = 0;
    for (E constant : constants) {
      bits |= 1L << of(codes, constant);
    }
    return constants.isEmpty() ? -1 : bits;
  }
}
