package dev.fetchery.client;

import dev.fetchery.context.OutOfMemory;
import dev.fetchery.context.RootCause;
import dev.fetchery.job.ErrorCode;
import io.netty.channel.ConnectTimeoutException;
import io.netty.channel.unix.Errors;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.StreamResetException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.Locale;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;

/**
 * From what the network stack throws to the codes that people see. Every time-out is {@code
 * timeout}; a lost connection is {@code reset} before the head of the response is whole and {@code
 * truncated} after it. Where this machine has no descriptor for a socket, it is {@code disk}: as
 * with a full disk, no server can do anything about it.
 */
final class FailureMapper {
  /** No descriptor is left to the process, or to the machine; as Linux and macOS number it. */
  private static final int EMFILE = 24;

  private static final int ENFILE = 23;

  /** What the decoder says of a length beyond 64 bits, too. */
  private static final Pattern LENGTH =
      Pattern.compile("Content-Length value is not a number: (\\d+)");

  /** What is said of a body over HTTP/2 that ends in good order, but elsewhere than announced. */
  private static final Pattern BODY_LENGTH =
      Pattern.compile("Received amount of data (\\d+) does not match content-length header (\\d+)");

  private FailureMapper() {}

  /** What was mapped before, or is no fault of the other side; else null. */
  private static @Nullable FetchException own(Throwable e) {
    if (e instanceof FetchException known) {
      return known;
    }
    OutOfMemory.passOn(e);
    return isOutOfDescriptors(e)
        ? new FetchException(ErrorCode.DISK, "too many open files, and no socket for a request")
        : null;
  }

  /** Epoll tells the number alone, NIO the platform's words. */
  private static boolean isOutOfDescriptors(Throwable e) {
    for (Throwable t = e; t != null; t = t.getCause()) {
      boolean numbered =
          t instanceof Errors.NativeIoException io
              && (io.expectedErr() == -EMFILE || io.expectedErr() == -ENFILE);
      if (numbered || String.valueOf(t.getMessage()).contains("Too many open files")) {
        return true;
      }
    }
    return false;
  }

  /** While no connection stood yet. */
  static FetchException ofConnecting(Throwable e) {
    FetchException own = own(e);
    if (own != null) {
      return own;
    }
    if (has(e, ConnectTimeoutException.class)
        || has(e, SslHandshakeTimeoutException.class)
        || has(e, TimeoutException.class)) {
      return new FetchException(ErrorCode.TIMEOUT, "no connection in time");
    }
    if (has(e, CertificateException.class) || has(e, SSLPeerUnverifiedException.class)) {
      return new FetchException(
          ErrorCode.TLS, "certificate: " + certificate(RootCause.of(e)), true);
    }
    if (has(e, NotSslRecordException.class)) {
      // Its message is the whole response in hexadecimal digits.
      return new FetchException(ErrorCode.TLS, "the server does not speak TLS on this port", true);
    }
    if (has(e, SSLException.class)) {
      // A cut handshake may succeed next time; one that was answered with an alert will not.
      return new FetchException(ErrorCode.TLS, line(RootCause.of(e)), isAlert(e));
    }
    if (has(e, Http2Exception.class)) {
      return new FetchException(ErrorCode.BAD_RESPONSE, malformed(e));
    }
    if (has(e, ConnectException.class) || has(e, NoRouteToHostException.class)) {
      return new FetchException(ErrorCode.CONNECT, connecting(first(e)));
    }
    if (has(e, UnknownHostException.class)) {
      return ofResolution("the host", e);
    }
    return new FetchException(ErrorCode.CONNECT, line(e));
  }

  /** What is wrong with a certificate, and what to do. */
  private static String certificate(Throwable e) {
    String text = String.valueOf(e.getMessage());
    if (e instanceof CertificateExpiredException) {
      return "expired (" + line(e) + "): the server's operator has to renew it";
    }
    if (e instanceof CertificateNotYetValidException) {
      return "not valid yet (" + line(e) + "): is this machine's clock right?";
    }
    if (text.contains("unable to find valid certification path")
        || text.contains("Path does not chain")) {
      return "its issuer is not known: to trust it, give its certificate with --ca-file";
    }
    return text.startsWith("No subject alternative") || text.startsWith("No name matching")
        ? "made for another host (" + line(e) + "): is the URL right?"
        : line(e);
  }

  /** In plain words what the platform says by a number: "finishConnect(..) failed: error(-111)". */
  private static String connecting(Throwable e) {
    String text = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
    if (text.contains("refused")) {
      return "connection refused";
    }
    if (e instanceof NoRouteToHostException || text.contains("no route to host")) {
      return "no route to the host";
    }
    if (text.contains("network is unreachable")) {
      return "network unreachable";
    }
    // Netty puts the address behind a message that may be none.
    return text.startsWith("null: ") ? "no connection could be made" : line(e);
  }

  /**
   * While TLS was asked for and the connection broke before a request could be sent: Vert.x reports
   * a handshake that was cut as a closed connection.
   */
  static FetchException ofHandshake(Throwable e) {
    FetchException known = ofConnecting(e);
    return known.code() == ErrorCode.CONNECT && isLost(e)
        ? new FetchException(ErrorCode.TLS, "connection closed during the TLS handshake")
        : known;
  }

  /** After the request was sent. */
  static FetchException ofResponse(Throwable e, boolean headSeen) {
    FetchException own = own(e);
    if (own != null) {
      return own;
    }
    boolean ofTls = has(e, SSLException.class);
    if (ofTls && !headSeen) {
      // By TLS 1.3 a server refuses a client's certificate after the client's part of the
      // handshake.
      return new FetchException(ErrorCode.TLS, line(RootCause.of(e)), isAlert(e));
    }
    if (!ofTls && !isLost(e) && !isShort(e) && isMalformed(e)) {
      return new FetchException(ErrorCode.BAD_RESPONSE, malformed(e));
    }
    String told = Http2Errors.told(e);
    String what = told == null ? "connection lost" : told;
    return headSeen
        ? new FetchException(ErrorCode.TRUNCATED, what + " before the end of the body")
        : new FetchException(ErrorCode.RESET, what + " before the response head");
  }

  /** Whether a body over HTTP/2 ended too early: as by HTTP/1.1, the rest of it is missing. */
  private static boolean isShort(Throwable e) {
    Matcher lengths = BODY_LENGTH.matcher(String.valueOf(e.getMessage()));
    return lengths.matches() && Long.parseLong(lengths.group(1)) < Long.parseLong(lengths.group(2));
  }

  /** From a resolver: a name that does not exist is permanent, a server that fails is not. */
  static FetchException ofResolution(String host, Throwable e) {
    FetchException own = own(e);
    if (own != null) {
      return own;
    }
    if (e instanceof UnknownHostException unknown) {
      // The cause says why the query failed; without one the answer was that there is no address.
      Throwable cause = unknown.getCause();
      boolean permanent =
          cause == null || String.valueOf(RootCause.of(e).getMessage()).contains("NXDOMAIN");
      return permanent
          ? new FetchException(ErrorCode.DNS, "no such host: " + host, true)
          : new FetchException(ErrorCode.DNS, "name resolution failed: " + host);
    }
    return new FetchException(ErrorCode.DNS, "name resolution failed: " + host);
  }

  private static boolean isLost(Throwable e) {
    return e instanceof HttpClosedException
        || e instanceof StreamResetException
        || (e instanceof IOException && !(e instanceof SSLException));
  }

  private static boolean isMalformed(Throwable e) {
    return e instanceof DecoderException
        || e instanceof IllegalArgumentException
        || e instanceof IllegalStateException
        || e instanceof Http2Exception
        || e instanceof io.vertx.core.VertxException;
  }

  private static String malformed(Throwable e) {
    return has(e, TooLongFrameException.class) ? "response head too large" : malformed(line(e));
  }

  private static String malformed(String said) {
    Matcher length = LENGTH.matcher(said);
    return length.matches()
        ? "Content-Length is too large: " + length.group(1)
        : "malformed HTTP response: " + said;
  }

  private static boolean isAlert(Throwable e) {
    return String.valueOf(RootCause.of(e).getMessage()).contains("fatal alert");
  }

  private static boolean has(Throwable e, Class<? extends Throwable> type) {
    for (Throwable t = e; t != null; t = t.getCause()) {
      if (type.isInstance(t)) {
        return true;
      }
    }
    return false;
  }

  private static Throwable first(Throwable e) {
    return e.getMessage() == null ? RootCause.of(e) : e;
  }

  /** One printable line of at most 200 characters. */
  private static String line(Throwable e) {
    String text = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    String clean = text.replaceAll("\\p{Cntrl}+", " ");
    return clean.length() <= 200 ? clean : clean.substring(0, 200);
  }
}
