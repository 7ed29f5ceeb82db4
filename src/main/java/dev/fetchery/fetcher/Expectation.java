package dev.fetchery.fetcher;

import dev.fetchery.bus.Sink;
import dev.fetchery.bus.Task;
import dev.fetchery.client.ResponseHead;
import dev.fetchery.job.ErrorCode;
import dev.fetchery.job.Expect;
import dev.fetchery.job.Fault;
import org.jspecify.annotations.Nullable;

/** What a task's response must be like; for a probe, anything will do. Pure. */
final class Expectation {
  private final Expect expect;
  private final long maxBytes;

  Expectation(Task task) {
    expect = task.sink() instanceof Sink.Drop ? Expect.ANY : task.expect();
    maxBytes = maxBytes(task, expect);
  }

  private static long maxBytes(Task task, Expect expect) {
    long expected = expect.maxBytes();
    long own = 0;
    if (task.sink() instanceof Sink.ToMemory memory) {
      own = memory.maxBytes();
    } else if (task.sink() instanceof Sink.ToSpool spool) {
      own = spool.maxBytes();
    }
    return own > 0 && expected > 0 ? Math.min(own, expected) : Math.max(own, expected);
  }

  /**
   * Why a body is not worth reading, or null.
   *
   * @param length of the whole body, or -1 if it is unknown
   */
  @Nullable Fault objection(ResponseHead answer, long length) {
    if (!expect.mediaTypes().isEmpty() && !isExpected(answer.mediaType())) {
      String sent = answer.mediaType() == null ? "no media type" : answer.mediaType();
      return new Fault(
          ErrorCode.UNEXPECTED_TYPE,
          sent + " instead of " + String.join(", ", expect.mediaTypes()));
    } else if (length >= 0 && isTooLarge(length)) {
      return new Fault(ErrorCode.TOO_LARGE, length + " bytes, more than " + maxBytes);
    }
    return length >= 0 ? tooSmall(length) : null;
  }

  /** Why a whole body of that length is too small, or null. */
  @Nullable Fault tooSmall(long bytes) {
    return bytes < expect.minBytes()
        ? new Fault(ErrorCode.TOO_SMALL, bytes + " bytes, less than " + expect.minBytes())
        : null;
  }

  boolean isTooLarge(long bytes) {
    return maxBytes > 0 && bytes > maxBytes;
  }

  /** The fault of a body that has grown too large. */
  Fault tooLarge() {
    return new Fault(ErrorCode.TOO_LARGE, "more than " + maxBytes + " bytes");
  }

  private boolean isExpected(@Nullable String sent) {
    if (sent == null) {
      return false;
    }
    for (String expected : expect.mediaTypes()) {
      int semicolon = expected.indexOf(';');
      String bare = (semicolon < 0 ? expected : expected.substring(0, semicolon)).strip();
      boolean any = bare.equals("*/*");
      boolean family =
          bare.endsWith("/*") && sent.regionMatches(true, 0, bare, 0, bare.length() - 1);
      if (any || family || bare.equalsIgnoreCase(sent)) {
        return true;
      }
    }
    return false;
  }
}
