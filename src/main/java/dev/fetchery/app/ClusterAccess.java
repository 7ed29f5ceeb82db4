package dev.fetchery.app;

import dev.fetchery.bus.Addresses;
import dev.fetchery.cluster.ClusterNode;
import dev.fetchery.cluster.NodeFacts;
import dev.fetchery.cluster.NodeFacts.Role;
import dev.fetchery.config.Setting;
import dev.fetchery.config.Settings;
import dev.fetchery.config.Version;
import dev.fetchery.context.RootCause;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.SocketException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Joins a cluster. Apart from its caller, so that nothing of it is loaded without one. */
final class ClusterAccess {
  private static final int PORTS_TO_TRY = 100;
  private static final int MOST_PORT = 65_535;

  private ClusterAccess() {}

  /** Joins the cluster, or begins one. Blocks. */
  static Ground join(Settings settings, Settings.Cluster cluster, Role role) throws StartFault {
    checkPort(cluster);
    if (cluster.tls() != null) {
      TlsCheck.check(cluster.tls());
    }
    int web = role == Role.COORDINATOR ? settings.listen().port() : 0;
    NodeFacts facts =
        new NodeFacts(
            role,
            Addresses.NODE,
            settings.node(),
            Version.text(),
            cluster.tls() != null,
            new NodeFacts.Listening(addresses(cluster), busPort(cluster), web),
            new NodeFacts.FilesAt(FilesMark.of(settings.storage().files()), NodeFit.encoding()),
            store(settings, role));
    try {
      ClusterNode.Joined joined = Await.on(ClusterNode.join(cluster, facts, Ground.options()));
      return new Ground(Ground.prepared(joined.vertx()), joined.members());
    } catch (Await.Fault e) {
      throw new StartFault(
          "cannot join the cluster " + cluster.name() + ": " + RootCause.line(e.getCause()),
          e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StartFault("interrupted while joining the cluster", e);
    }
  }

  private static NodeFacts.StoreAt store(Settings settings, Role role) {
    if (role != Role.COORDINATOR) {
      return NodeFacts.StoreAt.NONE;
    }
    StoreAddresses store = StoreAddresses.of(settings.storage().store());
    String database = StoreAccess.mark(settings.storage().store());
    return new NodeFacts.StoreAt(database, store.shown(), store.port());
  }

  private static void checkPort(Settings.Cluster cluster) throws StartFault {
    IOException fault = fault(cluster.host(), cluster.port());
    if (fault != null) {
      throw new StartFault(
          "cannot listen for other nodes on "
              + Preflight.address(cluster.host().getHostAddress(), cluster.port())
              + " ("
              + fault.getMessage()
              + "): choose another address with "
              + Setting.CLUSTER_HOST.flag()
              + ", or another port with "
              + Setting.CLUSTER_PORT.flag(),
          fault);
    }
  }

  /** The next free one after the node's own. */
  private static int busPort(Settings.Cluster cluster) throws StartFault {
    int first = cluster.port() + 1;
    for (int port = first; port < first + PORTS_TO_TRY && port <= MOST_PORT; port++) {
      if (fault(cluster.host(), port) == null) {
        return port;
      }
    }
    throw new StartFault(
        "no port from "
            + first
            + " on is free for messages between nodes: choose another with "
            + Setting.CLUSTER_PORT.flag());
  }

  private static @Nullable IOException fault(InetAddress host, int port) {
    try (ServerSocket socket = new ServerSocket()) {
      // like the node itself: lingering connections of a previous run do not count
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(host, port));
      return null;
    } catch (IOException e) {
      return e;
    }
  }

  /** Other nodes reach this machine by them; loopback is every machine's own. */
  private static List<String> addresses(Settings.Cluster cluster) {
    if (cluster.host().isLoopbackAddress()) {
      return List.of(cluster.host().getHostAddress());
    }
    try {
      return NetworkInterface.networkInterfaces()
          .flatMap(NetworkInterface::inetAddresses)
          .filter(address -> !address.isLoopbackAddress())
          .map(address -> address.getHostAddress().replaceAll("%.*", ""))
          .toList();
    } catch (SocketException e) {
      return List.of(cluster.host().getHostAddress());
    }
  }
}
