package dev.fetchery.cluster;

import java.net.InetAddress;

/**
 * A node of the cluster.
 *
 * @param id that no other has, nor this one after a restart
 * @param host by which it is reached
 * @param port on which it listens for other nodes
 * @param facts what it tells of itself
 */
public record ClusterMember(String id, InetAddress host, int port, NodeFacts facts) {
  /** As it is named to people. */
  public String shown() {
    String address = host.getHostAddress();
    return facts.name()
        + " at "
        + (address.contains(":") ? "[" + address + "]" : address)
        + ":"
        + port;
  }

  /** Where its event bus listens, {@code host:port}. */
  public String busPlace() {
    return host.getHostAddress() + ":" + facts.listening().busPort();
  }

  /** Whether the node itself, or the server of its database, listens there. */
  boolean listensOn(InetAddress address, int onPort) {
    if (onPort == facts.store().port()
        && facts.store().addresses().contains(address.getHostAddress())) {
      return true;
    }
    if (onPort != port
        && onPort != facts.listening().busPort()
        && onPort != facts.listening().webPort()) {
      return false;
    }
    return address.equals(host) || facts.listening().addresses().contains(address.getHostAddress());
  }
}
