package dev.fetchery.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.hazelcast.config.Config;
import com.hazelcast.config.ServerSocketEndpointConfig;
import com.hazelcast.instance.EndpointQualifier;
import dev.fetchery.config.Settings;
import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.core.http.ClientAuth;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClusterOptionsTest {
  private static final NodeFacts FACTS = FactsOf.node(NodeFacts.Role.FETCHER, true, 5702);

  private static final Settings.ClusterTls TLS =
      new Settings.ClusterTls(Path.of("c.pem"), Path.of("k.pem"), Path.of("ca.pem"));

  private static Settings.Cluster cluster(Settings.ClusterTls tls) throws Exception {
    return new Settings.Cluster(
        InetAddress.getByName("10.0.0.5"),
        5701,
        "name",
        List.of(new Settings.Peer("fd00::6", 5701)),
        tls);
  }

  @Test
  void busTrustsTheAuthorityAloneAndAsksForCertificates() throws Exception {
    EventBusOptions options = BusOptions.of(cluster(TLS), 5702);
    assertThat(options.isSsl()).isTrue();
    assertThat(options.isTrustAll()).isFalse();
    assertThat(options.getClientAuth()).isEqualTo(ClientAuth.REQUIRED);
    assertThat(options.getTrustOptions()).isNotNull();
    assertThat(options.getHost()).isEqualTo("10.0.0.5");
    assertThat(options.getPort()).isEqualTo(5702);
    assertThat(BusOptions.of(cluster(null), 5702).isSsl()).isFalse();
  }

  @Test
  void membersListenOnOneAddressForMembersAloneAndLookNowhereElse() throws Exception {
    Config config = HazelcastOptions.of(cluster(TLS), FACTS);
    var network = config.getAdvancedNetworkConfig();
    assertThat(network.isEnabled()).isTrue();
    assertThat(network.getEndpointConfigs()).containsOnlyKeys(EndpointQualifier.MEMBER);
    var member =
        (ServerSocketEndpointConfig) network.getEndpointConfigs().get(EndpointQualifier.MEMBER);
    assertThat(member.getPort()).isEqualTo(5701);
    assertThat(member.isPortAutoIncrement()).isFalse();
    assertThat(member.getInterfaces().isEnabled()).isTrue();
    assertThat(member.getInterfaces().getInterfaces()).containsExactly("10.0.0.5");
    assertThat(network.getJoin().getMulticastConfig().isEnabled()).isFalse();
    assertThat(network.getJoin().getAutoDetectionConfig().isEnabled()).isFalse();
    assertThat(network.getJoin().getTcpIpConfig().getMembers()).containsExactly("[fd00::6]:5701");
    assertThat(config.getProperty("hazelcast.phone.home.enabled")).isEqualTo("false");
    assertThat(config.getJetConfig().isEnabled()).isFalse();
    assertThat(config.getMetricsConfig().isEnabled()).isFalse();
  }

  @Test
  void objectsOfOtherProgramsAreNotMade() throws Exception {
    var filter =
        HazelcastOptions.of(cluster(TLS), FACTS)
            .getSerializationConfig()
            .getJavaSerializationFilterConfig();
    assertThat(filter.isDefaultsDisabled()).isTrue();
    assertThat(filter.getWhitelist().isListed("java.lang.IllegalStateException")).isTrue();
    assertThat(filter.getWhitelist().isListed("com.hazelcast.core.HazelcastException")).isTrue();
    assertThat(filter.getWhitelist().isListed("com.fasterxml.jackson.databind.node.POJONode"))
        .isFalse();
    assertThat(filter.getWhitelist().isListed("dev.fetchery.Main")).isFalse();
  }
}
