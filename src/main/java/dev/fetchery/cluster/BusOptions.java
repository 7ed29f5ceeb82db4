package dev.fetchery.cluster;

import dev.fetchery.config.Settings;
import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;

/**
 * How the event bus reaches other nodes: it finds out within seconds that one is gone, and with
 * certificates both sides prove that the cluster's authority knows them.
 */
final class BusOptions {
  private static final int CONNECT_MS = 2_000;
  private static final long PING_MS = 2_000;

  /** What was sent and is not acknowledged for so long ends the connection. */
  private static final int UNACKNOWLEDGED_MS = 8_000;

  private BusOptions() {}

  /**
   * @param port where the bus listens
   */
  static EventBusOptions of(Settings.Cluster cluster, int port) {
    EventBusOptions options =
        new EventBusOptions()
            .setHost(cluster.host().getHostAddress())
            .setPort(port)
            .setConnectTimeout(CONNECT_MS)
            .setClusterPingInterval(PING_MS)
            .setClusterPingReplyInterval(PING_MS)
            .setTcpUserTimeout(UNACKNOWLEDGED_MS)
            .setTcpNoDelay(true)
            // Otherwise everybody is trusted.
            .setTrustAll(false);
    Settings.ClusterTls tls = cluster.tls();
    if (tls != null) {
      options
          .setSsl(true)
          .setKeyCertOptions(certificate(tls))
          .setTrustOptions(authorities(tls))
          .setClientAuth(ClientAuth.REQUIRED);
    }
    return options;
  }

  /** As the bus of this node dials another, to find out why it does not come through. */
  static NetClientOptions dialling(Settings.Cluster cluster) {
    NetClientOptions options =
        new NetClientOptions().setConnectTimeout(CONNECT_MS).setHostnameVerificationAlgorithm("");
    Settings.ClusterTls tls = cluster.tls();
    if (tls != null) {
      options.setSsl(true).setKeyCertOptions(certificate(tls)).setTrustOptions(authorities(tls));
    }
    return options;
  }

  static PemKeyCertOptions certificate(Settings.ClusterTls tls) {
    return new PemKeyCertOptions()
        .setCertPath(tls.cert().toString())
        .setKeyPath(tls.key().toString());
  }

  private static PemTrustOptions authorities(Settings.ClusterTls tls) {
    return new PemTrustOptions().addCertPath(tls.authorities().toString());
  }
}
