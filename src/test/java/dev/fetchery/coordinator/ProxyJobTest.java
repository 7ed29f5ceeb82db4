package dev.fetchery.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fetchery.job.ErrorCode;
import dev.fetchery.job.Item;
import dev.fetchery.job.ItemState;
import dev.fetchery.proxy.NoProxy;
import dev.fetchery.proxy.ProxyAddress;
import dev.fetchery.proxy.ProxyRules;
import dev.fetchery.testing.OriginServer;
import dev.fetchery.testing.ProxyServer;
import dev.fetchery.testing.Reply;
import dev.fetchery.testing.Rig;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Items of a job whose service goes by a proxy. */
@NullUnmarked // A test is told by its assertions where something is missing.
class ProxyJobTest {
  @TempDir private Path root;
  private Vertx vertx;
  private OriginServer origin;
  private ProxyServer proxy;

  @BeforeEach
  void start() {
    vertx = Vertx.vertx();
    origin = OriginServer.start(vertx).otherwise(request -> Reply.ok("whole"));
    proxy = ProxyServer.http(vertx);
  }

  @AfterEach
  void stop() throws Exception {
    vertx.close().await(60, TimeUnit.SECONDS);
  }

  private Item run(String request) {
    ProxyRules rules =
        ProxyRules.of(
            ProxyAddress.parse("http://127.0.0.1:" + proxy.port()), NoProxy.parse(""), Map.of());
    String job =
        "{'source':{'type':'urls','urls':['"
            + origin.url("/a")
            + "']},'retry':{'attempts':3,'backoffMs':1},'request':{"
            + request
            + "}}";
    try (Rig rig =
        Rig.start(
            root,
            1,
            Rig.options(root),
            Rig.fetcherOptions(root).withClient(client -> client.withProxies(rules)))) {
      return rig.items(rig.run(job.replace('\'', '"')).id()).get(0);
    }
  }

  @Test
  void itemIsSavedByTheProxy() {
    assertThat(run("").state()).isEqualTo(ItemState.DONE);
    assertThat(proxy.asked()).containsExactly("GET " + origin.url("/a"));
  }

  @Test
  void proxyThatIsGoneIsTriedAgain() {
    proxy.close();
    Item item = run("");
    assertThat(item.error().code()).isEqualTo(ErrorCode.PROXY);
    assertThat(item.attempts()).isEqualTo(3);
  }

  @Test
  void missingPasswordIsFinal() {
    proxy.withUser("user:password");
    Item item = run("");
    assertThat(item.error().code()).isEqualTo(ErrorCode.PROXY);
    assertThat(item.attempts()).isEqualTo(1);
  }

  @Test
  void jobThatWantsNoneGoesDirectly() {
    assertThat(run("'proxy':'none'").state()).isEqualTo(ItemState.DONE);
    assertThat(proxy.asked()).isEmpty();
  }
}
