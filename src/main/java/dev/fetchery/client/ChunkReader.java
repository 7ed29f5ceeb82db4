package dev.fetchery.client;

import dev.fetchery.job.ErrorCode;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.LastHttpContent;
import org.jspecify.annotations.Nullable;

/**
 * Takes a body out of its chunks (RFC 9112, 7.1), as leniently as browsers do: blanks behind a size
 * and line ends of one byte are read. Trailers are dropped. One for a connection; not safe for use
 * by many threads.
 */
final class ChunkReader {
  private static final int MAX_SIZE_LINE = 4096;
  private static final int MAX_HEX_DIGITS = 15;

  private enum At {
    SIZE,
    DATA,
    DATA_END,
    TRAILERS
  }

  private final int maxPieceBytes;
  private final int maxTrailerBytes;
  private At at = At.SIZE;
  private long left;
  private int trailerBytes;
  private boolean regular = true;

  /**
   * @param maxPieceBytes handed on at a time
   * @param maxTrailerBytes of all trailers together
   */
  ChunkReader(int maxPieceBytes, int maxTrailerBytes) {
    this.maxPieceBytes = maxPieceBytes;
    this.maxTrailerBytes = maxTrailerBytes;
  }

  /** Another body begins. */
  void restart() {
    at = At.SIZE;
    trailerBytes = 0;
    regular = true;
  }

  /** Whether all was as the RFC wants it so far. */
  boolean isRegular() {
    return regular;
  }

  /**
   * The next piece of the body, the last one, or null where more bytes are needed for one.
   *
   * @throws FetchException {@code bad_response}
   */
  @Nullable HttpContent next(ByteBuf in) throws FetchException {
    while (true) {
      if (at == At.DATA) {
        return in.isReadable() ? data(in) : null;
      }
      int length = lineLength(in);
      if (length < 0) {
        return null;
      }
      int start = in.readerIndex();
      in.skipBytes(length);
      int end = start + length - 1;
      boolean both = end > start && in.getByte(end - 1) == '\r';
      regular &= both;
      if (line(in, start, both ? end - 1 : end)) {
        return LastHttpContent.EMPTY_LAST_CONTENT;
      }
    }
  }

  private HttpContent data(ByteBuf in) {
    int count = (int) Math.min(left, Math.min(in.readableBytes(), maxPieceBytes));
    left -= count;
    if (left == 0) {
      at = At.DATA_END;
    }
    return new DefaultHttpContent(in.readRetainedSlice(count));
  }

  /** The length of the next line with its end, or -1. */
  private int lineLength(ByteBuf in) throws FetchException {
    int most = at == At.TRAILERS ? maxTrailerBytes - trailerBytes : MAX_SIZE_LINE;
    int before = in.bytesBefore(Math.min(in.readableBytes(), most + 1), (byte) '\n');
    if (before < 0 && in.readableBytes() > most) {
      throw bad(at == At.TRAILERS ? "trailers over " + maxTrailerBytes + " bytes" : "a chunk size");
    }
    return before + (before < 0 ? 0 : 1);
  }

  /** Reads a line; true where the body ends by it. */
  private boolean line(ByteBuf in, int start, int end) throws FetchException {
    switch (at) {
      case SIZE -> {
        left = size(in, start, end);
        at = left == 0 ? At.TRAILERS : At.DATA;
      }
      case DATA_END -> {
        if (end > start) {
          throw bad("a chunk that is longer than its size");
        }
        at = At.SIZE;
      }
      default -> {
        trailerBytes += end + 2 - start;
        return end == start;
      }
    }
    return false;
  }

  private long size(ByteBuf in, int start, int end) throws FetchException {
    long size = 0;
    int i = start;
    for (; i < end && hex(in.getByte(i)) >= 0; i++) {
      size = size << 4 | hex(in.getByte(i));
      if (i - start >= MAX_HEX_DIGITS) {
        throw bad("a chunk size");
      }
    }
    if (i == start) {
      throw bad("a chunk size");
    }
    int behind = i;
    while (i < end && (in.getByte(i) == ' ' || in.getByte(i) == '\t')) {
      i++;
    }
    if (i < end && in.getByte(i) != ';') {
      throw bad("a chunk size");
    }
    regular &= behind == i;
    return size;
  }

  private static int hex(byte b) {
    return b < 0 ? -1 : Character.digit(b, 16);
  }

  private static FetchException bad(String what) {
    return new FetchException(ErrorCode.BAD_RESPONSE, "malformed chunks: " + what);
  }
}
