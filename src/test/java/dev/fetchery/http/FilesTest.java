package dev.fetchery.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class FilesTest {
  @TempDir Path directory;
  private Service service;
  private Http http;
  private String job;
  private String files;
  private int saved;

  @BeforeEach
  void start() {
    service = Service.start(directory);
    http = service.http;
    job = service.job();
    files = "/api/v1/jobs/" + job + "/files/";
  }

  @AfterEach
  void stop() {
    service.close();
  }

  private void save(String file, String type, String content) throws IOException {
    save(service, job, saved++, file, type, content);
  }

  private static void save(
      Service service, String job, long seq, String file, String type, String content)
      throws IOException {
    Path path = service.downloads.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, content);
    Service.get(
        service.store.append(
            job, List.of(Service.item(null, "http://a.test/" + seq, file)), null, false));
    Service.get(
        service.store.complete(job, List.of(Service.done(seq, file, type, Files.size(path)))));
  }

  @Test
  void savedFileIsSentAsWhatItIs() throws IOException {
    save("dir/a b+ü.png", "image/png; x=y", "0123456789");
    HttpResponse<String> answer = http.get(files + "dir/a%20b+%C3%BC.png");
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo("0123456789");
    assertThat(answer.headers().firstValue("Content-Type")).hasValue("image/png");
    assertThat(answer.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
    assertThat(answer.headers().firstValue("ETag")).hasValue('"' + Service.SHA256 + '"');
    assertThat(answer.headers().firstValue("Content-Disposition"))
        .hasValue("inline; filename*=UTF-8''a%20b%2B%C3%BC.png");
    assertThat(answer.headers().firstValue("Content-Security-Policy").orElseThrow())
        .contains("sandbox;", "default-src 'none'");
  }

  @ParameterizedTest
  @CsvSource({
    "text/html, application/octet-stream, attachment",
    "image/svg+xml, application/octet-stream, attachment",
    "application/xhtml+xml, application/octet-stream, attachment",
    "text/xml, application/octet-stream, attachment",
    "'video/x; a', video/x, inline",
    "video/x+xml, application/octet-stream, attachment",
    "AUDIO/x+XML, application/octet-stream, attachment",
    "image/svg+xml, application/octet-stream, attachment",
    "text/plain, text/plain; charset=utf-8, inline",
    "'', application/octet-stream, attachment"
  })
  void whatCouldRunIsAnAttachment(String saved, String sent, String disposition)
      throws IOException {
    save("f", saved, "<script>");
    HttpResponse<String> answer = http.get(files + "f");
    assertThat(answer.headers().firstValue("Content-Type")).hasValue(sent);
    assertThat(answer.headers().firstValue("Content-Disposition").orElseThrow())
        .startsWith(disposition + ";");
  }

  @ParameterizedTest
  @CsvSource({
    "bytes=2-4, 206, 234, bytes 2-4/10",
    "bytes=7-, 206, 789, bytes 7-9/10",
    "Bytes=7-, 206, 789, bytes 7-9/10",
    "bytes=-3, 206, 789, bytes 7-9/10",
    "bytes=-30, 206, 0123456789, bytes 0-9/10",
    "bytes=0-99999999999999999999999, 206, 0123456789, bytes 0-9/10",
    "'bytes=0-1,3-4', 200, 0123456789,",
    "bytes=4-2, 200, 0123456789,",
    "items=0-1, 200, 0123456789,",
    "bytes=-, 200, 0123456789,"
  })
  void partsAreSent(String range, int status, String body, String contentRange) throws IOException {
    save("f", "text/plain", "0123456789");
    HttpResponse<String> answer = http.get(files + "f", "Range", range);
    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.body()).isEqualTo(body);
    assertThat(answer.headers().firstValue("Content-Range").orElse(null)).isEqualTo(contentRange);
  }

  @ParameterizedTest
  @CsvSource({"bytes=10-", "bytes=11-12", "bytes=-0"})
  void partsBeyondTheEndAreRefused(String range) throws IOException {
    save("f", "text/plain", "0123456789");
    HttpResponse<String> answer = http.get(files + "f", "Range", range);
    assertThat(answer.statusCode()).isEqualTo(416);
    assertThat(answer.headers().firstValue("Content-Range")).hasValue("bytes */10");
  }

  @Test
  void conditionsAreKept() throws IOException {
    save("f", "text/plain", "0123456789");
    String etag = '"' + Service.SHA256 + '"';
    assertThat(http.get(files + "f", "If-None-Match", etag).statusCode()).isEqualTo(304);
    assertThat(http.get(files + "f", "If-None-Match", "\"x\"").statusCode()).isEqualTo(200);
    assertThat(http.get(files + "f", "If-Match", "\"x\", W/" + etag).statusCode()).isEqualTo(412);
    assertThat(http.get(files + "f", "If-Match", "\"x\"").body()).contains("Precondition Failed");
    assertThat(http.get(files + "f", "If-Match", "\"x\", " + etag).statusCode()).isEqualTo(200);
    assertThat(http.get(files + "f", "If-Match", "*").statusCode()).isEqualTo(200);
    assertThat(http.get(files + "f", "Range", "bytes=1-1", "If-Range", etag).statusCode())
        .isEqualTo(206);
    assertThat(http.get(files + "f", "Range", "bytes=1-1", "If-Range", "\"x\"").statusCode())
        .isEqualTo(200);
  }

  @Test
  void headIsTheSameWithoutTheBody() throws IOException {
    save("f", "text/plain", "0123456789");
    HttpResponse<String> answer = http.send("HEAD", files + "f", null);
    assertThat(answer.headers().firstValue("Content-Length")).hasValue("10");
    assertThat(answer.body()).isEmpty();
  }

  @Test
  void emptyFileIsSent() throws IOException {
    save("f", "text/plain", "");
    assertThat(http.get(files + "f").statusCode()).isEqualTo(200);
    assertThat(http.get(files + "f").body()).isEmpty();
  }

  @Test
  void changedFileIsNotGivenTheNameOfTheSavedOne() throws IOException {
    save("f", "text/plain", "0123456789");
    Files.writeString(service.downloads.resolve("f"), "changed since");
    HttpResponse<String> answer = http.get(files + "f");
    assertThat(answer.body()).isEqualTo("changed since");
    assertThat(answer.headers().firstValue("ETag")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "..%2f..%2fsecret",
        "%2e%2e/secret",
        "../secret",
        "f/../../secret",
        "%252e%252e/secret",
        "other",
        "%00",
        "f%00",
        "",
        "/etc/passwd",
        "%2fetc%2fpasswd",
        "F",
        "f/",
        "dir",
        "%zz"
      })
  void onlyWhatItemsOfTheJobSavedIsFound(String path) throws IOException {
    save("f", "text/plain", "x");
    save("dir/g", "text/plain", "x");
    Files.writeString(service.downloads.resolve("other"), "secret");
    Files.writeString(directory.resolve("secret"), "secret");
    String answer = http.raw("GET " + files + path + " HTTP/1.1", "Host: localhost");
    assertThat(answer.split(" ", 3)[1]).isIn("404", "400");
    assertThat(answer).doesNotContain("\r\n\r\nsecret");
  }

  @Test
  void linksThatLeadOutAreNotFollowed() throws IOException {
    save("f", "text/plain", "x");
    save("dir/g", "text/plain", "x");
    Path outside = Files.createDirectories(directory.resolve("outside"));
    Files.writeString(outside.resolve("g"), "secret");
    Files.delete(service.downloads.resolve("f"));
    Files.createSymbolicLink(service.downloads.resolve("f"), outside.resolve("g"));
    Files.delete(service.downloads.resolve("dir/g"));
    Files.delete(service.downloads.resolve("dir"));
    Files.createSymbolicLink(service.downloads.resolve("dir"), outside);
    assertThat(http.get(files + "f").statusCode()).isEqualTo(404);
    assertThat(http.get(files + "dir/g").statusCode()).isEqualTo(404);
  }

  @Test
  void fileThatIsGoneIsNotFound() throws IOException {
    save("f", "text/plain", "x");
    Files.delete(service.downloads.resolve("f"));
    assertThat(http.get(files + "f").statusCode()).isEqualTo(404);
  }

  @ParameterizedTest
  @EnumSource(names = {"HTTP_1_1", "HTTP_2"})
  void worksOverTls(HttpVersion version, @TempDir Path other) throws IOException {
    try (Service secure = overTls(other)) {
      String secured = secure.job();
      save(secure, secured, 0, "f", "text/plain", "x".repeat(3_000_000));
      String path = "/api/v1/jobs/" + secured + "/files/";
      assertThat(body(secure, version, HttpMethod.GET, path + "f", 200)).hasSize(3_000_000);
      assertThat(body(secure, version, HttpMethod.GET, path + "none", 404)).contains("no item");
      assertThat(body(secure, version, HttpMethod.HEAD, path + "f", 200)).isEmpty();
      assertThat(body(secure, version, HttpMethod.HEAD, path + "none", 404)).isEmpty();
    }
  }

  private static Service overTls(Path directory) {
    Path cert = Path.of("src/test/resources/tls/cert.pem").toAbsolutePath();
    Path key = Path.of("src/test/resources/tls/key.pem").toAbsolutePath();
    return Service.in(directory).tls(cert, key).start();
  }

  private static String body(
      Service secure, HttpVersion version, HttpMethod method, String path, int status) {
    var options =
        new HttpClientOptions()
            .setSsl(true)
            .setTrustAll(true)
            .setVerifyHost(false)
            .setUseAlpn(true)
            .setProtocolVersion(version);
    HttpClient client = secure.vertx.createHttpClient(options);
    return Service.get(
        client
            .request(method, secure.verticle.port(), "localhost", path)
            .compose(HttpClientRequest::send)
            .expecting(response -> response.version() == version)
            .expecting(response -> response.statusCode() == status)
            .compose(HttpClientResponse::body)
            .map(Buffer::toString)
            .eventually(client::close));
  }
}
