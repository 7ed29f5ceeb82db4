package dev.fetchery.client;

import dev.fetchery.job.ErrorCode;
import io.netty.buffer.ByteBuf;

/**
 * Finds the end of a response's head, and whether its lines are as RFC 9112 wants them: one look at
 * each byte, no object. One for a connection; not safe for use by many threads.
 */
final class HeadScanner {
  /** The longest status line, in bytes. */
  static final int MAX_STATUS_LINE = 4096;

  private static final byte[] NAME = {'H', 'T', 'T', 'P', '/'};
  private static final int SHOWN_BYTES = 40;
  private static final String CONTENT_LENGTH = "content-length";
  private static final String TRANSFER_ENCODING = "transfer-encoding";

  private final int maxBytes;

  /** Where the next line begins, from the beginning of the head. */
  private int next;

  /** Where the fields begin, from the beginning of the head. */
  private int fieldsAt;

  private boolean regular;
  private int lengths;
  private int codings;

  /**
   * @param maxBytes of all fields together
   */
  HeadScanner(int maxBytes) {
    this.maxBytes = maxBytes;
    restart();
  }

  /** Another head begins. */
  void restart() {
    next = 0;
    regular = true;
    lengths = 0;
    codings = 0;
  }

  /**
   * The length of the head at the reader index, or -1 where it is not whole yet. Looks only at what
   * it has not looked at before.
   *
   * @throws FetchException if it is none, or too long
   */
  int length(ByteBuf in) throws FetchException {
    int start = in.readerIndex();
    if (next == 0) {
      checkName(in);
    }
    while (true) {
      int lf = in.indexOf(start + next, in.writerIndex(), (byte) '\n');
      if (lf < 0) {
        checkSize(in.readableBytes());
        return -1;
      }
      int end = lf > start + next && in.getByte(lf - 1) == '\r' ? lf - 1 : lf;
      checkSize(lf - start);
      regular &= end < lf;
      if (next == 0) {
        checkStatusLine(in, end);
        fieldsAt = lf + 1 - start;
      } else if (end == start + next) {
        return lf + 1 - start;
      } else {
        look(in, start + next, end);
      }
      next = lf + 1 - start;
    }
  }

  /** Whether the head can be taken as it is. */
  boolean isRegular() {
    return regular && lengths <= 1 && (codings == 0 || lengths == 0 && codings == 1);
  }

  private void look(ByteBuf in, int from, int end) {
    int colon = from;
    while (colon < end && FieldBytes.isOfName(in.getByte(colon))) {
      colon++;
    }
    regular &= colon > from && colon < end && in.getByte(colon) == ':';
    if (!regular) {
      return;
    }
    for (int i = colon + 1; i < end; i++) {
      regular &= FieldBytes.isOfValue(in.getByte(i));
    }
    if (is(in, from, colon, CONTENT_LENGTH)) {
      lengths++;
      regular &= in.indexOf(colon, end, (byte) ',') < 0;
    } else if (is(in, from, colon, TRANSFER_ENCODING)) {
      codings++;
      regular &= isChunked(in, colon + 1, end);
    }
  }

  private static boolean isChunked(ByteBuf in, int from, int end) {
    int at = from;
    while (at < end && in.getByte(at) == ' ') {
      at++;
    }
    return is(in, at, end, "chunked");
  }

  private static boolean is(ByteBuf in, int from, int end, String lower) {
    if (end - from != lower.length()) {
      return false;
    }
    for (int i = 0; i < lower.length(); i++) {
      if (Character.toLowerCase(in.getByte(from + i)) != lower.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /** Tells at its first byte what is no HTTP/1: it may never send a line end. */
  private static void checkName(ByteBuf in) throws FetchException {
    int start = in.readerIndex();
    for (int i = 0; i < NAME.length && i < in.readableBytes(); i++) {
      if (in.getByte(start + i) != NAME[i]) {
        throw bad("not HTTP/1, begins with `" + shown(in) + "`");
      }
    }
  }

  private static void checkStatusLine(ByteBuf in, int end) throws FetchException {
    int at = in.readerIndex() + NAME.length;
    boolean version =
        end - at > 4
            && isDigit(in.getByte(at))
            && in.getByte(at + 1) == '.'
            && isDigit(in.getByte(at + 2))
            && isBlank(in.getByte(at + 3));
    at += 4;
    while (version && at < end && isBlank(in.getByte(at))) {
      at++;
    }
    boolean status = version && end - at >= 3 && (end - at == 3 || isBlank(in.getByte(at + 3)));
    for (int i = 0; i < 3 && status; i++) {
      status = isDigit(in.getByte(at + i));
    }
    if (!status) {
      throw bad("not a status line of HTTP/1: `" + shown(in) + "`");
    }
  }

  private void checkSize(int bytes) throws FetchException {
    if (next == 0 && bytes > MAX_STATUS_LINE) {
      throw bad("the status line is over " + MAX_STATUS_LINE + " bytes");
    }
    if (next > 0 && bytes - fieldsAt > maxBytes) {
      throw bad("the response head is over " + maxBytes + " bytes");
    }
  }

  private static FetchException bad(String detail) {
    return new FetchException(ErrorCode.BAD_RESPONSE, detail);
  }

  private static String shown(ByteBuf in) {
    StringBuilder shown = new StringBuilder();
    for (int i = 0; i < SHOWN_BYTES && i < in.readableBytes(); i++) {
      int b = in.getByte(in.readerIndex() + i);
      if (b == '\r' || b == '\n') {
        break;
      }
      shown.append(b >= ' ' && b < 0x7f ? (char) b : '?');
    }
    return shown.toString();
  }

  private static boolean isDigit(byte b) {
    return b >= '0' && b <= '9';
  }

  private static boolean isBlank(byte b) {
    return b == ' ' || b == '\t';
  }
}
