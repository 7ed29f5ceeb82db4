package dev.fetchery.testing;

import dev.fetchery.job.Header;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An HTTP/1.1 origin on a free port of loopback. Its scripts decide on each byte, so that it can
 * also send broken responses. Paths are compared without their query; what has no script is 404.
 * Counts what it was asked and by how many connections.
 */
public final class OriginServer implements AutoCloseable {
  private static final String HEAD_END = "\r\n\r\n";

  /** Decides on the answer to a request. */
  @FunctionalInterface
  public interface Script {
    Reply reply(Seen request);
  }

  /**
   * A request as it came.
   *
   * @param target path and query, byte for byte
   * @param connection number of the connection it came by, from 1
   */
  public record Seen(
      String method, String target, List<Header> headers, String body, int connection) {
    /** First value of the field of that lower-case name, or null. */
    public String header(String name) {
      return headers.stream()
          .filter(header -> header.name().equalsIgnoreCase(name))
          .map(Header::value)
          .findFirst()
          .orElse(null);
    }

    public String path() {
      int query = target.indexOf('?');
      return query < 0 ? target : target.substring(0, query);
    }
  }

  private final Vertx vertx;
  private final boolean ownsVertx;
  private final String scheme;
  private final NetServer server;
  private final Map<String, Script> scripts = new ConcurrentHashMap<>();
  private final Map<String, Queue<Seen>> seen = new ConcurrentHashMap<>();
  private final Set<NetSocket> open = ConcurrentHashMap.newKeySet();
  private final Set<NetSocket> unanswered = ConcurrentHashMap.newKeySet();
  private final AtomicInteger connections = new AtomicInteger();
  private volatile Script fallback = request -> Reply.status(404);

  private OriginServer(Vertx vertx, boolean ownsVertx, KeyCertOptions key) {
    this.vertx = vertx;
    this.ownsVertx = ownsVertx;
    scheme = key == null ? "http" : "https";
    NetServerOptions options =
        new NetServerOptions().setHost("127.0.0.1").setPort(0).setAcceptBacklog(4096);
    if (key != null) {
      options.setSsl(true).setKeyCertOptions(key);
    }
    // A handshake that fails is the client's affair.
    server =
        vertx.createNetServer(options).connectHandler(this::connected).exceptionHandler(e -> {});
  }

  /** A running origin. */
  public static OriginServer start() {
    return started(new OriginServer(Vertx.vertx(), true, null));
  }

  /** A running origin on the event loops of this Vert.x: many of them cost little. */
  public static OriginServer start(Vertx vertx) {
    return started(new OriginServer(vertx, false, null));
  }

  /** A running origin that speaks TLS. */
  public static OriginServer startTls(Vertx vertx, KeyCertOptions key) {
    return started(new OriginServer(vertx, false, key));
  }

  private static OriginServer started(OriginServer origin) {
    origin.server.listen().toCompletionStage().toCompletableFuture().join();
    return origin;
  }

  /** Answers {@code path} with these in turn, the last again and again. */
  public OriginServer on(String path, Reply... inTurn) {
    AtomicInteger asked = new AtomicInteger();
    return on(path, request -> inTurn[Math.min(asked.getAndIncrement(), inTurn.length - 1)]);
  }

  /** Answers {@code path} by script. */
  public OriginServer on(String path, Script script) {
    scripts.put(path, script);
    return this;
  }

  /** Answers every path that has no script of its own. */
  public OriginServer otherwise(Script script) {
    fallback = script;
    return this;
  }

  public String url(String path) {
    return url("127.0.0.1", path);
  }

  /** Under another name of the same place. */
  public String url(String host, String path) {
    return scheme + "://" + host + ":" + port() + path;
  }

  public int port() {
    return server.actualPort();
  }

  /** How often {@code path} was asked for. */
  public int requests(String path) {
    return seen(path).size();
  }

  /** How many requests there were. */
  public int requests() {
    return seen.values().stream().mapToInt(Queue::size).sum();
  }

  /** The requests for {@code path}, in their order. */
  public List<Seen> seen(String path) {
    return List.copyOf(seen.getOrDefault(path, new ConcurrentLinkedQueue<>()));
  }

  /** Connections open now. */
  public int openConnections() {
    return open.size();
  }

  /** Connections open now by which an answer was asked for that has not been sent whole. */
  public int unansweredConnections() {
    return unanswered.size();
  }

  /** Connections there ever were. */
  public int connections() {
    return connections.get();
  }

  @Override
  public void close() {
    (ownsVertx ? vertx.close() : server.close()).toCompletionStage().toCompletableFuture().join();
  }

  private void connected(NetSocket socket) {
    int number = connections.incrementAndGet();
    open.add(socket);
    socket.closeHandler(v -> gone(socket));
    socket.exceptionHandler(e -> gone(socket));
    socket.handler(new Requests(socket, number));
  }

  private void gone(NetSocket socket) {
    open.remove(socket);
    unanswered.remove(socket);
  }

  /** Cuts what comes in by one connection into requests. */
  private final class Requests implements io.vertx.core.Handler<Buffer> {
    private final NetSocket socket;
    private final int connection;
    private Buffer pending = Buffer.buffer();

    Requests(NetSocket socket, int connection) {
      this.socket = socket;
      this.connection = connection;
    }

    @Override
    public void handle(Buffer bytes) {
      pending.appendBuffer(bytes);
      if (pending.getByte(0) < 'A' || pending.getByte(0) > 'Z') {
        // No method begins like this: the client speaks TLS.
        socket.close();
        return;
      }
      String text = pending.toString("ISO-8859-1");
      int end = text.indexOf(HEAD_END);
      if (end < 0) {
        return;
      }
      List<String> lines = text.substring(0, end).lines().toList();
      List<Header> headers =
          lines.stream()
              .skip(1)
              .map(line -> line.split(":", 2))
              .map(parts -> new Header(parts[0].strip(), parts[1].strip()))
              .toList();
      int start = end + HEAD_END.length();
      int length =
          headers.stream()
              .filter(header -> header.name().equalsIgnoreCase("content-length"))
              .mapToInt(header -> Integer.parseInt(header.value()))
              .findFirst()
              .orElse(0);
      if (text.length() < start + length) {
        return;
      }
      pending = pending.getBuffer(start + length, pending.length());
      String[] first = lines.get(0).split(" ", -1);
      answer(
          new Seen(first[0], first[1], headers, text.substring(start, start + length), connection));
    }

    private void answer(Seen request) {
      seen.computeIfAbsent(request.path(), path -> new ConcurrentLinkedQueue<>()).add(request);
      unanswered.add(socket);
      Reply reply = scripts.getOrDefault(request.path(), fallback).reply(request);
      ReplyWriter writer = new ReplyWriter(vertx, socket, reply, () -> unanswered.remove(socket));
      if (reply.delayMs() > 0) {
        vertx.setTimer(reply.delayMs(), id -> writer.write());
      } else {
        writer.write();
      }
    }
  }
}
