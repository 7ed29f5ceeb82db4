package dev.fetchery.fetcher;

import dev.fetchery.bus.Sink;
import dev.fetchery.bus.Task;
import dev.fetchery.client.ResponseHead;
import dev.fetchery.fetcher.file.ContentRange;
import dev.fetchery.job.ByteSpan;
import dev.fetchery.job.ErrorCode;
import dev.fetchery.job.Expect;
import dev.fetchery.job.Fault;
import dev.fetchery.job.Header;
import dev.fetchery.job.HttpRequest;
import dev.fetchery.job.MediaRange;
import dev.fetchery.job.Proof;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a task's response must be like; for a probe, anything will do. Pure. */
final class Expectation {
  private static final int PARTIAL_CONTENT = 206;

  private final Expect expect;
  private final long size;
  private final @Nullable ByteSpan piece;
  private final long maxBytes;

  Expectation(Task task) {
    boolean probe = task.sink() instanceof Sink.Drop;
    expect = probe ? Expect.ANY : task.expect();
    piece = task.demands().piece();
    long own = task.demands().proof().size();
    size = own == Proof.ANY_SIZE && piece != null ? piece.length() : probe ? Proof.ANY_SIZE : own;
    maxBytes = maxBytes(task, expect);
  }

  /** The request that asks for the piece, where one is wanted (RFC 9110, 14.2). */
  HttpRequest askedOf(HttpRequest request) {
    return piece == null ? request : request.plus(new Header("Range", "bytes=" + piece));
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
    return piece != null && !isPiece(answer, piece)
        ? new Fault(ErrorCode.BAD_RESPONSE, notThePiece(answer, piece))
        : objectionToRest(answer, length);
  }

  /**
   * The same of a body that goes on where an earlier attempt ended, which has been found to fit.
   *
   * @param length of the whole body, or -1 if it is unknown
   */
  @Nullable Fault objectionToRest(ResponseHead answer, long length) {
    if (!expect.mediaTypes().isEmpty() && !isOneOf(answer.mediaType(), expect.mediaTypes())) {
      String sent = answer.mediaType() == null ? "no media type" : answer.mediaType();
      return new Fault(
          ErrorCode.UNEXPECTED_TYPE,
          sent + " instead of " + String.join(", ", expect.mediaTypes()));
    } else if (!expect.notMediaTypes().isEmpty()
        && isOneOf(answer.mediaType(), expect.notMediaTypes())) {
      return new Fault(ErrorCode.UNEXPECTED_TYPE, answer.mediaType() + " is not wanted");
    } else if (maxBytes > 0 && length > maxBytes) {
      return new Fault(ErrorCode.TOO_LARGE, length + " bytes, more than " + maxBytes);
    }
    return length >= 0 ? wrongSize(length) : null;
  }

  /** Why a whole body of that length is not what it should be, or null. */
  @Nullable Fault wrongSize(long bytes) {
    if (size != Proof.ANY_SIZE && bytes != size) {
      ErrorCode code = bytes < size ? ErrorCode.TRUNCATED : ErrorCode.TOO_LARGE;
      return new Fault(code, bytes + " bytes instead of " + size);
    }
    return bytes < expect.minBytes()
        ? new Fault(ErrorCode.TOO_SMALL, bytes + " bytes, less than " + expect.minBytes())
        : null;
  }

  /** The whole is the piece where that begins at its first byte and ends at its last. */
  private static boolean isPiece(ResponseHead answer, ByteSpan piece) {
    return answer.status() == PARTIAL_CONTENT
        ? ContentRange.isOf(answer.all("content-range"), piece.first(), piece.last())
        : piece.first() == 0 && answer.contentLength() == piece.length();
  }

  private static String notThePiece(ResponseHead answer, ByteSpan piece) {
    String sent =
        answer.status() == PARTIAL_CONTENT
            ? String.join(", ", answer.all("content-range"))
            : "the whole";
    return "instead of the bytes "
        + piece
        + " the server sent "
        + (sent.isEmpty() ? "others" : sent);
  }

  boolean isTooLarge(long bytes) {
    return maxBytes > 0 && bytes > maxBytes || isLongerThanSize(bytes);
  }

  private boolean isLongerThanSize(long bytes) {
    return size != Proof.ANY_SIZE && bytes > size;
  }

  /** The fault of a body that has grown too large, to so many bytes. */
  Fault tooLarge(long bytes) {
    String detail =
        isLongerThanSize(bytes)
            ? "more than the " + size + " bytes expected"
            : "more than " + maxBytes + " bytes";
    return new Fault(ErrorCode.TOO_LARGE, detail);
  }

  private static boolean isOneOf(@Nullable String sent, List<String> types) {
    if (sent == null) {
      return false;
    }
    for (String expected : types) {
      int semicolon = expected.indexOf(';');
      String bare = (semicolon < 0 ? expected : expected.substring(0, semicolon)).strip();
      if (MediaRange.covers(bare, sent)) {
        return true;
      }
    }
    return false;
  }
}
