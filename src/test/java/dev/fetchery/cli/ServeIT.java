package dev.fetchery.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.fetchery.config.Setting;
import dev.fetchery.testing.OriginServer;
import dev.fetchery.testing.Reply;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServeIT {
  private static final String LISTENING = "listening on ";

  @TempDir private Path dir;

  private JarProcess serve(String... options) throws IOException {
    List<String> command = new ArrayList<>(List.of("serve", "--port", "0"));
    command.addAll(List.of(options));
    return JarProcess.start(dir, command.toArray());
  }

  private static String address(JarProcess serve) throws InterruptedException {
    return serve.awaitLine(line -> line.startsWith(LISTENING)).substring(LISTENING.length());
  }

  private static void oneLine(JarProcess process, int status, String... parts) throws Exception {
    assertThat(process.await()).isEqualTo(status);
    assertThat(process.err()).hasSize(1);
    assertThat(process.err().get(0)).startsWith("fetchery: ").contains(parts);
  }

  @Test
  void addressIsPrintedAndAnswers() throws Exception {
    try (JarProcess serve = serve()) {
      HttpRequest ready =
          HttpRequest.newBuilder(URI.create(address(serve) + "/health/ready")).build();
      var answer = HttpClient.newHttpClient().send(ready, BodyHandlers.ofString());
      assertThat(answer.statusCode()).isEqualTo(200);
    }
  }

  @Test
  void sigtermEndsWithZeroAndTheDirectoriesAreForTheOwner() throws Exception {
    List<String> mistyped = List.of("env", "FETCHERY_TOKNE=secret");
    try (JarProcess serve = JarProcess.startBy(mistyped, dir, List.of(), "serve", "--port", "0")) {
      address(serve);
      assertThat(serve.awaitLogged("unknown variable FETCHERY_TOKNE"))
          .contains(" WARN ", "did you mean FETCHERY_TOKEN?")
          .doesNotContain("secret");
      assertThat(serve.terminate().await()).isZero();
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(dir.resolve("data"))))
          .isEqualTo("rwx------");
      assertThat(dir.resolve("downloads")).isDirectory();
    }
  }

  @Test
  void filesAreForTheOwnerInWhateverDirectory() throws Exception {
    Path data = Files.createDirectory(dir.resolve("data"));
    Files.createDirectory(data.resolve("manifests"));
    Files.writeString(data.resolve("fetchery.lock"), "");
    setMode(data, "rwxr-xr-x");
    setMode(data.resolve("manifests"), "rwxr-xr-x");
    try (JarProcess serve = serve()) {
      HttpRequest post =
          HttpRequest.newBuilder(URI.create(address(serve) + "/api/v1/jobs"))
              .header("Content-Type", "text/plain")
              .POST(BodyPublishers.ofString("http://127.0.0.1:1/a\n"))
              .build();
      assertThat(HttpClient.newHttpClient().send(post, BodyHandlers.ofString()).statusCode())
          .isEqualTo(201);
      assertThat(mode(data)).isEqualTo("rwxr-xr-x");
      assertThat(mode(data.resolve("manifests"))).isEqualTo("rwx------");
      try (Stream<Path> all = Files.walk(data)) {
        List<Path> files = all.filter(Files::isRegularFile).toList();
        assertThat(files).hasSizeGreaterThan(3);
        for (Path file : files) {
          assertThat(mode(file)).as("%s", file).isEqualTo("rw-------");
        }
      }
    }
  }

  @Test
  void downloadsThatOthersMayWriteToAreWarnedOfAndKeepTheirMode() throws Exception {
    Path downloads = Files.createDirectory(dir.resolve("downloads"));
    setMode(downloads, "rwxrwxrwx");
    try (JarProcess serve = serve()) {
      address(serve);
      assertThat(serve.terminate().await()).isZero();
      assertThat(serve.err()).anyMatch(line -> line.contains("other users can write in"));
      assertThat(mode(downloads)).isEqualTo("rwxrwxrwx");
    }
  }

  private static void setMode(Path path, String mode) throws IOException {
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
  }

  private static String mode(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  @Test
  void dataDirectoryInUseIsOneLineAndNothingIsMade() throws Exception {
    try (JarProcess first = serve()) {
      address(first);
      try (JarProcess second = serve("--downloads-dir", dir.resolve("other").toString())) {
        oneLine(second, 1, dir.resolve("data").toString(), "in use by another instance");
        assertThat(dir.resolve("other")).doesNotExist();
      }
    }
  }

  @Test
  void damagedDatabaseIsOneLineAndIsLeftAsItIs() throws Exception {
    Path database = Files.createDirectory(dir.resolve("data")).resolve("fetchery.db");
    Files.writeString(database, "no database\n".repeat(1000));
    Files.setPosixFilePermissions(
        dir.resolve("data"), PosixFilePermissions.fromString("rwx------"));
    try (JarProcess serve = serve()) {
      oneLine(serve, 1, database.toString());
      assertThat(database).hasContent("no database\n".repeat(1000));
    }
  }

  @Test
  void settingsFileOfTheWorkingDirectoryIsRead() throws Exception {
    Files.createDirectory(dir.resolve("conf"));
    Files.writeString(dir.resolve("conf/fetchery.yaml"), "downloads-dir: elsewhere\n");
    try (JarProcess serve = serve()) {
      address(serve);
      assertThat(dir.resolve("elsewhere")).isDirectory();
    }
  }

  @Test
  void jobIsTwoLinesOfTheLogWithItsIdAndJsonWhereThatIsAskedFor() throws Exception {
    List<String> json = List.of("-DFETCHERY_LOG=json");
    try (OriginServer origin = OriginServer.start().otherwise(request -> Reply.ok("x"));
        JarProcess serve = JarProcess.start(dir, json, "serve", "--port", 0)) {
      HttpRequest post =
          HttpRequest.newBuilder(URI.create(address(serve) + "/api/v1/jobs"))
              .header("content-type", "application/json")
              .POST(
                  BodyPublishers.ofString(
                      """
                      {"source": {"type": "repeat", "url": "%s", "count": 50},
                       "save": {"as": "{index}"}}
                      """
                          .formatted(origin.url("/x"))))
              .build();
      HttpClient client = HttpClient.newHttpClient();
      String job =
          client.send(post, BodyHandlers.ofString()).headers().firstValue("location").get();
      URI feed = URI.create(address(serve) + job + "/events");
      assertThat(client.send(HttpRequest.newBuilder(feed).build(), BodyHandlers.ofString()).body())
          .contains("event: end");
      assertThat(serve.terminate().await()).isZero();
      String id = job.substring(job.lastIndexOf('/') + 1);
      List<JsonNode> lines = new ArrayList<>();
      for (String line : serve.err()) {
        lines.add(new ObjectMapper().readTree(line));
      }
      assertThat(lines).filteredOn(line -> id.equals(line.at("/mdc/job").asText())).hasSize(2);
      assertThat(lines).filteredOn(line -> line.toString().contains(id)).hasSize(2);
    }
  }

  @Test
  void shippedSettingsFileIsAcceptedAndNamesEverySetting() throws Exception {
    Path shipped = Path.of("conf", "fetchery.yaml").toAbsolutePath();
    List<String> keys =
        Files.readAllLines(shipped).stream()
            .filter(line -> line.matches("#[a-z0-9-]+: .*"))
            .map(line -> line.substring(1, line.indexOf(':')))
            .toList();
    assertThat(keys)
        .containsExactlyInAnyOrderElementsOf(
            List.of(Setting.values()).stream().map(Setting::key).toList());
    try (JarProcess serve = JarProcess.start(dir, "serve", "--port", 0, "--config", shipped)) {
      assertThat(address(serve)).startsWith("http://127.0.0.1:");
    }
  }
}
