package dev.fetchery.demo.origin;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.BindException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class DemoOriginTest {
  private static final HttpClient CLIENT =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private static Vertx vertx;
  private static DemoOrigin origin;

  @BeforeAll
  static void start() {
    vertx = Vertx.vertx();
    origin = await(DemoOrigin.start(vertx, DemoOriginOptions.defaults().withEventLoops(2)));
  }

  @AfterAll
  static void stop() {
    await(origin.stop());
    await(vertx.close());
  }

  private static <T> T await(Future<T> future) {
    return future.toCompletionStage().toCompletableFuture().join();
  }

  private static HttpRequest.Builder request(String path) {
    URI uri = URI.create(path.startsWith("http") ? path : origin.baseUrl() + path);
    return HttpRequest.newBuilder(uri);
  }

  private static HttpResponse<byte[]> send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return CLIENT.send(request.build(), BodyHandlers.ofByteArray());
  }

  private static HttpResponse<byte[]> get(String path) throws IOException, InterruptedException {
    return send(request(path));
  }

  private static String text(HttpResponse<byte[]> answer) {
    return new String(answer.body(), StandardCharsets.UTF_8);
  }

  private static BufferedImage picture(byte[] bytes) throws IOException {
    return ImageIO.read(new ByteArrayInputStream(bytes));
  }

  @Test
  void everyEmojiIsItsOwnPicture() throws Exception {
    JsonObject emojis = new JsonObject(text(get("/emojis")));
    Set<Integer> contents = new HashSet<>();
    for (String name : emojis.fieldNames()) {
      HttpResponse<byte[]> answer = get(emojis.getString(name));
      assertThat(answer.headers().firstValue("content-type")).hasValue("image/png");
      assertThat(answer.body()).hasSizeBetween(300, 5000);
      assertThat(picture(answer.body()).getWidth()).isEqualTo(64);
      contents.add(Arrays.hashCode(answer.body()));
    }
    assertThat(emojis.fieldNames()).hasSize(1793).contains("+1", "-1");
    assertThat(contents).hasSize(1793);
  }

  @Test
  void emojiAddressesFollowTheNameTheClientUsed() throws Exception {
    String base = "http://localhost:" + origin.port();
    JsonObject emojis = new JsonObject(text(get(base + "/emojis")));
    assertThat(emojis.getString("+1")).isEqualTo(base + "/images/emoji/unicode/1f44d.png?v8");
  }

  @Test
  void everyFlagHasAPictureAndACountry() throws Exception {
    Set<Integer> contents = new HashSet<>();
    for (Flag flag : Flag.values()) {
      String code = flag.name().toLowerCase(Locale.ROOT);
      HttpResponse<byte[]> answer = get("/data/flags/" + code + "/" + code + ".gif");
      assertThat(answer.headers().firstValue("content-type")).hasValue("image/gif");
      byte[] gif = answer.body();
      contents.add(Arrays.hashCode(gif));
      assertThat(new String(gif, 0, 6, StandardCharsets.US_ASCII)).startsWith("GIF8");
      assertThat(picture(gif).getHeight()).isEqualTo(160);
      JsonObject metadata = new JsonObject(text(get("/data/flags/" + code + "/metadata.json")));
      assertThat(metadata.getString("country")).isEqualTo(flag.country());
    }
    assertThat(contents).hasSize(19);
  }

  @Test
  void unknownFlagIsNotFound() throws Exception {
    assertThat(get("/data/flags/zz/zz.gif").statusCode()).isEqualTo(404);
    assertThat(get("/data/flags/zz/metadata.json").statusCode()).isEqualTo(404);
    assertThat(get("/data/flags/us/de.gif").statusCode()).isEqualTo(404);
  }

  @Test
  void noTwoCatsAreTheSame() throws Exception {
    Set<Integer> cats = new HashSet<>();
    for (int i = 0; i < 10; i++) {
      HttpResponse<byte[]> cat = get("/cat");
      assertThat(cat.headers().firstValue("content-type")).hasValue("image/png");
      assertThat(picture(cat.body()).getWidth()).isEqualTo(320);
      assertThat(cat.headers().firstValue("cache-control")).hasValue("no-store");
      assertThat(cat.headers().firstValue("etag")).isEmpty();
      cats.add(Arrays.hashCode(cat.body()));
    }
    assertThat(cats).hasSize(10);
  }

  @Test
  void listingNamesEachEndpointOnceAndSaysWhenItEnds() throws Exception {
    List<String> names = new ArrayList<>();
    List<String> more = new ArrayList<>();
    for (int start = 0; start < 25; start += 5) {
      HttpResponse<byte[]> page = list("start=" + start + "&per_page=50");
      new JsonObject(text(page)).getJsonArray("urls").forEach(name -> names.add((String) name));
      more.add(page.headers().firstValue("More").orElse("absent"));
    }
    assertThat(new LinkedHashSet<>(names)).hasSize(25);
    assertThat(more).containsExactly("true", "true", "true", "true", "false");
    assertThat(text(get("/api/download/" + names.get(6)))).isEqualTo("7 of 25");
    assertThat(origin.downloadHits()).containsEntry(names.get(6), 1);
  }

  private static HttpResponse<byte[]> list(String form) throws IOException, InterruptedException {
    return send(
        request("/api/list_files")
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString(form)));
  }

  @Test
  void listingTakesAQueryTooAndRefusesNonsense() throws Exception {
    HttpResponse<byte[]> page = get("/api/list_files?start=23");
    assertThat(new JsonObject(text(page)).getJsonArray("urls")).hasSize(2);
    assertThat(page.headers().firstValue("More")).hasValue("false");
    assertThat(list("start=-1").statusCode()).isEqualTo(400);
    assertThat(list("start=one").statusCode()).isEqualTo(400);
    assertThat(get("/api/download/none").statusCode()).isEqualTo(404);
  }

  @Test
  void sitesAnswerWithTheirOwnStatus() throws Exception {
    assertThat(get("/status/python.org").statusCode()).isEqualTo(200);
    assertThat(get("/status/amazon.com").statusCode()).isEqualTo(503);
    HttpResponse<byte[]> moved = get("/status/netflix.com");
    assertThat(moved.statusCode()).isEqualTo(301);
    String location = moved.headers().firstValue("location").orElseThrow();
    assertThat(get(location).statusCode()).isEqualTo(200);
  }

  @Test
  void currentCopyIsNotSentAgain() throws Exception {
    String etag = get("/data/flags/de/de.gif").headers().firstValue("etag").orElseThrow();
    HttpResponse<byte[]> again =
        send(request("/data/flags/de/de.gif").header("If-None-Match", etag));
    assertThat(again.statusCode()).isEqualTo(304);
    assertThat(again.body()).isEmpty();
  }

  @Test
  void otherMethodIsRefusedWithTheAllowedOnes() throws Exception {
    HttpResponse<byte[]> answer = send(request("/cat").DELETE());
    assertThat(answer.statusCode()).isEqualTo(405);
    assertThat(answer.headers().firstValue("allow")).hasValue("GET, HEAD");
    HttpResponse<byte[]> list = send(request("/api/list_files").DELETE());
    assertThat(list.headers().firstValue("allow")).hasValue("GET, HEAD, POST");
    assertThat(get("/nowhere").statusCode()).isEqualTo(404);
  }

  @Test
  void headHasTheLengthAndNoBody() throws Exception {
    HttpResponse<byte[]> head =
        send(request("/files/1/1000000").method("HEAD", BodyPublishers.noBody()));
    assertThat(head.headers().firstValue("content-length")).hasValue("1000000");
    assertThat(head.headers().firstValue("accept-ranges")).hasValue("bytes");
    assertThat(head.body()).isEmpty();
  }

  @Test
  void rangeOfAFileIsServed() throws Exception {
    byte[] whole = get("/files/3/300001").body();
    assertThat(whole).hasSize(300_001);
    HttpResponse<byte[]> part =
        send(request("/files/3/300001").header("Range", "bytes=70003-250001"));
    assertThat(part.statusCode()).isEqualTo(206);
    assertThat(part.headers().firstValue("content-range")).hasValue("bytes 70003-250001/300001");
    assertThat(part.body()).isEqualTo(Arrays.copyOfRange(whole, 70_003, 250_002));
    byte[] tail = send(request("/files/3/300001").header("Range", "bytes=-7")).body();
    assertThat(tail).isEqualTo(Arrays.copyOfRange(whole, 299_994, 300_001));
  }

  @Test
  void rangeThatCannotBeServedIsRefusedOrIgnored() throws Exception {
    HttpResponse<byte[]> beyond = send(request("/files/1/10").header("Range", "bytes=10-"));
    assertThat(beyond.statusCode()).isEqualTo(416);
    assertThat(beyond.headers().firstValue("content-range")).hasValue("bytes */10");
    HttpRequest.Builder changed =
        request("/files/1/10").header("Range", "bytes=5-").header("If-Range", "\"other\"");
    assertThat(send(changed).statusCode()).isEqualTo(200);
    assertThat(get("/files/1/1073741825").statusCode()).isEqualTo(404);
    assertThat(get("/files/1/0").body()).isEmpty();
  }

  @Test
  void lagDelaysConcurrentRequestsTogether() {
    DemoOrigin slow = await(DemoOrigin.start(vertx, DemoOriginOptions.defaults().withLagMs(500)));
    long before = System.nanoTime();
    CompletableFuture.allOf(
            IntStream.range(0, 20)
                .mapToObj(i -> request(slow.baseUrl() + "/files/" + i + "/10").build())
                .map(request -> CLIENT.sendAsync(request, BodyHandlers.ofByteArray()))
                .toArray(CompletableFuture[]::new))
        .join();
    long tookMs = (System.nanoTime() - before) / 1_000_000;
    assertThat(tookMs).isBetween(500L, 9_900L);
    assertThat(slow.requests()).isEqualTo(20);
    assertThat(slow.maxConcurrent()).isBetween(2, 20);
    await(slow.stop());
  }

  @Test
  void formSurvivesTheLag() throws Exception {
    DemoOrigin slow = await(DemoOrigin.start(vertx, DemoOriginOptions.defaults().withLagMs(50)));
    HttpRequest.Builder post =
        request(slow.baseUrl() + "/api/list_files")
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString("start=22&per_page=5"));
    assertThat(new JsonObject(text(send(post))).getJsonArray("urls")).hasSize(3);
    await(slow.stop());
  }

  @Test
  void takenPortIsABindException() {
    Vertx other = Vertx.vertx();
    DemoOriginOptions taken = DemoOriginOptions.defaults().withPort(origin.port());
    assertThat(DemoOrigin.start(other, taken).toCompletionStage().toCompletableFuture())
        .failsWithin(Duration.ofSeconds(60))
        .withThrowableThat()
        .withCauseInstanceOf(BindException.class);
    await(other.close());
  }
}
