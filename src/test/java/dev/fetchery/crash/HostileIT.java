package dev.fetchery.crash;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fetchery.cli.JarProcess;
import dev.fetchery.testing.OriginServer;
import dev.fetchery.testing.Reply;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * All that strangers and callers can do to the memory, at once and with a small heap: others are
 * served meanwhile, every job comes to its end, and the process lives.
 */
@Timeout(900)
class HostileIT {
  private static final int KB = 1024;

  @TempDir Path dir;
  private final List<Socket> sockets = new ArrayList<>();

  @ParameterizedTest
  @ValueSource(strings = {"-Xmx96m", "-Xmx256m"})
  void smallHeapHoldsAgainstAllOfItAtOnce(String heap) throws Exception {
    try (OriginServer origin = origin();
        JarProcess serve =
            JarProcess.start(dir, List.of(heap, "-XX:+UseSerialGC"), "serve", "--port", 0)) {
      Api api = Api.of(serve);
      List<String> jobs = hostileJobs(api, origin);
      hostileCallers(api);
      assertThat(api.get("/health/live").statusCode()).isEqualTo(200);
      String plain =
          api.submit(
              job("'source':{'type':'repeat','url':'" + origin.url("/x") + "','count':200}"));
      api.awaitState(plain, "succeeded");
      for (String job : jobs) {
        JsonNode end = api.await(job, shown -> shown.path("finishedAt").isTextual());
        assertThat(end.path("state").asText()).isIn("succeeded", "partial", "failed");
      }
      assertThat(api.get("/health/ready").statusCode()).isEqualTo(200);
      assertThat(serve.err()).noneMatch(line -> line.contains("OutOfMemory"));
      // Said of five seconds and more; fewer may be other processes' on a busy machine.
      assertThat(serve.err()).noneMatch(line -> line.contains("VertxException: Thread blocked"));
    } finally {
      for (Socket socket : sockets) {
        socket.close();
      }
    }
  }

  private static String job(String fields) {
    return "{" + fields.replace('\'', '"') + "}";
  }

  private static OriginServer origin() {
    OriginServer origin = OriginServer.start().otherwise(seen -> Reply.ok("x"));
    origin.on("/wide", Reply.ok("{\"c\":\"" + "x".repeat(1000 * KB) + "\"}"));
    origin.on("/deep", Reply.ok("[[" + "{},".repeat(340 * KB) + "{}]]"));
    origin.on("/page", Reply.ok("[" + "{},".repeat(5 * KB * KB) + "{}]"));
    String element =
        "{\"url\":\"" + origin.url("/f") + "\",\"a\":\"" + "y".repeat(1000 * KB) + "\"}";
    origin.on("/list", Reply.ok("[" + element + ("," + element).repeat(15) + "]"));
    return origin;
  }

  private static List<String> hostileJobs(Api api, OriginServer origin)
      throws IOException, InterruptedException {
    List<String> ids = new ArrayList<>();
    String items =
        IntStream.range(0, 150)
            .mapToObj(i -> "'" + origin.url("/i" + i) + "'")
            .collect(Collectors.joining(","));
    for (String answer : List.of("/wide", "/deep")) {
      ids.add(
          api.submit(
              job(
                  "'source':{'type':'urls','urls':["
                      + items
                      + "]},'lookup':{'url':'"
                      + origin.url(answer)
                      + "?{index}','set':{'c':'/c'}},'save':{'as':'{c}-{index}'}")));
    }
    ids.add(
        api.submit(
            job(
                "'source':{'type':'pages','url':'"
                    + origin.url("/page")
                    + "?{page}','at':'','more':{'untilEmpty':true},'ahead':4}")));
    ids.add(
        api.submit(job("'source':{'type':'json','url':'" + origin.url("/list") + "','at':''}")));
    String value = "z".repeat(500 * KB);
    ids.add(
        api.submit(
            job(
                "'source':{'type':'template','url':'http://h/"
                    + "{value}".repeat(9_000)
                    + "','values':['"
                    + value
                    + "']}")));
    return ids;
  }

  private void hostileCallers(Api api) throws IOException, InterruptedException {
    URI own = URI.create(api.address());
    String asset =
        "GET /assets/docs/swagger-ui-bundle.js HTTP/1.1\r\nHost: "
            + own.getAuthority()
            + "\r\n\r\n";
    String post =
        "POST /api/v1/jobs HTTP/1.1\r\nHost: "
            + own.getAuthority()
            + "\r\nContent-Type: application/json\r\nContent-Length: 4000000\r\n\r\n{";
    for (int i = 0; i < 300; i++) {
      send(own, asset.repeat(4));
    }
    String spaces = " ".repeat(3_000_000);
    for (int i = 0; i < 24; i++) {
      send(own, post + (i % 4 == 0 ? spaces : ""));
    }
    for (int i = 0; i < 3; i++) {
      String values =
          IntStream.range(0, 60)
              .mapToObj(v -> "'" + "v".repeat(60 * KB) + "'")
              .collect(Collectors.joining(","));
      HttpResponse<String> large =
          api.post(
              "/jobs",
              job(
                  "'source':{'type':'template','url':'http://127.0.0.1:1/{value}','values':["
                      + values
                      + "]}"));
      assertThat(large.statusCode()).isIn(201, 413, 503);
    }
  }

  /** As much as the other side takes, within a moment. */
  private void send(URI own, String text) throws IOException {
    Socket socket = new Socket();
    socket.setReceiveBufferSize(4 * KB);
    socket.connect(new InetSocketAddress(own.getHost(), own.getPort()));
    sockets.add(socket);
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    Thread writer =
        new Thread(
            () -> {
              try {
                socket.getOutputStream().write(bytes);
              } catch (IOException e) {
                // Refused, which is as well.
              }
            });
    writer.setDaemon(true);
    writer.start();
  }
}
