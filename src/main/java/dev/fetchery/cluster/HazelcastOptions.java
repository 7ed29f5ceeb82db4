package dev.fetchery.cluster;

import com.hazelcast.config.AdvancedNetworkConfig;
import com.hazelcast.config.ClassFilter;
import com.hazelcast.config.Config;
import com.hazelcast.config.InterfacesConfig;
import com.hazelcast.config.JavaSerializationFilterConfig;
import com.hazelcast.config.JoinConfig;
import com.hazelcast.config.ServerSocketEndpointConfig;
import dev.fetchery.config.Settings;
import java.net.Inet6Address;
import java.util.Map;

/**
 * How Hazelcast is set up: few threads, one port for members alone, on one address, quick to join
 * and to notice who is gone. Names of properties as of Hazelcast 5.6.
 */
final class HazelcastOptions {
  /** Of the maps of addresses. Each partition costs memory, and the maps hold little. */
  private static final String PARTITIONS = "11";

  /** A silent member is gone after so many seconds; one whose connection closed is gone at once. */
  private static final String SILENT_S = "20";

  /** Two halves of a cluster look for each other so often, in seconds. */
  private static final String MERGE_S = "10";

  private static final Map<String, String> PROPERTIES =
      Map.ofEntries(
          Map.entry("hazelcast.wait.seconds.before.join", "0"),
          Map.entry("hazelcast.heartbeat.interval.seconds", "2"),
          Map.entry("hazelcast.max.no.heartbeat.seconds", SILENT_S),
          Map.entry("hazelcast.merge.first.run.delay.seconds", MERGE_S),
          Map.entry("hazelcast.merge.next.run.delay.seconds", MERGE_S),
          Map.entry("hazelcast.partition.count", PARTITIONS),
          Map.entry("hazelcast.phone.home.enabled", "false"),
          Map.entry("hazelcast.logging.type", "slf4j"),
          Map.entry("hazelcast.security.recommendations", "false"),
          Map.entry("hazelcast.socket.bind.any", "false"),
          Map.entry("hazelcast.io.thread.count", "1"),
          Map.entry("hazelcast.event.thread.count", "1"),
          Map.entry("hazelcast.operation.thread.count", "2"),
          Map.entry("hazelcast.operation.generic.thread.count", "2"),
          Map.entry("hazelcast.operation.priority.generic.thread.count", "1"),
          Map.entry("hazelcast.operation.response.thread.count", "1"),
          Map.entry("hazelcast.clientengine.thread.count", "1"),
          Map.entry("hazelcast.clientengine.query.thread.count", "1"),
          Map.entry("hazelcast.clientengine.blocking.thread.count", "1"),
          // A node that stops waits no longer for its few entries to be copied.
          Map.entry("hazelcast.graceful.shutdown.max.wait", "5"));

  private HazelcastOptions() {}

  static Config of(Settings.Cluster cluster, NodeFacts facts) {
    Config config = new Config();
    config.setClusterName(cluster.name());
    PROPERTIES.forEach(config::setProperty);
    config.setProperty(
        "hazelcast.prefer.ipv4.stack", String.valueOf(!(cluster.host() instanceof Inet6Address)));
    facts.attributes().forEach(config.getMemberAttributeConfig()::setAttribute);
    config.setAdvancedNetworkConfig(network(cluster));
    config.getMetricsConfig().setEnabled(false);
    config.getJetConfig().setEnabled(false);
    config.getSerializationConfig().setJavaSerializationFilterConfig(filter());
    // As the cluster manager's own file has it: what one node knows another knows too.
    config.getMultiMapConfig("__vertx.subs").setBackupCount(1).setValueCollectionType("SET");
    config.getMapConfig("__vertx.nodeInfo").setBackupCount(1);
    return config;
  }

  /** An endpoint for members alone: no client may ask here, and none by HTTP. */
  private static AdvancedNetworkConfig network(Settings.Cluster cluster) {
    ServerSocketEndpointConfig members = new ServerSocketEndpointConfig();
    members.setName("members");
    members.setPort(cluster.port()).setPortAutoIncrement(false).setReuseAddress(true);
    members.setInterfaces(
        new InterfacesConfig().setEnabled(true).addInterface(cluster.host().getHostAddress()));
    JoinConfig join = new JoinConfig();
    join.getAutoDetectionConfig().setEnabled(false);
    join.getMulticastConfig().setEnabled(false);
    join.getTcpIpConfig().setEnabled(true).setConnectionTimeoutSeconds(2);
    cluster.join().forEach(peer -> join.getTcpIpConfig().addMember(peer.toString()));
    AdvancedNetworkConfig network = new AdvancedNetworkConfig().setEnabled(true);
    network.setMemberEndpointConfig(members).setJoin(join);
    return network;
  }

  /**
   * By Java's own serialization come faults of other members alone. What else comes so is made into
   * no object.
   */
  private static JavaSerializationFilterConfig filter() {
    return new JavaSerializationFilterConfig()
        .setDefaultsDisabled(true)
        .setWhitelist(
            new ClassFilter()
                .addPackages("io.vertx.spi.cluster.hazelcast.impl", "java.lang", "java.io")
                .addPackages("java.util", "java.util.concurrent")
                .addPrefixes("com.hazelcast.", "[Ljava.lang."));
  }
}
