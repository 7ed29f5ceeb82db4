package dev.fetchery.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fetchery.cli.JarProcess;
import dev.fetchery.job.Completion;
import dev.fetchery.testing.Keys;
import io.vertx.core.net.PfxOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several processes of the shipped jar, one coordinator and fetchers, on loopback. */
class ClusterIT {
  private static final List<String> MACHINE = List.of("-Xmx160m", "-XX:+UseSerialGC");
  private static final int ITEMS = 2_400;
  private static final int PER_SECOND = 80;
  private static final long PATIENCE_MS = 120_000;
  private static final String WELCOMED = "welcomed by the coordinator";

  @TempDir private Path dir;

  private final CrashOrigin origin = CrashOrigin.start(0);
  private final List<JarProcess> processes = new ArrayList<>();

  @AfterEach
  void close() {
    processes.forEach(JarProcess::close);
    origin.close();
  }

  // --- processes

  /** Ports for a node and for its event bus. */
  static int freePort() throws IOException {
    for (int tries = 0; tries < 100; tries++) {
      try (ServerSocket node = bound(0)) {
        ServerSocket bus = bound(node.getLocalPort() + 1);
        bus.close();
        return node.getLocalPort();
      } catch (IOException | IllegalArgumentException e) {
        // another pair is tried
      }
    }
    throw new AssertionError("no two free ports in a row");
  }

  private static ServerSocket bound(int port) throws IOException {
    ServerSocket socket = new ServerSocket();
    socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    return socket;
  }

  private JarProcess start(String name, Object... args) throws IOException {
    Path own = Files.createDirectories(dir.resolve(name));
    JarProcess process = JarProcess.start(own, MACHINE, args);
    processes.add(process);
    return process;
  }

  private JarProcess serve(int port, Object... more) throws IOException {
    List<Object> args = new ArrayList<>(List.of("serve", "--port", 0, "--cluster"));
    args.addAll(List.of("--cluster-port", port, "--files", files(), "--fetchers", 1));
    args.addAll(List.of(more));
    return start("serve", args.toArray());
  }

  private JarProcess fetcher(String name, int coordinator, int port, Object... more)
      throws IOException {
    List<Object> args = new ArrayList<>(List.of("fetcher", "--cluster"));
    args.addAll(List.of("--join", "127.0.0.1:" + coordinator, "--cluster-port", port));
    args.addAll(List.of("--files", files(), "--concurrency", 64));
    args.addAll(List.of(more));
    return start(name, args.toArray());
  }

  private Path files() {
    return dir.resolve("files");
  }

  private String job(String name, int items, int perSecond) {
    return """
        {"name": "%s",
         "source": {"type": "template", "url": "%s", "values": {"from": 0, "to": %d}},
         "save": {"dir": "%s", "as": "{value}.bin"},
         "limits": {"concurrency": 48, "perHost": 48, "requestsPerSecond": %d}}
        """
        .formatted(name, origin.url("/items/" + name + "/{value}"), items - 1, name, perSecond);
  }

  /** Asks for what nodes listen on. */
  private static String toNodes(int... ports) {
    List<String> urls =
        Arrays.stream(ports).mapToObj(port -> "\"http://127.0.0.1:" + port + "/\"").toList();
    return """
        {"source": {"type": "urls", "urls": %s}, "save": {"dir": "nodes", "as": "{index}"}}
        """
        .formatted(urls);
  }

  private static long done(JsonNode job) {
    return job.at("/progress/done").asLong();
  }

  /** Before the jobs go on, there is no state to be had. */
  private static boolean ended(JsonNode job) {
    return job.has("state") && !List.of("queued", "running").contains(job.get("state").asText());
  }

  // --- nothing is lost

  @Test
  void nothingIsLostOrDoneTwiceThoughEachNodeIsLostOnce() throws Exception {
    int lead = freePort();
    JarProcess serve = serve(lead);
    Api api = Api.of(serve);
    JarProcess killed = fetcher("killed", lead, freePort());
    JarProcess stopped = fetcher("stopped", lead, freePort());
    killed.awaitLogged(WELCOMED);
    stopped.awaitLogged(WELCOMED);

    String id = api.submit(job("all", ITEMS, PER_SECOND));
    Ledger ledger = new Ledger(id);
    ledger.follow(api.client(), api.address());
    api.await(id, job -> done(job) >= PER_SECOND);
    killed.kill();
    // What it held goes to others once it can publish no more.
    String given = serve.awaitLogged("does not report; its ");
    assertThat(given).doesNotContain("its 0 tasks");
    assertThat(stopped.terminate().await()).isZero();
    assertThat(stopped.err()).noneMatch(line -> line.contains("ERROR"));
    // The one that was stopped has said goodbye.
    int lost = (int) serve.err().stream().filter(line -> line.contains("does not report")).count();
    assertThat(lost).isLessThanOrEqualTo(Runtime.getRuntime().availableProcessors());
    JarProcess last = fetcher("last", lead, freePort());
    last.awaitLogged(WELCOMED);
    assertThat(ended(api.job(id))).as("work is left when the coordinator is killed").isFalse();
    serve.kill();

    JarProcess again = serve(lead);
    Api next = Api.of(again);
    again.awaitLogged("jobs go on when");
    last.awaitLogged("lost the coordinator");
    ledger.follow(next.client(), next.address());
    JsonNode job = next.await(id, ClusterIT::ended);
    assertThat(job.get("state").asText()).as("%s", job).isEqualTo("succeeded");
    assertThat(done(job)).isEqualTo(ITEMS);
    ledger.follow(next.client(), next.address());
    assertThat(ledger.awaitEnd(PATIENCE_MS)).isTrue();
    assertThat(last.terminate().await()).isZero();
    assertThat(again.terminate().await()).isZero();
    assertNothingIsLost(ledger);
  }

  private void assertNothingIsLost(Ledger ledger) throws Exception {
    Path data = dir.resolve("serve").resolve("data");
    List<Completion> completions =
        StoredState.stored(data, dir.resolve("copy")).get("all").completions();
    Set<Long> items = ledger.compare(completions);
    assertThat(items).hasSize(ITEMS);
    List<String> there = StoredState.finalFiles(files());
    assertThat(there).hasSize(ITEMS);
    for (String file : there) {
      String number = file.replaceAll("\\D", "");
      StoredState.assertWhole(files().resolve(file), "/items/all/" + number);
    }
    assertThat(StoredState.workingFiles(files())).containsExactly(".fetchery/place");
    // One for each item, and one more for each time its fetcher or the coordinator was lost.
    Map<String, Integer> counts = origin.counts();
    assertThat(counts).hasSize(ITEMS);
    assertThat(counts.values()).allMatch(count -> count <= 4);
    assertThat(origin.bodies()).isLessThan(ITEMS + 4 * 48);
  }

  // --- what does not fit

  @Test
  void secondCoordinatorAndOtherFilesAreRefused() throws Exception {
    int lead = freePort();
    JarProcess serve = serve(lead);
    Api.of(serve);
    JarProcess elsewhere =
        start(
            "elsewhere",
            "fetcher",
            "--cluster",
            "--join",
            "127.0.0.1:" + lead,
            "--cluster-port",
            freePort(),
            "--files",
            dir.resolve("other"));
    JarProcess second =
        start(
            "second",
            "serve",
            "--port",
            0,
            "--cluster",
            "--join",
            "127.0.0.1:" + lead,
            "--cluster-port",
            freePort(),
            "--files",
            files());
    assertThat(elsewhere.await()).isEqualTo(1);
    assertThat(elsewhere.err().get(elsewhere.err().size() - 1))
        .contains("is not where the coordinator")
        .contains("--files");
    assertThat(second.await()).isEqualTo(1);
    assertThat(second.err().get(second.err().size() - 1)).contains("the cluster has a coordinator");
    JarProcess taken = serve(lead, "--data-dir", "another");
    assertThat(taken.await()).isEqualTo(1);
    assertThat(String.join("\n", taken.err())).contains("127.0.0.1:" + lead);
  }

  // --- certificates

  private record Pem(Path cert, Path key, Path authority) {
    Object[] options() {
      return new Object[] {"--cluster-cert", cert, "--cluster-key", key, "--cluster-ca", authority};
    }
  }

  private Pem node(PfxOptions authority, String name) throws IOException {
    Path own = Files.createDirectories(dir.resolve("keys-" + name));
    PfxOptions key = Keys.pfx(own, name, "dns:" + name);
    return new Pem(
        Files.writeString(own.resolve("cert.pem"), Keys.issued(own, authority, key)),
        Files.writeString(own.resolve("key.pem"), Keys.keyPem(key)),
        Files.writeString(own.resolve("ca.pem"), Keys.pem(Keys.certificate(authority))));
  }

  private static Object[] leader(Pem keys) {
    List<Object> args = new ArrayList<>(List.of("--node", "lead"));
    args.addAll(List.of(keys.options()));
    return args.toArray();
  }

  @Test
  void nodesWithCertificatesOfOneAuthorityWorkTogetherAndOthersAreRefused() throws Exception {
    PfxOptions ours = Keys.pfx(dir, "ours", "dns:ours", "-ext", "bc:c");
    PfxOptions theirs = Keys.pfx(dir, "theirs", "dns:theirs", "-ext", "bc:c");
    int lead = freePort();
    JarProcess serve = serve(lead, leader(node(ours, "lead")));
    Api api = Api.of(serve);
    int goodPort = freePort();
    JarProcess good = fetcher("good", lead, goodPort, node(ours, "good").options());
    good.awaitLogged(WELCOMED);
    JsonNode job = api.await(api.submit(job("tls", 100, 1_000)), ClusterIT::ended);
    assertThat(job.get("state").asText()).as("%s", job).isEqualTo("succeeded");

    // Fetched by the other node alone, which has to be told of the port that was found for --port
    // 0.
    assertThat(api.post("/fetchers/lead/drain", "").statusCode()).isEqualTo(200);
    int web = URI.create(api.address()).getPort();
    JsonNode blocked =
        api.await(api.submit(toNodes(lead, lead + 1, goodPort, web)), ClusterIT::ended);
    assertThat(blocked.at("/progress/failed").asInt()).as("%s", blocked).isEqualTo(4);
    String items = api.get("/api/v1/jobs/" + blocked.get("id").asText() + "/items").body();
    assertThat(items.split("blocked_address", -1)).as(items).hasSizeGreaterThanOrEqualTo(5);

    Pem foreign = node(theirs, "bad");
    JarProcess bad = fetcher("bad", lead, freePort(), foreign.options());
    assertThat(bad.awaitLogged("is not reached: ")).contains("--cluster-ca");
    assertThat(bad.err()).noneMatch(line -> line.contains(WELCOMED));
    assertThat(bad.err()).noneMatch(line -> line.contains("ERROR"));
    JarProcess plain = fetcher("plain", lead, freePort());
    assertThat(plain.await()).isEqualTo(1);
    assertThat(plain.err().get(plain.err().size() - 1)).contains("takes nodes with certificates");
    clientsAreRefused(lead + 1);
    assertThat(serve.terminate().await()).isZero();
  }

  /** One that does not speak TLS, and one that shows no certificate. */
  private static void clientsAreRefused(int bus) throws Exception {
    try (Socket plain = new Socket(InetAddress.getLoopbackAddress(), bus)) {
      plain.setSoTimeout((int) TimeUnit.SECONDS.toMillis(20));
      plain.getOutputStream().write("0000000000000000".getBytes(StandardCharsets.US_ASCII));
      byte[] answer = plain.getInputStream().readAllBytes();
      // At most an alert of TLS.
      assertThat(answer.length).isLessThan(16);
    }
    SSLContext all = SSLContext.getInstance("TLS");
    all.init(null, new TrustManager[] {new Credulous()}, null);
    assertThatThrownBy(
            () -> {
              try (SSLSocket uncertified =
                  (SSLSocket)
                      all.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), bus)) {
                uncertified.setSoTimeout((int) TimeUnit.SECONDS.toMillis(20));
                uncertified.startHandshake();
                uncertified.getInputStream().read();
              }
            })
        .isInstanceOf(IOException.class)
        .isNotInstanceOf(SocketTimeoutException.class);
  }

  /** Trusts everyone. */
  private static final class Credulous implements X509TrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
