package dev.fetchery.testing;

import dev.fetchery.job.Header;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * One answer of the {@link OriginServer}.
 *
 * @param delayMs before its first byte
 */
public record Reply(
    int status,
    List<Header> headers,
    Buffer body,
    Framing framing,
    OriginFault trouble,
    int delayMs,
    String version) {

  /** How the end of the body is marked. */
  public enum Framing {
    LENGTH,
    CHUNKED,
    /** By closing the connection. */
    CLOSE
  }

  public static Reply ok(byte[] body) {
    return new Reply(
        200, List.of(), Buffer.buffer(body), Framing.LENGTH, new OriginFault.None(), 0, "HTTP/1.1");
  }

  public static Reply ok(String body) {
    return ok(body.getBytes(StandardCharsets.UTF_8));
  }

  public static Reply status(int status) {
    return ok("status " + status).withStatus(status);
  }

  public static Reply redirect(int status, String location) {
    Reply reply = ok("").withStatus(status);
    return location == null ? reply : reply.with("Location", location);
  }

  /** Random bytes, the same for the same seed. */
  public static byte[] bytes(int size, long seed) {
    byte[] bytes = new byte[size];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  public Reply withStatus(int other) {
    return new Reply(other, headers, body, framing, trouble, delayMs, version);
  }

  public Reply with(String name, String value) {
    List<Header> more = new ArrayList<>(headers);
    more.add(new Header(name, value));
    return new Reply(status, List.copyOf(more), body, framing, trouble, delayMs, version);
  }

  public Reply with(OriginFault other) {
    return new Reply(status, headers, body, framing, other, delayMs, version);
  }

  public Reply framed(Framing other) {
    return new Reply(status, headers, body, other, trouble, delayMs, version);
  }

  public Reply after(int ms) {
    return new Reply(status, headers, body, framing, trouble, ms, version);
  }

  /** As an HTTP/1.0 server answers: the end of the connection ends the body. */
  public Reply http10() {
    return new Reply(status, headers, body, Framing.CLOSE, trouble, delayMs, "HTTP/1.0");
  }

  @Override
  public String toString() {
    return status + " with " + body.length() + " bytes, " + trouble;
  }
}
