package dev.fetchery.testing;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;

/**
 * A proxy on a free port of loopback that speaks HTTP or SOCKS 5, as scripted. Every destination is
 * reached on 127.0.0.1. It remembers what it was asked for.
 */
public final class ProxyServer {
  private final NetServer server;
  private final NetClient client;
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private final Map<NetSocket, Buffer> unread = new ConcurrentHashMap<>();
  private volatile String user;
  private volatile int refusal;
  private volatile boolean silent;

  private ProxyServer(
      Vertx vertx, KeyCertOptions key, BiConsumer<ProxyServer, NetSocket> protocol) {
    NetServerOptions options = new NetServerOptions().setHost("127.0.0.1").setPort(0);
    if (key != null) {
      options.setSsl(true).setKeyCertOptions(key);
    }
    client = vertx.createNetClient();
    server =
        vertx
            .createNetServer(options)
            .exceptionHandler(e -> {})
            .connectHandler(socket -> protocol.accept(this, socket));
    server.listen().toCompletionStage().toCompletableFuture().join();
  }

  /** CONNECT, and whole URLs. */
  public static ProxyServer http(Vertx vertx) {
    return new ProxyServer(vertx, null, ProxyServer::speakHttp);
  }

  /** The same inside TLS. */
  public static ProxyServer https(Vertx vertx, KeyCertOptions key) {
    return new ProxyServer(vertx, key, ProxyServer::speakHttp);
  }

  public static ProxyServer socks(Vertx vertx) {
    return new ProxyServer(vertx, null, ProxyServer::speakSocks);
  }

  /** Asks for this {@code user:password}. */
  public ProxyServer withUser(String userAndPassword) {
    user = userAndPassword;
    return this;
  }

  /** Answers every request with this status, or reply of SOCKS. */
  public ProxyServer refusing(int code) {
    refusal = code;
    return this;
  }

  /** Closes every connection as soon as something comes. */
  public ProxyServer silent() {
    silent = true;
    return this;
  }

  public int port() {
    return server.actualPort();
  }

  public void close() {
    server.close().toCompletionStage().toCompletableFuture().join();
  }

  /**
   * What was asked for: {@code CONNECT host:port}, {@code GET http://…}, or {@code name host:port}
   * and {@code address host:port} by SOCKS.
   */
  public List<String> asked() {
    return asked;
  }

  private void speakHttp(NetSocket near) {
    near.exceptionHandler(e -> {});
    near.handler(
        bytes -> {
          Buffer head = unread.merge(near, bytes, Buffer::appendBuffer);
          String text = head.toString(StandardCharsets.ISO_8859_1);
          if (silent) {
            near.close();
          } else if (text.contains("\r\n\r\n")) {
            near.pause();
            unread.remove(near);
            answerHttp(near, text);
          }
        });
  }

  private void answerHttp(NetSocket near, String head) {
    String[] words = head.split(" ", 3);
    asked.add(words[0] + " " + words[1]);
    String sent =
        user == null
            ? ""
            : Base64.getEncoder().encodeToString(user.getBytes(StandardCharsets.UTF_8));
    boolean known =
        user == null
            || head.toLowerCase(java.util.Locale.ROOT)
                .contains(
                    "\r\nproxy-authorization: basic " + sent.toLowerCase(java.util.Locale.ROOT));
    int status = refusal != 0 ? refusal : known ? 200 : 407;
    if (status != 200) {
      near.write("HTTP/1.1 " + status + " No\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
      near.resume();
      near.end();
    } else if (words[0].equals("CONNECT")) {
      join(near, port(words[1]), null, "HTTP/1.1 200 OK\r\n\r\n");
    } else {
      String authority = words[1].substring("http://".length()).replaceFirst("[/?].*", "");
      String path = words[1].substring("http://".length() + authority.length());
      join(
          near,
          authority.matches(".*:\\d+") ? port(authority) : 80,
          words[0]
              + " "
              + path
              + " "
              + words[2].replaceFirst("(?i)\r\nproxy-authorization: [^\r]*", ""),
          null);
    }
  }

  private static int port(String authority) {
    return Integer.parseInt(authority.substring(authority.lastIndexOf(':') + 1));
  }

  private void join(NetSocket near, int port, String toFar, Object toNear) {
    client
        .connect(port, "127.0.0.1")
        .onFailure(e -> near.close())
        .onSuccess(
            far -> {
              far.exceptionHandler(e -> {});
              if (toFar != null) {
                far.write(toFar);
              }
              if (toNear instanceof String text) {
                near.write(text);
              } else if (toNear instanceof Buffer bytes) {
                near.write(bytes);
              }
              near.pipeTo(far);
              far.pipeTo(near);
            });
  }

  private void speakSocks(NetSocket near) {
    near.exceptionHandler(e -> {});
    near.handler(
        greeting -> {
          if (silent) {
            near.close();
            return;
          }
          boolean password = user != null;
          boolean offered = greeting.toString(StandardCharsets.ISO_8859_1).indexOf(2, 2) >= 0;
          if (password && !offered) {
            near.write(Buffer.buffer(new byte[] {5, (byte) 0xff}));
            near.end();
            return;
          }
          near.handler(password ? given -> authenticate(near, given) : ask -> answer(near, ask));
          near.write(Buffer.buffer(new byte[] {5, (byte) (password ? 2 : 0)}));
        });
  }

  private void authenticate(NetSocket near, Buffer given) {
    int length = given.getByte(1);
    String pair =
        given.getString(2, 2 + length) + ":" + given.getString(3 + length, given.length());
    near.handler(ask -> answer(near, ask));
    near.write(Buffer.buffer(new byte[] {1, (byte) (pair.equals(user) ? 0 : 1)}));
  }

  private void answer(NetSocket near, Buffer ask) {
    near.pause();
    int kind = ask.getByte(3);
    int end = kind == 1 ? 8 : kind == 4 ? 20 : 5 + ask.getUnsignedByte(4);
    int port = ask.getUnsignedShort(end);
    asked.add(
        kind == 3
            ? "name " + ask.getString(5, end) + ":" + port
            : "address " + address(ask.getBytes(4, end)) + ":" + port);
    Buffer reply = Buffer.buffer(new byte[] {5, (byte) refusal, 0, 1, 0, 0, 0, 0, 0, 0});
    if (refusal != 0) {
      near.write(reply);
      near.resume();
    } else {
      join(near, port, null, reply);
    }
  }

  private static String address(byte[] bytes) {
    try {
      return InetAddress.getByAddress(bytes).getHostAddress();
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
  }
}
