package dev.fetchery.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.hazelcast.core.HazelcastInstance;
import dev.fetchery.config.Settings;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.spi.cluster.RegistrationInfo;
import io.vertx.spi.cluster.hazelcast.impl.HazelcastRegistrationInfo;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A node by itself, whose maps lose entries as those of a part of a split cluster do. */
class MendingManagerTest {
  private static final String ADDRESS = "of-the-test";
  private static final String SUBSCRIPTIONS = "__vertx.subs";
  private static final String NODES = "__vertx.nodeInfo";

  private MendingManager manager;
  private Vertx vertx;

  @BeforeEach
  void join() throws Exception {
    Settings.Cluster cluster =
        new Settings.Cluster(
            InetAddress.getLoopbackAddress(),
            freePort(),
            UUID.randomUUID().toString(),
            List.of(),
            null);
    NodeFacts facts = FactsOf.node(NodeFacts.Role.FETCHER, false, 0);
    manager = new MendingManager(HazelcastOptions.of(cluster, facts));
    vertx =
        Vertx.builder().withClusterManager(manager).buildClustered().await(60, TimeUnit.SECONDS);
  }

  @AfterEach
  void leave() throws Exception {
    vertx.close().await(60, TimeUnit.SECONDS);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      return socket.getLocalPort();
    }
  }

  private HazelcastInstance hazelcast() {
    return manager.getHazelcastInstance();
  }

  private void listen() throws Exception {
    vertx
        .eventBus()
        .consumer(ADDRESS, message -> message.reply("heard"))
        .completion()
        .await(10, TimeUnit.SECONDS);
  }

  private boolean isHeard() throws Exception {
    Message<Object> answer =
        vertx
            .eventBus()
            .<Object>request(ADDRESS, "", new DeliveryOptions().setSendTimeout(300))
            .otherwise((Message<Object>) null)
            .await(10, TimeUnit.SECONDS);
    return answer != null;
  }

  @Test
  void nodeThatDiedIsForgottenThoughNoEventTellsThatItsEntryIsLost() throws Exception {
    var dead = new HazelcastRegistrationInfo(new RegistrationInfo("dead", 0, false));
    hazelcast().getMultiMap(SUBSCRIPTIONS).put(ADDRESS, dead);
    assertThat(isHeard()).isFalse();
    // Without an event, unlike a removal.
    hazelcast().getMultiMap(SUBSCRIPTIONS).destroy();
    listen();
    assertThat(isHeard()).as("Vert.x remembers the node that died").isFalse();
    manager.mend().await(10, TimeUnit.SECONDS);
    assertThat(isHeard()).isTrue();
  }

  @Test
  void whatOtherNodesHaveToKnowIsToldAgainWhereItWasLost() throws Exception {
    listen();
    hazelcast().getMultiMap(SUBSCRIPTIONS).remove(ADDRESS);
    hazelcast().getMap(NODES).remove(manager.getNodeId());
    assertThat(hazelcast().getMap(NODES).containsKey(manager.getNodeId())).isFalse();
    manager.mend().await(10, TimeUnit.SECONDS);
    assertThat(hazelcast().getMap(NODES).containsKey(manager.getNodeId())).isTrue();
    assertThat(hazelcast().getMultiMap(SUBSCRIPTIONS).get(ADDRESS)).hasSize(1);
    assertThat(isHeard()).isTrue();
  }

  @Test
  void addressThatNothingListensAtAnyMoreIsNotToldAgain() throws Exception {
    var consumer = vertx.eventBus().consumer(ADDRESS, message -> message.reply("heard"));
    consumer.completion().await(10, TimeUnit.SECONDS);
    consumer.unregister().await(10, TimeUnit.SECONDS);
    manager.mend().await(10, TimeUnit.SECONDS);
    assertThat(hazelcast().getMultiMap(SUBSCRIPTIONS).get(ADDRESS)).isEmpty();
  }

  @Test
  void nodeThatHasLeftHasNothingToMend() throws Exception {
    listen();
    leave();
    assertThat(manager.mend().succeeded()).isTrue();
  }
}
