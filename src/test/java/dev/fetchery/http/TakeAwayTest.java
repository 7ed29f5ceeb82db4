package dev.fetchery.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fetchery.job.Draft;
import dev.fetchery.job.Integrity;
import dev.fetchery.job.ItemResult;
import dev.fetchery.job.SavedFile;
import dev.fetchery.job.Terms;
import dev.fetchery.store.NewItem;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class TakeAwayTest {
  @TempDir Path directory;
  private Service service;
  private String job;
  private final Map<String, byte[]> saved = new LinkedHashMap<>();

  @BeforeEach
  void start() {
    service = Service.start(directory);
    job = service.job();
  }

  @AfterEach
  void stop() {
    service.close();
  }

  /** Saves a file of the job, below its directory. */
  private void save(String name, byte[] content) throws Exception {
    String path = "job/" + name;
    Path file = service.downloads.resolve(path);
    Files.createDirectories(file.getParent());
    Files.write(file, content);
    saved.put(name, content);
    Draft draft =
        new Draft(null, "http://a.test/" + saved.size(), Map.of(), Map.of(), Terms.NONE, null);
    NewItem item = new NewItem(draft, "a.test:80", path, NewItem.Numbering.NO, null);
    long seq = Service.get(service.store.append(job, List.of(item), null, false)).firstSeq();
    String sha256 = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    SavedFile kept = new SavedFile(path, content.length, sha256, Integrity.LENGTH);
    ItemResult result = Service.done(seq, "image/png", kept);
    Service.get(service.store.complete(job, List.of(result)));
  }

  private static byte[] bytes(int size) {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return bytes;
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private HttpResponse<byte[]> get(String path) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + service.verticle.port() + "/api/v1/jobs/" + path))
            .build();
    return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofByteArray());
  }

  private static Map<String, byte[]> tar(byte[] archive) throws IOException {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    try (TarArchiveInputStream tar = new TarArchiveInputStream(new ByteArrayInputStream(archive))) {
      for (TarArchiveEntry entry; (entry = tar.getNextEntry()) != null; ) {
        entries.put(entry.getName(), tar.readAllBytes());
      }
    }
    return entries;
  }

  private Map<String, byte[]> zip(byte[] archive) throws IOException {
    Path file = Files.write(directory.resolve("got.zip"), archive);
    Map<String, byte[]> entries = new LinkedHashMap<>();
    try (ZipFile zip = new ZipFile(file.toFile())) {
      for (ZipEntry entry : Collections.list(zip.entries())) {
        try (InputStream content = zip.getInputStream(entry)) {
          entries.put(entry.getName(), content.readAllBytes());
        }
      }
    }
    return entries;
  }

  private static void assertSame(Map<String, byte[]> archive, Map<String, byte[]> wanted) {
    assertThat(archive.keySet()).containsExactlyElementsOf(wanted.keySet());
    wanted.forEach((name, content) -> assertThat(archive.get(name)).as(name).isEqualTo(content));
  }

  @Test
  void archivesHoldWhatWasSavedUnderNamesInTheDirectory() throws Exception {
    save("a.png", bytes(10));
    save("sub/empty", new byte[0]);
    save("large", bytes(3_000_000));
    save("Ünï " + "long".repeat(40), text("x"));
    HttpResponse<byte[]> zip = get(job + "/archive?format=zip");
    assertThat(zip.statusCode()).isEqualTo(200);
    assertThat(zip.headers().firstValue("Content-Type")).hasValue("application/zip");
    assertThat(zip.headers().firstValue("Content-Disposition"))
        .hasValue("attachment; filename=\"job.zip\"; filename*=UTF-8''job.zip");
    assertSame(zip(zip.body()), saved);
    HttpResponse<byte[]> tar = get(job + "/archive?format=tar");
    assertThat(tar.headers().firstValue("Content-Type")).hasValue("application/x-tar");
    assertSame(tar(tar.body()), saved);
  }

  @Test
  void whatIsMissingOrOfAnotherSizeIsLeftOutAndNamed() throws Exception {
    save("kept", text("kept"));
    save("gone", text("gone"));
    save("longer", text("longer"));
    save("link", text("link"));
    Path there = service.downloads.resolve("job");
    Files.delete(there.resolve("gone"));
    Files.writeString(there.resolve("longer"), "longer than it was");
    Files.delete(there.resolve("link"));
    Path outside = Files.writeString(directory.resolve("outside"), "link");
    Files.createSymbolicLink(there.resolve("link"), outside);
    Map<String, byte[]> entries = tar(get(job + "/archive?format=tar").body());
    assertThat(entries.keySet()).containsExactly("kept", "MISSING.txt");
    assertThat(new String(entries.get("MISSING.txt"), StandardCharsets.UTF_8))
        .isEqualTo("gone is not there\nlonger is not as it was saved\nlink is not there\n");
    assertThat(zip(get(job + "/archive").body()).keySet()).containsExactly("kept", "MISSING.txt");
  }

  @Test
  void moreThanAPageOfFilesIsSent() throws Exception {
    for (int i = 0; i < 620; i++) {
      save(i + ".txt", text("number " + i));
    }
    assertSame(tar(get(job + "/archive?format=tar").body()), saved);
  }

  @Test
  void jobWithoutFilesIsAnEmptyArchive() throws Exception {
    assertThat(zip(get(job + "/archive").body())).isEmpty();
    assertThat(tar(get(job + "/archive?format=tar").body())).isEmpty();
    assertThat(get("none/archive").statusCode()).isEqualTo(404);
    assertThat(get(job + "/archive?format=rar").statusCode()).isEqualTo(400);
    assertThat(get("none/checksums").statusCode()).isEqualTo(404);
  }

  @Test
  void readerWhoLeavesEndsTheArchive() throws Exception {
    save("large", bytes(40_000_000));
    try (FeedClient leaving = service.feed("/api/v1/jobs/" + job + "/archive?format=tar")) {
      assertThat(leaving.status).isEqualTo("200");
    }
    assertThat(service.http.get("/health/live").statusCode()).isEqualTo(200);
  }

  @Test
  void checksumsAreAsCoreutilsReadThem() throws Exception {
    save("a b.png", bytes(10));
    save("back\\slash", bytes(20));
    save("new\nline", bytes(30));
    save("sub/Ü", bytes(40));
    HttpResponse<byte[]> answer = get(job + "/checksums");
    assertThat(answer.headers().firstValue("Content-Type")).hasValue("text/plain; charset=utf-8");
    List<String> lines = new String(answer.body(), StandardCharsets.UTF_8).lines().toList();
    assertThat(lines).hasSize(4);
    assertThat(lines.get(0)).matches("[0-9a-f]{64}  a b\\.png");
    assertThat(lines.get(1)).matches("\\\\[0-9a-f]{64}  back\\\\\\\\slash");
    assertThat(lines.get(2)).matches("\\\\[0-9a-f]{64}  new\\\\nline");
    Path list = Files.write(directory.resolve("sums"), answer.body());
    Process check =
        new ProcessBuilder("sha256sum", "-c", "--strict", list.toString())
            .directory(service.downloads.resolve("job").toFile())
            .redirectErrorStream(true)
            .start();
    String said = new String(check.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(check.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(check.exitValue()).as(said).isZero();
    assertThat(said.lines()).hasSize(4);
  }
}
