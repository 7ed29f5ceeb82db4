package dev.fetchery.app;

import dev.fetchery.config.StorePlace;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The addresses of the database's server: no job has business at its port. They are looked up once.
 *
 * @param all none where the database is a file, or the server's name cannot be resolved
 * @param port 0 where the database is a file
 */
record StoreAddresses(Set<InetAddress> all, int port) {
  private static final StoreAddresses NONE = new StoreAddresses(Set.of(), 0);

  StoreAddresses {
    all = Set.copyOf(all);
  }

  /**
   * Of a record of jobs. A server on loopback is taken to listen on all of this machine. Blocks.
   */
  static StoreAddresses of(StorePlace place) {
    if (!(place instanceof StorePlace.Postgres server)) {
      return NONE;
    }
    try {
      Set<InetAddress> all = new LinkedHashSet<>(List.of(InetAddress.getAllByName(server.host())));
      if (all.stream().anyMatch(InetAddress::isLoopbackAddress)) {
        NetworkInterface.networkInterfaces()
            .flatMap(NetworkInterface::inetAddresses)
            .forEach(all::add);
      }
      return new StoreAddresses(all, server.port());
    } catch (UnknownHostException | SocketException e) {
      // The store is opened by this name too, and says what is wrong with it.
      return NONE;
    }
  }

  /** As the other nodes are told: those that lead to the same server from anywhere. */
  List<String> shown() {
    return all.stream()
        .filter(address -> !address.isLoopbackAddress())
        .map(address -> address.getHostAddress().replaceAll("%.*", ""))
        .toList();
  }
}
