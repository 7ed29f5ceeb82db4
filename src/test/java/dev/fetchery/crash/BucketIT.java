package dev.fetchery.crash;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import dev.fetchery.cli.JarProcess;
import java.io.ByteArrayInputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The shipped jar with its files in buckets of two programs of others. */
class BucketIT {
  private static final int KILLS = 5;
  private static final int ITEMS = 240;
  private static final List<String> CREDENTIALS =
      List.of(
          "-Daws.accessKeyId=" + BucketServers.ID, "-Daws.secretAccessKey=" + BucketServers.SECRET);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Map<BucketServers, BucketServers.Running> SERVERS =
      new EnumMap<>(BucketServers.class);
  private static CrashOrigin origin;

  @TempDir private static Path shared;
  @TempDir private Path dir;

  @BeforeAll
  static void start() throws Exception {
    origin = CrashOrigin.start(1);
    for (BucketServers server : BucketServers.values()) {
      SERVERS.put(server, server.start(shared.resolve(server.name())));
    }
  }

  @AfterAll
  static void stop() {
    SERVERS.values().forEach(BucketServers.Running::close);
    origin.close();
  }

  private JarProcess serve(BucketServers server) throws Exception {
    return serve(CREDENTIALS, SERVERS.get(server).options());
  }

  private JarProcess serve(List<String> machine, Object... options) throws Exception {
    Object[] command =
        Stream.concat(Stream.of("serve", "--port", "0"), Stream.of(options)).toArray();
    return JarProcess.start(dir, machine, command);
  }

  private static String job(String name, int items, String ifExists) {
    List<String> urls =
        IntStream.range(0, items)
            .mapToObj(i -> '"' + origin.url("/" + name + '/' + i) + '"')
            .toList();
    return """
        {"name": "%s", "source": {"type": "urls", "urls": %s},
         "save": {"dir": "%s", "as": "ü {index}.bin", "ifExists": "%s"},
         "limits": {"concurrency": 24, "perHost": 24}}
        """
        .formatted(name, urls, name, ifExists);
  }

  private static boolean ended(JsonNode job) {
    return !List.of("queued", "running").contains(job.get("state").asText());
  }

  private static byte[] content(String name, int i) {
    return CrashOrigin.body("/" + name + '/' + i);
  }

  private static HttpResponse<byte[]> bytes(Api api, String path, String... headers)
      throws Exception {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(api.address() + path));
    return api.client()
        .send(
            (headers.length == 0 ? request : request.headers(headers)).build(),
            BodyHandlers.ofByteArray());
  }

  @ParameterizedTest
  @EnumSource(BucketServers.class)
  void filesAreSavedReadVerifiedAndRemoved(BucketServers server) throws Exception {
    String name = "plain-" + server;
    try (JarProcess serve = serve(server)) {
      Api api = Api.of(serve);
      String id = api.submit(job(name, 41, "skip"));
      JsonNode ended = api.await(id, BucketIT::ended);
      assertThat(ended.get("state").asText()).as("%s", ended).isEqualTo("succeeded");
      assertThat(ended.get("directory").asText()).isEqualTo("s3://bkt/pre fix/" + name);
      JsonNode service = JSON.readTree(api.get("/api/v1/service").body());
      assertThat(service.get("freeBytes").isNull()).isTrue();
      assertThat(service.get("downloadsDir").asText()).isEqualTo("s3://bkt/pre fix");
      assertThat(api.get("/health/ready").statusCode()).isEqualTo(200);

      JsonNode verified = JSON.readTree(api.post("/jobs/" + id + "/verify", "").body());
      assertThat(verified.get("ok").asInt()).as("%s", verified).isEqualTo(41);
      readThrough(api, id, name);
      JsonNode plan = JSON.readTree(api.post("/jobs?dryRun=true", job(name, 43, "skip")).body());
      assertThat(plan.get("existing").asInt()).as("%s", plan).isEqualTo(41);
      JsonNode again = api.await(api.submit(job(name, 43, "skip")), BucketIT::ended);
      assertThat(again.at("/progress/skipped").asInt()).isEqualTo(41);
      assertThat(again.at("/progress/done").asInt()).isEqualTo(2);
      JsonNode over = api.await(api.submit(job(name, 41, "overwrite")), BucketIT::ended);
      assertThat(over.at("/progress/done").asInt()).isEqualTo(41);
      JsonNode renamed = api.await(api.submit(job(name, 3, "rename")), BucketIT::ended);
      assertThat(renamed.at("/progress/done").asInt()).isEqualTo(3);

      remove(api, id);
      plan = JSON.readTree(api.post("/jobs?dryRun=true", job(name, 43, "skip")).body());
      assertThat(plan.get("existing").asInt()).as("%s", plan).isEqualTo(2);
      assertThat(serve.terminate().await()).isZero();
    }
  }

  private static void readThrough(Api api, String id, String name) throws Exception {
    String first = "/api/v1/jobs/" + id + "/files/" + name + "/%C3%BC%200.bin";
    assertThat(bytes(api, first).body()).isEqualTo(content(name, 0));
    HttpResponse<byte[]> range = bytes(api, first, "Range", "bytes=10-29");
    assertThat(range.statusCode()).isEqualTo(206);
    assertThat(range.body()).isEqualTo(Arrays.copyOfRange(content(name, 0), 10, 30));
    HttpResponse<byte[]> archive = bytes(api, "/api/v1/jobs/" + id + "/archive?format=zip");
    int files = 0;
    try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(archive.body()))) {
      for (var entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        int number = Integer.parseInt(entry.getName().replaceAll("\\D", ""));
        assertThat(zip.readAllBytes()).as("%s", entry).isEqualTo(content(name, number));
        files++;
      }
    }
    assertThat(files).isEqualTo(41);
    assertThat(api.get("/api/v1/jobs/" + id + "/checksums").body().lines()).hasSize(41);
  }

  private static void remove(Api api, String id) throws Exception {
    URI job = URI.create(api.address() + "/api/v1/jobs/" + id + "?files=true");
    HttpResponse<String> gone =
        api.client().send(HttpRequest.newBuilder(job).DELETE().build(), BodyHandlers.ofString());
    assertThat(gone.statusCode()).isEqualTo(204);
  }

  @ParameterizedTest
  @EnumSource(BucketServers.class)
  void nothingIsLostOrHalfSavedHoweverOftenItIsKilled(BucketServers server) throws Exception {
    String name = "killed-" + server;
    Random random = new Random(server.name().length());
    String id = null;
    for (int kill = 1; kill <= KILLS; kill++) {
      try (JarProcess serve = serve(server)) {
        Api api = Api.of(serve);
        if (id == null) {
          id = api.submit(job(name, ITEMS, kill % 2 == 0 ? "fail" : "skip"));
        }
        int done = kill * ITEMS / (KILLS + 1);
        api.await(id, job -> ended(job) || job.at("/progress/done").asInt() >= done);
        TimeUnit.MILLISECONDS.sleep(random.nextInt(30));
        serve.kill();
      }
    }
    try (JarProcess serve = serve(server)) {
      Api api = Api.of(serve);
      JsonNode ended = api.await(id, BucketIT::ended);
      assertThat(ended.get("state").asText()).as("%s", ended).isEqualTo("succeeded");
      assertThat(ended.at("/progress/done").asInt()).as("%s", ended).isEqualTo(ITEMS);
      JsonNode verified = JSON.readTree(api.post("/jobs/" + id + "/verify", "").body());
      assertThat(verified.get("ok").asInt()).as("%s", verified).isEqualTo(ITEMS);
      List<Integer> some = new ArrayList<>(IntStream.range(0, ITEMS).boxed().toList());
      Collections.shuffle(some, random);
      for (int number : some.subList(0, 20)) {
        String path = "/api/v1/jobs/" + id + "/files/" + name + "/%C3%BC%20" + number + ".bin";
        assertThat(bytes(api, path).body()).as(path).isEqualTo(content(name, number));
      }
      remove(api, id);
      assertThat(serve.terminate().await()).isZero();
    }
    try (Stream<Path> left = Files.walk(dir.resolve("data/parts"))) {
      assertThat(left.filter(Files::isRegularFile)).isEmpty();
    }
  }

  /** A body that is sent in parts, which the store makes one object under a condition. */
  @ParameterizedTest
  @EnumSource(BucketServers.class)
  void largeFileIsSentInParts(BucketServers server) throws Exception {
    byte[] big = new byte[70_000_000];
    new Random(1).nextBytes(big);
    HttpServer source =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    source.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(200, big.length);
          try (OutputStream body = exchange.getResponseBody()) {
            body.write(big);
          }
        });
    source.start();
    String job =
        """
        {"name": "large-%s", "source": {"type": "urls", "urls": ["http://127.0.0.1:%d/big.bin"]},
         "save": {"ifExists": "%s"}}""";
    int port = source.getAddress().getPort();
    List<String> machine = new ArrayList<>(CREDENTIALS);
    // Only the second compiler makes use of the processor's instructions for digests.
    machine.add("-XX:TieredStopAtLevel=4");
    try (JarProcess serve = serve(machine, SERVERS.get(server).options())) {
      Api api = Api.of(serve);
      for (String ifExists : List.of("fail", "overwrite", "rename")) {
        String id = api.submit(job.formatted(server, port, ifExists));
        JsonNode ended = api.await(id, BucketIT::ended);
        assertThat(ended.get("state").asText()).as("%s", ended).isEqualTo("succeeded");
        String file = ifExists.equals("rename") ? "big%20(1).bin" : "big.bin";
        String path = "/api/v1/jobs/" + id + "/files/large-" + server + '/' + file;
        assertThat(bytes(api, path).body()).isEqualTo(big);
        JsonNode verified = JSON.readTree(api.post("/jobs/" + id + "/verify", "").body());
        assertThat(verified.get("ok").asInt()).as("%s", verified).isEqualTo(1);
      }
      assertThat(serve.terminate().await()).isZero();
    } finally {
      source.stop(0);
    }
  }

  private void refused(List<String> machine, List<Object> options, String... parts)
      throws Exception {
    try (JarProcess process = serve(machine, options.toArray())) {
      assertThat(process.await()).as("%s", process.err()).isEqualTo(1);
      assertThat(process.err()).hasSize(1);
      assertThat(process.err().get(0)).startsWith("fetchery: cannot use s3://").contains(parts);
    }
  }

  @Test
  void whatKeepsFilesFromBeingSavedIsOneLineAtTheStart() throws Exception {
    String endpoint = SERVERS.get(BucketServers.S3PROXY).endpoint();
    refused(
        CREDENTIALS,
        List.of("--files", "s3://none/x", "--s3-endpoint", endpoint, "--s3-path-style"),
        "there is no bucket none at " + endpoint);
    refused(
        CREDENTIALS,
        List.of("--files", "s3://bkt/x", "--s3-endpoint", "http://127.0.0.1:1", "--s3-path-style"),
        "it cannot be reached at http://127.0.0.1:1: ");
    refused(
        List.of("-Daws.accessKeyId=" + BucketServers.ID, "-Daws.secretAccessKey=wrong"),
        List.of("--files", "s3://bkt/x", "--s3-endpoint", endpoint, "--s3-path-style"),
        "it refuses the credentials: ");
  }

  /** The SDK and Hazelcast are large: no class of either is loaded where it is not asked for. */
  @Test
  void withoutBucketNothingOfTheSdkIsLoaded() throws Exception {
    Path log = dir.resolve("classes");
    try (JarProcess serve = serve(List.of("-Xlog:class+load:file=" + log))) {
      Api api = Api.of(serve);
      JsonNode ended = api.await(api.submit(job("local", 3, "skip")), BucketIT::ended);
      assertThat(ended.get("state").asText()).isEqualTo("succeeded");
      assertThat(serve.terminate().await()).isZero();
    }
    try (Stream<String> lines = Files.lines(log)) {
      assertThat(lines)
          .noneMatch(
              line ->
                  line.contains("software.amazon")
                      || line.contains("fetchery.fetcher.s3")
                      || line.contains("hazelcast"));
    }
  }
}
