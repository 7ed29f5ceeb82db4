package dev.fetchery.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fetchery.bus.Command;
import dev.fetchery.job.Source.Manifest;
import io.airlift.compress.zstd.ZstdOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** In which formats, and how packed, jobs and lists may be posted. */
class PostFormatsTest {
  private static final String JOB =
      "{\"source\":{\"type\":\"urls\",\"urls\":[\"http://a.test/\"]},\"name\":\"n\"}";

  private Service service;
  private Http http;

  @BeforeEach
  void start(@TempDir Path root) {
    service = Service.start(root);
    http = service.http;
  }

  @AfterEach
  void stop() {
    service.close();
  }

  private static byte[] gzip(String text) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(packed)) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return packed.toByteArray();
  }

  private HttpResponse<String> post(String type, String coding, byte[] body) {
    return http.send(
        "POST",
        "/api/v1/jobs",
        BodyPublishers.ofByteArray(body),
        "Content-Type",
        type,
        "Content-Encoding",
        coding);
  }

  private Manifest manifest(int command) {
    return (Manifest) ((Command.Submit) service.commands.get(command)).document().spec().source();
  }

  private List<Path> manifests() throws IOException {
    try (Stream<Path> files = Files.list(service.dataDir.resolve("manifests"))) {
      return files.toList();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "application/x-ndjson, NDJSON",
    "application/ndjson, NDJSON",
    "application/jsonl, NDJSON",
    "application/x-jsonl, NDJSON",
    "application/json-lines, NDJSON",
    "application/x-json-lines, NDJSON",
    "text/x-ndjson, NDJSON",
    "text/jsonl, NDJSON",
    "Application/JSONLines; charset=utf-8, NDJSON",
    "application/x-jsonlines, NDJSON",
    "text/csv, CSV",
    "text/tab-separated-values, TSV",
    "text/plain, TEXT"
  })
  void formatIsKnownByItsMediaType(String type, Manifest.Format format) {
    String body =
        switch (format) {
          case TEXT -> "http://a.test/\n";
          case NDJSON -> "{\"url\":\"http://a.test/\"}\n";
          case CSV -> "URL,key\nhttp://a.test/,k\n";
          case TSV -> "URL\tkey\nhttp://a.test/\tk\n";
        };
    assertThat(http.post("/api/v1/jobs", type, body).statusCode()).isEqualTo(201);
    assertThat(manifest(0).format()).isEqualTo(format);
    assertThat(manifest(0).items()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "X-GZip"})
  void packedJobAndListAreRead(String coding) throws IOException {
    assertThat(post("application/json", coding, gzip(JOB)).statusCode()).isEqualTo(201);
    String list = "http://a.test/1\n" + "http://a.test/2\n".repeat(100_000);
    assertThat(post("text/plain", coding, gzip(list)).statusCode()).isEqualTo(201);
    assertThat(manifest(1).items()).isEqualTo(100_001);
    assertThat(Files.readString(service.dataDir.resolve(manifest(1).file()))).isEqualTo(list);
    assertThat(manifests()).hasSize(1);
  }

  private static byte[] zstd(String text) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (OutputStream out = new ZstdOutputStream(packed)) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return packed.toByteArray();
  }

  @Test
  void zstdIsReadLikeGzip() throws IOException {
    assertThat(post("application/json", "zstd", zstd(JOB)).statusCode()).isEqualTo(201);
    String list = "http://a.test/1\n" + "http://a.test/2\n".repeat(100_000);
    assertThat(post("text/plain", "ZSTD", zstd(list)).statusCode()).isEqualTo(201);
    assertThat(Files.readString(service.dataDir.resolve(manifest(1).file()))).isEqualTo(list);
    for (byte[] bad : List.of(gzip(JOB), new byte[0], Arrays.copyOf(zstd(list), 20))) {
      HttpResponse<String> answer = post("text/plain", "zstd", bad);
      assertThat(answer.statusCode()).isEqualTo(400);
    }
    String vast = "{\"name\":\"" + " ".repeat(20 << 20) + "\"}";
    assertThat(post("application/json", "zstd", zstd(vast)).statusCode()).isEqualTo(413);
    assertThat(manifests()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "zstd"})
  void packedChangesAreRead(String coding) throws IOException {
    String change = "{\"limits\":{\"perHost\":3}}";
    byte[] packed = coding.equals("gzip") ? gzip(change) : zstd(change);
    http.send(
        "PATCH",
        "/api/v1/jobs/01J",
        BodyPublishers.ofByteArray(packed),
        "Content-Type",
        "application/json",
        "Content-Encoding",
        coding);
    Command.ChangeJob asked = (Command.ChangeJob) service.commands.get(0);
    assertThat(asked.patch().limits().perHost()).isEqualTo(3);
  }

  @Test
  void badLineOfAPackedListIsNamedAndLeavesNothingBehind() throws IOException {
    HttpResponse<String> answer = post("text/plain", "gzip", gzip("http://a.test/\nx\n"));
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(Http.json(answer).path("errors").path(0).path("line").asInt()).isEqualTo(2);
    assertThat(manifests()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"application/json", "text/plain"})
  void whatIsNotWholeGzipIsRefused(String type) throws IOException {
    byte[] whole = gzip(type.equals("text/plain") ? "http://a.test/\n" : JOB);
    for (byte[] body :
        List.of(
            Arrays.copyOf(whole, whole.length - 5),
            JOB.getBytes(StandardCharsets.UTF_8),
            new byte[0])) {
      HttpResponse<String> answer = post(type, "gzip", body);
      assertThat(answer.statusCode()).isEqualTo(400);
      assertThat(answer.body()).contains("not whole gzip");
    }
    assertThat(manifests()).isEmpty();
    assertThat(service.commands).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"deflate", "br", "gzip, gzip", "zstd, gzip"})
  void otherCodingsAreUnsupported(String coding) throws IOException {
    for (String type : List.of("application/json", "text/plain")) {
      HttpResponse<String> answer = post(type, coding, gzip(JOB));
      assertThat(answer.statusCode()).isEqualTo(415);
      assertThat(answer.headers().firstValue("Accept-Encoding")).hasValue("gzip, zstd");
    }
  }

  @Test
  void jobThatIsTooLargeOnceUnpackedIsRefused() throws IOException {
    String vast = "{\"name\":\"" + " ".repeat(20 << 20) + "\"}";
    HttpResponse<String> answer = post("application/json", "gzip", gzip(vast));
    assertThat(answer.statusCode()).isEqualTo(413);
    assertThat(answer.body()).contains("once unpacked");
  }
}
