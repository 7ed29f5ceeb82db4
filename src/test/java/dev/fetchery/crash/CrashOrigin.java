package dev.fetchery.crash;

import dev.fetchery.testing.Reply;
import io.vertx.core.Context;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An origin that outlives the service: what it serves follows from the path alone, and it counts
 * how often each path was asked for. One body in forty is large and slow and can be continued.
 */
final class CrashOrigin implements AutoCloseable {
  private static final Pattern FROM = Pattern.compile("bytes=(\\d+)-");
  private static final String GREETING = "/hello";
  private static final int SLOW_ONE_IN = 40;
  private static final int CHUNK = 40 << 10;
  private static final int CHUNK_EVERY_MS = 25;
  private static final int PAGE_MS = 40;
  private static final int DOCUMENT_MS = 300;
  static final int PER_PAGE = 20;

  private static final int HELD_MS = 300;

  private final Vertx vertx = Vertx.vertx();
  private final HttpServer server;
  private final String host;
  private final int listed;
  private final Arrivals arrivals;
  private final Map<String, AtomicInteger> asked = new ConcurrentHashMap<>();
  private final AtomicLong bodies = new AtomicLong();
  private final AtomicLong continued = new AtomicLong();
  private final AtomicInteger open = new AtomicInteger();
  private final Promise<Void> released = Promise.promise();

  private CrashOrigin(String host, int listed, Arrivals arrivals) {
    this.host = host;
    this.listed = listed;
    this.arrivals = arrivals;
    server =
        vertx.createHttpServer(
            new HttpServerOptions().setHost(host).setPort(0).setAcceptBacklog(4096));
    server.requestHandler(this::answer);
    server.connectionHandler(
        connection -> {
          open.incrementAndGet();
          String from = connection.remoteAddress().host();
          connection.closeHandler(
              v -> {
                open.decrementAndGet();
                arrivals.closed(from);
              });
          if (!arrivals.connected(from)) {
            connection.close();
          }
        });
  }

  /**
   * A running origin.
   *
   * @param listed how many items its JSON document and its pages list
   */
  static CrashOrigin start(int listed) {
    CrashOrigin origin = startHeld(listed);
    origin.release();
    return origin;
  }

  /** The same, but it sends no body before it is released. */
  static CrashOrigin startHeld(int listed) {
    return listening(new CrashOrigin("127.0.0.1", listed, new Arrivals(Integer.MAX_VALUE)));
  }

  void release() {
    released.tryComplete();
  }

  /**
   * A running origin.
   *
   * @param host its address
   * @param arrivals counts who comes
   */
  static CrashOrigin start(String host, int listed, Arrivals arrivals) {
    CrashOrigin origin = listening(new CrashOrigin(host, listed, arrivals));
    origin.release();
    return origin;
  }

  private static CrashOrigin listening(CrashOrigin origin) {
    origin.server.listen().toCompletionStage().toCompletableFuture().join();
    return origin;
  }

  String url(String path) {
    return "http://" + host + ":" + server.actualPort() + path;
  }

  /** Waits until nothing more can come of connections whose other end was killed. */
  void awaitSilence() throws IOException, InterruptedException {
    awaitAccepted();
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (open.get() > 0) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError(open + " connections are still open");
      }
      TimeUnit.MILLISECONDS.sleep(1);
    }
  }

  /** Connections are accepted in their order: once a new one is answered, all before it are. */
  private void awaitAccepted() throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.actualPort())) {
      String request = "GET " + GREETING + " HTTP/1.0\r\nHost: localhost\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      socket.getInputStream().readAllBytes();
    }
  }

  /** How often each body was asked for, by path. */
  Map<String, Integer> counts() {
    Map<String, Integer> counts = new ConcurrentHashMap<>();
    asked.forEach((path, count) -> counts.put(path, count.get()));
    return counts;
  }

  /** Bodies asked for in all. */
  long bodies() {
    return bodies.get();
  }

  /** Bodies of which only the rest was asked for. */
  long continued() {
    return continued.get();
  }

  /** The body of {@code /items/JOB/NUMBER}, or of {@code /held/JOB/NUMBER}, which comes late. */
  static byte[] body(String path) {
    int number = number(path);
    int size = isSlow(path) ? 10 * CHUNK + number % 1000 : 200 + number * 37 % 6000;
    return Reply.bytes(size, path.hashCode());
  }

  private static int number(String path) {
    return Integer.parseInt(path.substring(path.lastIndexOf('/') + 1));
  }

  /** What stands before the number. */
  private static String job(String path) {
    int end = path.lastIndexOf('/');
    return path.substring(path.lastIndexOf('/', end - 1) + 1, end);
  }

  private static boolean isHeld(String path) {
    return path.startsWith("/held/");
  }

  private static boolean isSlow(String path) {
    return !isHeld(path) && number(path) % SLOW_ONE_IN == 7;
  }

  private void answer(HttpServerRequest request) {
    if (request.path().equals(GREETING)) {
      request.response().end();
    } else if (request.path().equals("/list.json")) {
      vertx.setTimer(DOCUMENT_MS, t -> document(request.response()));
    } else if (request.path().equals("/pages")) {
      vertx.setTimer(PAGE_MS, t -> page(request));
    } else {
      bodies.incrementAndGet();
      asked.computeIfAbsent(request.path(), p -> new AtomicInteger()).incrementAndGet();
      arrivals.began(job(request.path()));
      int afterMs = 2 + Math.floorMod(request.path().hashCode(), 30);
      whenReleased(
          () -> vertx.setTimer(isHeld(request.path()) ? HELD_MS : afterMs, t -> item(request)));
    }
  }

  /** On the thread of the request. */
  private void whenReleased(Runnable step) {
    Context context = vertx.getOrCreateContext();
    released.future().onSuccess(v -> context.runOnContext(now -> step.run()));
  }

  private void document(HttpServerResponse response) {
    JsonObject entries = new JsonObject();
    for (int i = 0; i < listed; i++) {
      entries.put("entry-" + i, url("/items/json/" + i));
    }
    response.putHeader("content-type", "application/json").end(entries.toBuffer());
  }

  private void page(HttpServerRequest request) {
    int start = Integer.parseInt(request.getParam("start"));
    JsonArray urls = new JsonArray();
    for (int i = start; i < Math.min(listed, start + PER_PAGE); i++) {
      urls.add(url("/items/pages/" + i));
    }
    JsonObject page = new JsonObject().put("urls", urls);
    page.put("has_more", start + PER_PAGE < listed);
    request.response().putHeader("content-type", "application/json").end(page.toBuffer());
  }

  private void item(HttpServerRequest request) {
    String path = request.path();
    Buffer body = Buffer.buffer(body(path));
    String tag = "\"" + Integer.toHexString(path.hashCode()) + "\"";
    HttpServerResponse response = request.response();
    response.putHeader("etag", tag).putHeader("accept-ranges", "bytes");
    response.putHeader(
        "content-disposition", "attachment; filename=\"served-" + number(path) + ".bin\"");
    int from = 0;
    String range = request.getHeader("range");
    Matcher matcher = FROM.matcher(range == null ? "" : range);
    if (matcher.matches() && tag.equals(request.getHeader("if-range"))) {
      from = Integer.parseInt(matcher.group(1));
      continued.incrementAndGet();
      response.setStatusCode(206);
      response.putHeader(
          "content-range", "bytes " + from + "-" + (body.length() - 1) + "/" + body.length());
    }
    response.putHeader("content-length", String.valueOf(body.length() - from));
    if (isSlow(path)) {
      drip(path, response, body, from);
    } else {
      response.end(body.slice(from, body.length()));
      arrivals.ended(job(path));
    }
  }

  private void drip(String path, HttpServerResponse response, Buffer body, int from) {
    int to = Math.min(body.length(), from + CHUNK);
    if (response.closed()) {
      arrivals.ended(job(path));
      return;
    }
    if (to == body.length()) {
      response.end(body.slice(from, to));
      arrivals.ended(job(path));
      return;
    }
    response.write(body.slice(from, to));
    vertx.setTimer(CHUNK_EVERY_MS, t -> drip(path, response, body, to));
  }

  @Override
  public void close() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }
}
