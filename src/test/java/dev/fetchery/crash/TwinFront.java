package dev.fetchery.crash;

import dev.fetchery.demo.origin.DemoOrigin;
import dev.fetchery.demo.origin.DemoOriginOptions;
import dev.fetchery.testing.OriginServer;
import dev.fetchery.testing.OriginServer.Seen;
import dev.fetchery.testing.Reply;
import dev.fetchery.testing.Rig;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

/** Stands before a demo origin and notes what is asked, in its order. */
final class TwinFront implements AutoCloseable {
  private static final String GREETING = "/greeting";
  private static final Set<String> COPIED =
      Set.of("content-type", "link", "more", "etag", "location", "cache-control");

  private final Vertx vertx = Vertx.vertx();
  private final HttpClient client = HttpClient.newHttpClient();
  private final OriginServer front = OriginServer.start();
  private final DemoOrigin origin =
      Rig.await(DemoOrigin.start(vertx, DemoOriginOptions.defaults()));
  private final ConcurrentLinkedQueue<String> asked = new ConcurrentLinkedQueue<>();

  TwinFront() {
    front.on(GREETING, Reply.ok(""));
    front.otherwise(this::passedOn);
  }

  String url() {
    return front.url("");
  }

  private Reply passedOn(Seen seen) {
    asked.add(key(seen.method(), seen.target(), seen.body()));
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(origin.baseUrl() + seen.target()))
            .method(seen.method(), BodyPublishers.ofString(seen.body()));
    String type = seen.header("content-type");
    if (type != null) {
      request.header("Content-Type", type);
    }
    try {
      HttpResponse<byte[]> answer = client.send(request.build(), BodyHandlers.ofByteArray());
      Reply reply = Reply.ok(here(answer)).withStatus(answer.statusCode());
      for (Map.Entry<String, List<String>> field : answer.headers().map().entrySet()) {
        if (COPIED.contains(field.getKey())) {
          reply = reply.with(field.getKey(), here(field.getValue().get(0)));
        }
      }
      return reply;
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** A listing leads back to the front. */
  private byte[] here(HttpResponse<byte[]> answer) {
    String type = answer.headers().firstValue("content-type").orElse("");
    return type.matches(".*(json|xml|html).*")
        ? here(new String(answer.body(), StandardCharsets.UTF_8)).getBytes(StandardCharsets.UTF_8)
        : answer.body();
  }

  private String here(String text) {
    return text.replace(origin.baseUrl(), url());
  }

  static String key(String method, String target, String body) {
    return method + " " + target + (body.isEmpty() ? "" : " " + body);
  }

  /** What a GET of a URL at this front is noted as. */
  String key(String url) {
    return key("GET", url.substring(url().length()), "");
  }

  /** What was asked, and how often, in the order in which it was asked first. */
  Map<String, Integer> asked() {
    Map<String, Integer> counts = new LinkedHashMap<>();
    asked.forEach(key -> counts.merge(key, 1, Integer::sum));
    return counts;
  }

  /** What was asked since then. */
  Map<String, Integer> since(Map<String, Integer> before) {
    Map<String, Integer> since = new LinkedHashMap<>();
    asked()
        .forEach(
            (key, count) -> {
              int more = count - new HashMap<>(before).getOrDefault(key, 0);
              if (more > 0) {
                since.put(key, more);
              }
            });
    return since;
  }

  /** All that a killed process sent has come, once its connections are closed. */
  void awaitSilence() throws IOException, InterruptedException {
    // Connections are accepted in their order: once a new one is answered, all before it are.
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), front.port())) {
      String request = "GET " + GREETING + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      if (socket.getInputStream().read() < 0) {
        throw new AssertionError("no answer");
      }
    }
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (front.openConnections() > 0) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError(front.openConnections() + " connections are still open");
      }
      TimeUnit.MILLISECONDS.sleep(1);
    }
  }

  @Override
  public void close() {
    front.close();
    Rig.await(vertx.close());
  }
}
