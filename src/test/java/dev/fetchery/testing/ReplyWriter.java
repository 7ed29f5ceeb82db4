package dev.fetchery.testing;

import dev.fetchery.job.Header;
import io.netty.channel.ChannelOption;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.NetSocket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Puts a {@link Reply} on the wire, with its trouble. */
final class ReplyWriter {
  private static final int CHUNK = 16 << 10;

  private final Vertx vertx;
  private final NetSocket socket;
  private final Reply reply;
  private final Runnable whole;
  private boolean closed;

  /**
   * A writer of one answer.
   *
   * @param whole run when all of it has been sent, which a troubled one may never be
   */
  ReplyWriter(Vertx vertx, NetSocket socket, Reply reply, Runnable whole) {
    this.vertx = vertx;
    this.socket = socket;
    this.reply = reply;
    this.whole = whole;
  }

  void write() {
    byte[] body = reply.body().getBytes();
    OriginFault trouble = reply.trouble();
    if (trouble instanceof OriginFault.Silence) {
      return;
    } else if (trouble instanceof OriginFault.ResetBeforeHead) {
      reset();
    } else if (trouble instanceof OriginFault.CloseBeforeHead) {
      socket.close();
    } else if (trouble instanceof OriginFault.NotHttp not) {
      socket.write(Buffer.buffer(not.text(), "ISO-8859-1")).onComplete(v -> socket.close());
    } else if (trouble instanceof OriginFault.Verbatim verbatim) {
      socket.write(Buffer.buffer(verbatim.text(), "ISO-8859-1")).onComplete(v -> whole.run());
    } else if (trouble instanceof OriginFault.Stall stall) {
      socket.write(head().appendBuffer(framed(Arrays.copyOf(body, stall.afterBytes()), false)));
    } else if (trouble instanceof OriginFault.Held held) {
      Buffer all = Buffer.buffer(body);
      socket.write(head().appendBuffer(all.getBuffer(0, held.afterBytes())));
      Buffer rest = all.getBuffer(held.afterBytes(), body.length);
      held.until().onSuccess(v -> whole(rest));
    } else if (trouble instanceof OriginFault.Reset reset) {
      // The time lets the bytes arrive: a reset overtakes what has not been read yet.
      socket
          .write(head().appendBuffer(framed(Arrays.copyOf(body, reset.afterBytes()), false)))
          .onComplete(v -> vertx.setTimer(50, id -> reset()));
    } else if (trouble instanceof OriginFault.CloseAfter close) {
      socket
          .write(head().appendBuffer(framed(Arrays.copyOf(body, close.bytes()), false)))
          .onComplete(v -> socket.close());
    } else if (trouble instanceof OriginFault.BadChunk) {
      socket.write(head().appendBuffer(framed(body, false)).appendString("nonsense\r\nxxxx\r\n"));
    } else if (trouble instanceof OriginFault.EndlessChunkExtension) {
      socket.write(head().appendString("5;"));
      endlessly(Buffer.buffer("x".repeat(CHUNK)));
    } else if (trouble instanceof OriginFault.EndlessTrailers) {
      socket.write(head().appendBuffer(framed(body, false)).appendString("0\r\n"));
      endlessly(Buffer.buffer("X-More: more and more\r\n".repeat(500)));
    } else if (trouble instanceof OriginFault.Endless) {
      socket.write(head());
      endlessly(framed(body, false));
    } else if (trouble instanceof OriginFault.Drip drip) {
      socket.write(head());
      drip(framed(body, true), 0, drip.bytes(), drip.everyMs());
    } else if (trouble instanceof OriginFault.SlowHead slow) {
      drip(head().appendBuffer(framed(body, true)), 0, 1, slow.everyMs());
    } else if (trouble instanceof OriginFault.EarlyHints hints) {
      String hint = "HTTP/1.1 103 Early Hints\r\nLink: </x>; rel=preload\r\n\r\n";
      socket.write(hint.repeat(hints.times()));
      whole(head().appendBuffer(framed(body, true)));
    } else if (trouble instanceof OriginFault.Interim interim) {
      String head = "HTTP/1.1 " + interim.status() + " In between\r\nX-Any: thing\r\n\r\n";
      socket.write(head.repeat(interim.times()));
      whole(head().appendBuffer(framed(body, true)));
    } else if (trouble instanceof OriginFault.TrailingGarbage garbage) {
      whole(head().appendBuffer(framed(body, true)).appendString(garbage.text()));
    } else {
      whole(head().appendBuffer(framed(body, true)));
    }
  }

  private void whole(Buffer bytes) {
    boolean last =
        reply.framing() == Reply.Framing.CLOSE
            || reply.headers().stream().anyMatch(h -> h.name().equalsIgnoreCase("connection"));
    socket
        .write(bytes)
        .onSuccess(
            v -> {
              whole.run();
              if (last) {
                socket.close();
              }
            });
  }

  private Buffer head() {
    StringBuilder head = new StringBuilder(256);
    head.append(reply.version()).append(' ').append(reply.status()).append(" Said so\r\n");
    for (Header header : reply.headers()) {
      head.append(header.name()).append(": ").append(header.value()).append("\r\n");
    }
    boolean bodiless = reply.status() == 204 || reply.status() == 304;
    if (reply.trouble() instanceof OriginFault.WrongLength wrong) {
      for (String declared : wrong.declared().split(",", -1)) {
        head.append("Content-Length: ").append(declared).append("\r\n");
      }
    } else if (reply.framing() == Reply.Framing.LENGTH && !bodiless) {
      head.append("Content-Length: ").append(reply.body().length()).append("\r\n");
    } else if (reply.framing() == Reply.Framing.CHUNKED) {
      head.append("Transfer-Encoding: chunked\r\n");
    }
    if (reply.trouble() instanceof OriginFault.HugeHeaders huge) {
      for (int sent = 0, i = 0; sent < huge.totalBytes(); sent += huge.fieldBytes(), i++) {
        head.append("X-").append(i).append(": ").append("y".repeat(huge.fieldBytes()));
        head.append("\r\n");
      }
    }
    return Buffer.buffer(head.append("\r\n").toString().getBytes(StandardCharsets.UTF_8));
  }

  private Buffer framed(byte[] body, boolean finished) {
    if (reply.framing() != Reply.Framing.CHUNKED) {
      return Buffer.buffer(body);
    }
    Buffer chunks = Buffer.buffer(body.length + 64);
    for (int from = 0; from < body.length; from += CHUNK) {
      int to = Math.min(body.length, from + CHUNK);
      chunks.appendString(Integer.toHexString(to - from)).appendString("\r\n");
      chunks.appendBytes(body, from, to - from).appendString("\r\n");
    }
    return finished ? chunks.appendString("0\r\n\r\n") : chunks;
  }

  private void drip(Buffer bytes, int from, int step, int everyMs) {
    if (from >= bytes.length()) {
      whole.run();
      return;
    }
    int to = Math.min(bytes.length(), from + step);
    socket
        .write(bytes.getBuffer(from, to))
        .onSuccess(v -> vertx.setTimer(everyMs, id -> drip(bytes, to, step, everyMs)));
  }

  private void endlessly(Buffer piece) {
    socket
        .write(piece)
        .onSuccess(
            v -> {
              if (!closed) {
                vertx.runOnContext(w -> endlessly(piece));
              }
            })
        .onFailure(e -> closed = true);
  }

  private void reset() {
    ((NetSocketInternal) socket)
        .channelHandlerContext()
        .channel()
        .config()
        .setOption(ChannelOption.SO_LINGER, 0);
    socket.close();
  }
}
