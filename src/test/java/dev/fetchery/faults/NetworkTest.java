package dev.fetchery.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fetchery.client.ClientOptions;
import dev.fetchery.client.Resolver;
import dev.fetchery.fetcher.FetcherOptions;
import dev.fetchery.job.AddressKind;
import dev.fetchery.job.ErrorCode;
import dev.fetchery.job.Item;
import dev.fetchery.job.ItemState;
import dev.fetchery.job.Job;
import dev.fetchery.job.JobState;
import dev.fetchery.testing.OriginServer;
import dev.fetchery.testing.Reply;
import dev.fetchery.testing.Rig;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Names that do not resolve, hosts that do not answer, and TLS that does not hold. */
class NetworkTest {
  /** For hosts that answer: long enough for a machine that is busy for a while. */
  private static final int PATIENT_MS = 30_000;

  /** For hosts that never answer. */
  private static final int BRIEF_MS = 1_500;

  private static String settings(int connectTimeoutMs) {
    return """
    "request": {"connectTimeoutMs": %d, "idleTimeoutMs": 30000},
    "retry": {"attempts": 2, "backoffMs": 10}
    """
        .formatted(connectTimeoutMs);
  }

  private static final Path TLS = Path.of("src/test/resources/tls").toAbsolutePath();

  private final Vertx vertx = Vertx.vertx();
  private final Map<String, AtomicInteger> asked = new ConcurrentHashMap<>();
  private final Set<NetSocket> mute = ConcurrentHashMap.newKeySet();
  private OriginServer origin;
  private Rig rig;

  @BeforeEach
  void start(@TempDir Path dir) {
    origin = OriginServer.start(vertx).otherwise(request -> Reply.ok("here"));
    ClientOptions client =
        new ClientOptions(
            256,
            "fetchery/test",
            EnumSet.allOf(AddressKind.class),
            resolver(),
            64 << 10,
            true,
            new PemTrustOptions().addCertPath(TLS.resolve("authority.pem").toString()));
    rig =
        Rig.start(
            dir, 2, Rig.options(dir), new FetcherOptions(dir.resolve("downloads"), client, false));
  }

  @AfterEach
  void nothingIsLeft() throws Exception {
    rig.assertNothingLeaked();
    FaultSuite.eventually(() -> origin.unansweredConnections() == 0);
    rig.close();
    FaultSuite.eventually(() -> origin.openConnections() == 0 && mute.isEmpty());
    Rig.await(vertx.close());
  }

  /** The first letters of a name choose the fault; every other name is this machine. */
  private Resolver resolver() {
    return host -> {
      int times = asked.computeIfAbsent(host, h -> new AtomicInteger()).incrementAndGet();
      if (host.startsWith("nx")) {
        return Future.failedFuture(new UnknownHostException(host));
      } else if (host.startsWith("servfail") || host.startsWith("flaky") && times == 1) {
        UnknownHostException failed = new UnknownHostException(host);
        failed.initCause(new IOException("SERVFAIL"));
        return Future.failedFuture(failed);
      } else if (host.startsWith("never")) {
        return io.vertx.core.Promise.<List<InetAddress>>promise().future();
      } else if (host.startsWith("none")) {
        return Future.succeededFuture(List.of());
      }
      return Future.succeededFuture(
          List.of(address(host.startsWith("v6") ? "2001:db8::1" : "127.0.0.1")));
    };
  }

  private static InetAddress address(String literal) {
    try {
      return InetAddress.getByName(literal);
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
  }

  /** The job's items: the one that is bad, and a good one after it. */
  private List<Item> run(String url) {
    return run(url, PATIENT_MS);
  }

  private List<Item> run(String url, int connectTimeoutMs) {
    Job job =
        rig.run(
            """
            {"source": {"type": "urls", "urls": ["%s", "%s"]}, "save": {"as": "{index}"}, %s}
            """
                .formatted(url, origin.url("/sibling"), settings(connectTimeoutMs)));
    List<Item> items = rig.items(job.id());
    assertThat(items.get(1).state()).as("the sibling").isEqualTo(ItemState.DONE);
    return items;
  }

  @ParameterizedTest
  @CsvSource({
    "NXDOMAIN, nx.test, DNS, 1",
    "SERVFAIL, servfail.test, DNS, 2",
    "a name without an address, none.test, DNS, 1",
    "a name server that never answers, never.test, TIMEOUT, 2"
  })
  void nameThatDoesNotResolve(String line, String host, ErrorCode code, int attempts) {
    int limitMs = code == ErrorCode.TIMEOUT ? BRIEF_MS : PATIENT_MS;
    Item item = run("http://" + host + "/", limitMs).get(0);
    assertThat(item.error().code()).as(line).isEqualTo(code);
    assertThat(item.attempts()).isEqualTo(attempts);
  }

  @Test
  void nameServerThatFailsOnceIsAskedAgain() {
    Item item = run(origin.url("flaky.test", "/x")).get(0);
    assertThat(item.state()).isEqualTo(ItemState.DONE);
    assertThat(item.attempts()).isEqualTo(2);
  }

  @Test
  void nameBeyondAsciiIsAskedForByItsAsciiForm() {
    Item item = run(origin.url("b\u00fccher.test", "/idn")).get(0);
    assertThat(item.state()).isEqualTo(ItemState.DONE);
    assertThat(asked).containsKey("xn--bcher-kva.test");
    assertThat(origin.seen("/idn").get(0).header("host"))
        .isEqualTo("xn--bcher-kva.test:" + origin.port());
  }

  @Test
  void onlyAaaaAndNoIpv6IsConnectOrTimeout() {
    Item item = run("http://v6.test:9/", BRIEF_MS).get(0);
    assertThat(item.state()).isEqualTo(ItemState.FAILED);
    assertThat(item.error().code()).isIn(ErrorCode.CONNECT, ErrorCode.TIMEOUT);
  }

  @Test
  void closedPortIsConnect() {
    int port = origin.port();
    OriginServer gone = OriginServer.start(vertx);
    int free = gone.port();
    gone.close();
    assertThat(free).isNotEqualTo(port);
    Item item = run("http://127.0.0.1:" + free + "/").get(0);
    assertThat(item.error().code()).isEqualTo(ErrorCode.CONNECT);
    assertThat(item.attempts()).isEqualTo(2);
  }

  @Test
  void seventyOfAHundredNamesFailingLeaveThirtyFiles() {
    String urls =
        IntStream.range(0, 100)
            .mapToObj(i -> (i % 10 < 4 ? "nx" : i % 10 < 7 ? "servfail" : "good") + i + ".test")
            .map(host -> '"' + origin.url(host, "/") + '"')
            .collect(Collectors.joining(","));
    Job job =
        rig.run(
            "{\"source\": {\"type\": \"urls\", \"urls\": [%s]}, \"save\": {\"as\": \"{index}\"}, %s}"
                .formatted(urls, settings(PATIENT_MS)));
    assertThat(job.state()).isEqualTo(JobState.PARTIAL);
    assertThat(job.progress().done()).isEqualTo(30);
    assertThat(rig.items(job.id(), ItemState.FAILED))
        .hasSize(70)
        .allSatisfy(i -> assertThat(i.error().code()).isEqualTo(ErrorCode.DNS));
    assertThat(rig.files()).hasSize(30);
  }

  // --- TLS

  @Test
  void certificateThatHoldsIsFine() {
    OriginServer tls = tls("good");
    assertThat(run(tls.url("tls.test", "/")).get(0).state()).isEqualTo(ItemState.DONE);
  }

  @Test
  void expiredCertificateIsTlsAndAskedOnce() {
    OriginServer tls = tls("expired");
    Item item = run(tls.url("tls.test", "/")).get(0);
    refused(item);
    assertThat(item.error().detail()).contains("expired", "renew");
    assertThat(tls.requests()).isZero();
  }

  @Test
  void certificateOfAnotherHostIsTlsAndAskedOnce() {
    OriginServer tls = tls("good");
    refused(run(tls.url("other.test", "/")).get(0));
    assertThat(tls.requests()).isZero();
  }

  private static void refused(Item item) {
    assertThat(item.error().code()).as("%s", item).isEqualTo(ErrorCode.TLS);
    assertThat(item.attempts()).isEqualTo(1);
  }

  @Test
  void stalledHandshakeIsTimeout() {
    Item item = run("https://tls.test:" + mute(false) + "/", BRIEF_MS).get(0);
    assertThat(item.error().code()).isEqualTo(ErrorCode.TIMEOUT);
    assertThat(item.attempts()).isEqualTo(2);
  }

  @Test
  void cutHandshakeIsTlsAndTriedAgain() {
    Item item = run("https://tls.test:" + mute(true) + "/").get(0);
    assertThat(item.error().code()).isEqualTo(ErrorCode.TLS);
    assertThat(item.attempts()).isEqualTo(2);
  }

  @Test
  void fromHttpsToHttpNoCredentialTravels() {
    OriginServer tls = tls("good");
    tls.on("/a", Reply.redirect(302, origin.url("tls.test", "/plain")));
    Job job =
        rig.run(
            """
            {"source": {"type": "urls", "urls": ["%s"]}, "save": {"as": "{index}"},
             "request": {"headers": {"Authorization": "Bearer secret", "Cookie": "c=d", "X-Key": "e"}}}
            """
                .formatted(tls.url("tls.test", "/a")));
    assertThat(job.state()).isEqualTo(JobState.SUCCEEDED);
    assertThat(tls.seen("/a").get(0).header("cookie")).isEqualTo("c=d");
    assertThat(tls.seen("/a").get(0).header("x-key")).isEqualTo("e");
    assertThat(origin.seen("/plain").get(0).header("cookie")).isNull();
    assertThat(origin.seen("/plain").get(0).header("x-key")).isNull();
    assertThat(origin.seen("/plain").get(0).header("authorization")).isNull();
  }

  private OriginServer tls(String certificate) {
    return OriginServer.startTls(vertx, key(certificate)).otherwise(request -> Reply.ok("safe"));
  }

  /** A port that accepts connections and then sends nothing, or closes at the first byte. */
  private int mute(boolean cuts) {
    NetServer server =
        vertx
            .createNetServer()
            .connectHandler(
                socket -> {
                  mute.add(socket);
                  socket.closeHandler(v -> mute.remove(socket));
                  socket.handler(
                      bytes -> {
                        if (cuts) {
                          socket.close();
                        }
                      });
                });
    return Rig.await(server.listen(0, "127.0.0.1")).actualPort();
  }

  /** A certificate for {@code tls.test} with its key. */
  private static PemKeyCertOptions key(String name) {
    return new PemKeyCertOptions()
        .setCertPath(TLS.resolve(name + ".pem").toString())
        .setKeyPath(TLS.resolve(name + "-key.pem").toString());
  }
}
