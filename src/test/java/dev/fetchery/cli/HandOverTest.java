package dev.fetchery.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fetchery.config.Setting;
import dev.fetchery.testing.Keys;
import dev.fetchery.testing.OriginFault;
import dev.fetchery.testing.OriginServer;
import dev.fetchery.testing.Reply;
import io.vertx.core.net.PfxOptions;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code run} and {@code get} beside a service that uses the same data directory. */
@Timeout(60)
class HandOverTest {
  @TempDir private Path given;
  private final OriginServer origin = OriginServer.start();

  /** Without links, as views show it. */
  private Path dir;

  private Path data;

  @BeforeEach
  void prepare() throws IOException {
    dir = given.toRealPath();
    data = dir.resolve("data");
    origin.on("/a", Reply.ok("one")).on("/b", Reply.status(404));
  }

  @AfterEach
  void stop() {
    origin.close();
  }

  private Path job() throws IOException {
    return Files.writeString(
        dir.resolve("mine.json"),
        """
        {"name": "mine", "source": {"type": "urls", "urls": ["%s", "%s"]}, "limits": {"concurrency": 1}}
        """
            .formatted(origin.url("/a"), origin.url("/b")));
  }

  private Execution run(Object... more) {
    return command("run", more);
  }

  private Execution command(String name, Object... more) {
    Object[] args = new Object[3 + more.length];
    args[0] = name;
    args[1] = "--data-dir";
    args[2] = data;
    System.arraycopy(more, 0, args, 3, more.length);
    return Execution.of(args);
  }

  private static String withoutTimes(String out) {
    return out.replaceAll("\\d+ ms", "T ms").replaceAll("in \\d+\\.\\d\\d s", "in T s");
  }

  private static JsonNode jobs(RunningService service) throws Exception {
    return new ServiceClient(URI.create(service.address()), null, null).get("/jobs").json();
  }

  @Test
  void jobIsHandedOverAndLooksAsIfRunHere() throws Exception {
    Execution here;
    try (RunningService service = RunningService.start(dir, Map.of()).announced()) {
      Execution there = run(job());
      assertThat(there.status()).as(there.err()).isEqualTo(3);
      assertThat(there.err().lines())
          .containsExactly(
              "fetchery: handed to the service at "
                  + service.address()
                  + ", which uses "
                  + data
                  + "; --here forbids that");
      assertThat(dir.resolve("downloads/mine/a")).hasContent("one");
      assertThat(jobs(service).path("jobs")).hasSize(1);
      here =
          Execution.of(
              "run", "--data-dir", dir.resolve("d2"), "--downloads-dir", dir.resolve("f2"), job());
      assertThat(withoutTimes(there.out()))
          .isEqualTo(withoutTimes(here.out()).replace("/f2/", "/downloads/"));
    }
  }

  @Test
  void jsonAndPlanLookAsIfRunHereToo() throws Exception {
    try (RunningService service = RunningService.start(dir, Map.of()).announced()) {
      Execution plan = run("--dry-run", job());
      assertThat(plan.status()).as(plan.err()).isZero();
      assertThat(plan.out()).contains("2 items");
      assertThat(jobs(service).path("jobs")).isEmpty();
      Execution json = run("--json", "--quiet", job());
      assertThat(ServiceClient.json(json.out()).path("progress").path("notFound").asInt())
          .isEqualTo(1);
    }
  }

  @Test
  void listsGoThereWithWhatIsSaidOfThem() throws Exception {
    Path list = Files.writeString(dir.resolve("few.txt"), origin.url("/a") + "\n");
    try (RunningService service = RunningService.start(dir, Map.of()).announced()) {
      Execution execution = run(list, "--dir", "here", "--as", "x-{url.file}");
      assertThat(execution.status()).as(execution.err()).isZero();
      assertThat(dir.resolve("downloads/here/x-a")).hasContent("one");
      assertThat(jobs(service).path("jobs").path(0).path("name").asText()).isEqualTo("few");
    }
  }

  @Test
  void hereForbidsItAndThenTheDirectoryIsInUse() throws Exception {
    try (RunningService service = RunningService.start(dir, Map.of()).announced()) {
      Execution execution = run("--here", job());
      assertThat(execution.status()).as(execution.err()).isEqualTo(1);
      assertThat(execution.err()).contains("in use by another instance");
      assertThat(jobs(service).path("jobs")).isEmpty();
    }
  }

  @Test
  void settingsThatTheServiceHasOtherwiseAreRefusedByName() throws Exception {
    Map<Setting, String> settings = Map.of(Setting.USER_AGENT, "mine/1");
    try (RunningService service = RunningService.start(dir, settings).announced()) {
      Execution other =
          run("--downloads-dir", dir.resolve("x"), "--proxy", "http://u:geheim@p.test:1", job());
      assertThat(other.status()).as(other.err()).isEqualTo(1);
      assertThat(other.err().lines()).hasSize(1);
      assertThat(other.err())
          .contains("another --downloads-dir, --proxy: leave that to the service")
          .doesNotContain("geheim");
      assertThat(jobs(service).path("jobs")).isEmpty();
      Execution same =
          run("--downloads-dir", dir.resolve("./downloads"), "--user-agent", "mine/1", job());
      assertThat(same.status()).as(same.err()).isEqualTo(3);
    }
  }

  @Test
  void tokenOfTheServiceIsNotAskedFor() throws Exception {
    try (RunningService service =
        RunningService.start(dir, 0, "secret-of-mine", Map.of()).announced()) {
      assertThat(run(job()).status()).isEqualTo(3);
      assertThat(Execution.of("list", "--server", service.address()).err())
          .contains("asks for a token");
    }
    String kept = Files.readString(data.resolve("service.json"));
    assertThat(kept).doesNotContain("secret-of-mine");
  }

  @Test
  void certificateOfTheServiceIsKnownByItself() throws Exception {
    PfxOptions key = Keys.pfx(dir, "mine", "dns:elsewhere.test");
    Path cert = Files.writeString(dir.resolve("c.pem"), Keys.pem(Keys.certificate(key)));
    Path secret = Files.writeString(dir.resolve("k.pem"), Keys.keyPem(key));
    Map<Setting, String> tls =
        Map.of(Setting.TLS_CERT, cert.toString(), Setting.TLS_KEY, secret.toString());
    try (RunningService service = RunningService.start(dir, tls).announced()) {
      assertThat(service.address()).startsWith("https://");
      assertThat(run(job()).status()).isEqualTo(3);
      Path file = data.resolve("service.json");
      String said = Files.readString(file);
      Files.writeString(
          file, said.replaceFirst("\"certificate\":\"[0-9a-f]{8}", "\"certificate\":\"00000000"));
      assertThat(run(job()).err()).contains("in use by another instance");
    }
  }

  /** What a killed service leaves behind names a port that is anybody's now. */
  @Test
  void strangerAtTheAddressGetsNothingAndTheJobRunsHere() throws Exception {
    RunningService.start(dir, Map.of()).announced().close();
    try (OriginServer stranger = OriginServer.start()) {
      stranger.otherwise(
          request -> Reply.ok("{\"status\":\"UP\"}").with("Fetchery-Proof", "0".repeat(64)));
      Path file = data.resolve("service.json");
      String said = Files.readString(file);
      Files.writeString(
          file,
          said.replaceFirst("\"address\":\"[^\"]*\"", "\"address\":\"" + stranger.url("") + "\""));
      Execution execution = run("--downloads-dir", dir.resolve("downloads"), job());
      assertThat(execution.status()).as(execution.err()).isEqualTo(3);
      assertThat(execution.err()).isEmpty();
      assertThat(stranger.requests()).isEqualTo(1);
      String key = ServiceClient.json(said).path("key").asText();
      assertThat(stranger.seen("/health/live").toString()).doesNotContain(key);
    }
  }

  @Test
  void fileThatOthersCanReadOrThatIsALinkIsNotBelieved() throws Exception {
    try (RunningService service = RunningService.start(dir, Map.of()).announced()) {
      Path file = data.resolve("service.json");
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
          .isEqualTo("rw-------");
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
      assertThat(run(job()).err()).contains("in use by another instance");
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
      Files.move(file, dir.resolve("elsewhere"));
      Files.createSymbolicLink(file, dir.resolve("elsewhere"));
      assertThat(run(job()).err()).contains("in use by another instance");
      assertThat(jobs(service).path("jobs")).isEmpty();
    }
  }

  @Test
  void unfinishedJobOfThatContentIsContinuedFromItsNextItem() throws Exception {
    CompletableFuture<Void> asked = new CompletableFuture<>();
    origin.on(
        "/b",
        request -> {
          boolean first = asked.complete(null);
          return first ? Reply.ok("two").with(new OriginFault.Silence()) : Reply.ok("two");
        });
    try (RunningService service = RunningService.start(dir, Map.of()).announced()) {
      CompletableFuture<Execution> first =
          CompletableFuture.supplyAsync(
              () -> {
                try {
                  return run(job());
                } catch (IOException e) {
                  throw new IllegalStateException(e);
                }
              });
      asked.join();
      String id = jobs(service).path("jobs").path(0).path("id").asText();
      Execution.of("pause", "--server", service.address(), id);
      Execution paused = first.join();
      assertThat(paused.status()).as(paused.err()).isEqualTo(1);
      assertThat(paused.err()).contains("the job is not finished");
      Execution second = run(job());
      assertThat(second.status()).as(second.err()).isZero();
      assertThat(second.out()).contains("OK mine/b 200").doesNotContain("mine/a 200");
      assertThat(jobs(service).path("jobs")).hasSize(1);
      assertThat(run(job()).status()).isZero();
      assertThat(jobs(service).path("jobs")).hasSize(2);
    }
  }

  @Test
  void getGoesThereIfItsTargetLiesBelowTheDownloads() throws Exception {
    try (RunningService service = RunningService.start(dir, Map.of()).announced()) {
      Path below = Files.createDirectories(dir.resolve("downloads/some/where"));
      Execution in = command("get", origin.url("/a"), "-o", below);
      assertThat(in.status()).as(in.err()).isZero();
      assertThat(in.err()).contains("handed to the service");
      assertThat(in.out()).contains("saved in " + below);
      assertThat(below.resolve("a")).hasContent("one");
      Execution top = command("get", origin.url("/a"), "-o", dir.resolve("downloads"));
      assertThat(top.status()).as(top.err()).isZero();
      assertThat(dir.resolve("downloads/a")).hasContent("one");
      Execution out = command("get", origin.url("/a"), "-o", dir.resolve("else"));
      assertThat(out.err()).contains("in use by another instance");
      assertThat(jobs(service).path("jobs")).hasSize(2);
    }
  }
}
