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
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * If only loopback is allowed, no redirect, lookup, document or page reaches another address, in
 * any spelling and for any answer of a name server.
 */
class BlockedAddressesTest extends FaultSuite {
  private static final List<String> ELSEWHERE =
      List.of(
          "http://10.0.0.1/",
          "http://10.1/",
          "http://0xa.1/",
          "http://167772161/",
          "http://01200000001/",
          "http://0/",
          "http://[::]/",
          "http://[::ffff:10.0.0.1]/",
          "http://[64:ff9b::a00:1]/",
          "http://169.254.169.254/latest/meta-data/",
          "http://2852039166/",
          "http://[fe80::1]/",
          "http://[fd00:ec2::254]/",
          "http://100.64.0.1/",
          "http://100.100.100.200/",
          "http://metadata.google.internal/",
          "http://private.test/",
          "http://private.test./",
          "http://127.0.0.1@10.0.0.1/",
          "http://10.0.0.1#@127.0.0.1/",
          "//10.0.0.1/x");

  private final AtomicInteger rebound = new AtomicInteger();

  @Override
  FetcherOptions fetcherOptions(Path root) {
    return options(root, EnumSet.of(AddressKind.LOOPBACK));
  }

  private FetcherOptions options(Path root, EnumSet<AddressKind> egress) {
    ClientOptions client =
        new ClientOptions(256, "fetchery/test", egress, resolver(), 64 << 10, true, null);
    return new FetcherOptions(root.resolve("downloads"), client, false);
  }

  private Resolver resolver() {
    return host ->
        Future.succeededFuture(
            switch (host) {
              case "private.test", "private.test." -> List.of(address("10.0.0.1"));
              case "mixed.test" -> List.of(address("10.0.0.1"), address("127.0.0.1"));
              case "rebinding.test" ->
                  List.of(address(rebound.getAndIncrement() == 0 ? "127.0.0.1" : "10.0.0.1"));
              default -> List.of(address("127.0.0.1"));
            });
  }

  private static InetAddress address(String literal) {
    try {
      return InetAddress.getByName(literal);
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  List<FaultCase> cases() {
    Stream<FaultCase> redirected =
        ELSEWHERE.stream()
            .map(
                to ->
                    FaultCase.failing(
                            "a redirect to " + to,
                            ErrorCode.BLOCKED_ADDRESS,
                            o -> o.on("/bad", Reply.redirect(302, to)))
                        .attempts(1));
    Stream<FaultCase> later =
        Stream.of(
            FaultCase.failing(
                "a redirect on hop 5",
                ErrorCode.BLOCKED_ADDRESS,
                o -> {
                  o.on("/bad", Reply.redirect(302, "/2")).on("/2", Reply.redirect(307, "/3"));
                  o.on("/3", Reply.redirect(301, "/4")).on("/4", Reply.redirect(303, "/5"));
                  o.on("/5", Reply.redirect(308, "http://169.254.169.254/"));
                }),
            FaultCase.saving(
                "a name with one private and one allowed address",
                "fine".getBytes(java.nio.charset.StandardCharsets.UTF_8),
                o ->
                    o.on("/bad", Reply.redirect(302, o.url("mixed.test", "/goal")))
                        .on("/goal", Reply.ok("fine"))));
    return Stream.concat(redirected, later).toList();
  }

  /** The item of a job whose lookup has that URL. */
  @ParameterizedTest
  @ValueSource(
      strings = {"http://169.254.169.254/{key}", "http://private.test/", "http://0x0a000001/"})
  void lookupThatIsBlockedFailsItsItemAndNamesTheCause(String lookup) {
    OriginServer origin = newOrigin().otherwise(request -> Reply.ok("x"));
    Job job =
        rig()
            .run(
                """
                {"source": {"type": "urls", "urls": [{"url": "%s", "key": "k"}]},
                 "lookup": {"url": "%s", "set": {"country": "/country"}},
                 "save": {"dir": "lookups", "as": "{country}"}}
                """
                    .formatted(origin.url("/x"), lookup));
    Item item = rig().items(job.id()).get(0);
    assertThat(item.error().code()).isEqualTo(ErrorCode.LOOKUP);
    assertThat(item.error().detail()).contains("blocked_address");
    assertThat(rig().files()).noneMatch(f -> f.startsWith("lookups/"));
  }

  @Test
  void lookupThatRedirectsThereIsBlockedToo() {
    OriginServer origin = newOrigin().otherwise(request -> Reply.ok("x"));
    origin.on("/meta", Reply.redirect(302, "http://100.100.100.200/"));
    Job job =
        rig()
            .run(
                """
                {"source": {"type": "urls", "urls": ["%s"]},
                 "lookup": {"url": "%s", "set": {"country": "/country"}},
                 "save": {"dir": "lookups", "as": "{country}"}}
                """
                    .formatted(origin.url("/x"), origin.url("/meta")));
    assertThat(rig().items(job.id()).get(0).error().detail()).contains("blocked_address");
  }

  @Test
  void nextPageThereEndsTheDiscoveryAndKeepsWhatWasFound() {
    OriginServer origin = newOrigin().otherwise(request -> Reply.ok(SIBLING));
    origin.on(
        "/list",
        Reply.ok("[\"" + origin.url("/one") + "\", \"" + origin.url("/two") + "\"]")
            .with("Link", "<http://169.254.169.254/next>; rel=\"next\""));
    Job job =
        rig()
            .run(
                """
                {"source": {"type": "pages", "url": "%s", "at": "", "more": {"link": "next"}},
                 "save": {"dir": "pages"}}
                """
                    .formatted(origin.url("/list")));
    assertThat(job.state()).isEqualTo(JobState.PARTIAL);
    assertThat(job.error().code()).isEqualTo(ErrorCode.BLOCKED_ADDRESS);
    assertThat(rig().items(job.id(), ItemState.DONE)).hasSize(2);
  }

  @Test
  void documentThereFailsTheJob() {
    Job job =
        rig().run("{\"source\": {\"type\": \"json\", \"url\": \"http://private.test/list\"}}");
    assertThat(job.state()).isEqualTo(JobState.FAILED);
    assertThat(job.error().code()).isEqualTo(ErrorCode.BLOCKED_ADDRESS);
  }

  @Test
  void nameThatChangesItsAddressIsConnectedToWhereItWasChecked() {
    OriginServer origin = newOrigin().otherwise(request -> Reply.ok("x"));
    Job job =
        rig()
            .run(
                """
                {"source": {"type": "urls", "urls": ["%s"]}, "save": {"dir": "rebinding"}}
                """
                    .formatted(origin.url("rebinding.test", "/x")));
    assertThat(job.state()).isEqualTo(JobState.SUCCEEDED);
    assertThat(rebound).as("asked once for the check and the connection").hasValue(1);
  }

  /** Every way to write loopback, and a name of it, where only public addresses are allowed. */
  @Test
  void noWayOfWritingLoopbackReachesItWherePublicAloneIsAllowed(@TempDir Path root) {
    OriginServer origin = newOrigin();
    List<String> hosts =
        List.of(
            "127.0.0.1",
            "127.1",
            "0x7f.1",
            "2130706433",
            "017700000001",
            "0177.0.0.1",
            "127.0.0.1.",
            "[::1]",
            "[::ffff:127.0.0.1]",
            "[::ffff:7f00:1]",
            "[64:ff9b::7f00:1]",
            "[::ffff:0:127.0.0.1]",
            "[2002:7f00:1::]",
            "[::127.0.0.1]",
            "localhost",
            "localhost.",
            "good@127.0.0.1",
            "\uff11\uff12\uff17.0.0.1",
            "127\u30020\u30020\u30021",
            "any.test",
            "0",
            "10.0.0.1",
            "100.64.0.1",
            "192.168.0.1",
            "172.16.0.1",
            "[fd12::1]",
            "metadata.google.internal");
    String urls =
        hosts.stream()
            .map(host -> "\"http://" + host + ":" + origin.port() + "/\"")
            .reduce((a, b) -> a + "," + b)
            .orElseThrow();
    try (Rig strict =
        Rig.start(root, 1, Rig.options(root), options(root, EnumSet.of(AddressKind.PUBLIC)))) {
      Job job =
          strict.run(
              "{\"source\": {\"type\": \"urls\", \"urls\": [%s]}, \"save\": {\"as\": \"{index}\"}}"
                  .formatted(urls));
      assertThat(strict.items(job.id()))
          .hasSize(hosts.size())
          .allSatisfy(
              i -> assertThat(i.error().code()).as(i.url()).isEqualTo(ErrorCode.BLOCKED_ADDRESS));
      assertThat(origin.connections()).isZero();
      strict.assertNothingLeaked();
    }
  }
}
