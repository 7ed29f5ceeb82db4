package dev.fetchery.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fetchery.config.Settings;
import io.vertx.core.Vertx;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DialTest {
  private final Vertx vertx = Vertx.vertx();
  private final InetAddress loopback = InetAddress.getLoopbackAddress();

  @AfterEach
  void close() throws Exception {
    vertx.close().await(60, TimeUnit.SECONDS);
  }

  private String dial(int port) throws Exception {
    Settings.Cluster own = new Settings.Cluster(loopback, 5701, "name", List.of(), null);
    NodeFacts facts = FactsOf.node(NodeFacts.Role.COORDINATOR, true, port);
    ClusterMember lead = new ClusterMember("id", loopback, 5701, facts);
    return Dial.to(vertx, own, lead)
        .toCompletionStage()
        .toCompletableFuture()
        .get(60, TimeUnit.SECONDS);
  }

  @Test
  void nodeThatIsNotThereIsNoMatterOfCertificates() throws Exception {
    int unused;
    try (ServerSocket socket = new ServerSocket(0, 1, loopback)) {
      unused = socket.getLocalPort();
    }
    assertThat(dial(unused)).contains("refused").doesNotContain("certificate");
  }

  @Test
  void nodeThatClosesTheConnectionMayWantCertificates() throws Exception {
    try (ServerSocket socket = new ServerSocket(0, 1, loopback)) {
      Thread closing =
          new Thread(
              () -> {
                try {
                  socket.accept().close();
                } catch (java.io.IOException e) {
                  // the test is over
                }
              });
      closing.start();
      assertThat(dial(socket.getLocalPort())).contains("closes").contains("certificates");
      closing.join();
    }
  }
}
