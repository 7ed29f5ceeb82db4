package dev.fetchery.cluster;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a node tells the others of itself when it joins.
 *
 * @param role what it is there for
 * @param name by which people know it
 * @param version of the program
 * @param files says which place its files are in; the same where two nodes have the same place
 * @param tls whether it shows a certificate, and asks others for one
 * @param addresses of its machine, without those of loopback
 * @param busPort where its event bus listens
 * @param webPort where its interface listens; 0 without one, or where that is not known yet
 */
public record NodeFacts(
    Role role,
    String name,
    String version,
    String files,
    boolean tls,
    List<String> addresses,
    int busPort,
    int webPort) {
  private static final String PREFIX = "fetchery.";
  private static final String ROLE = PREFIX + "role";
  private static final String NAME = PREFIX + "name";
  private static final String VERSION = PREFIX + "version";
  private static final String FILES = PREFIX + "files";
  private static final String TLS = PREFIX + "tls";
  private static final String ADDRESSES = PREFIX + "addresses";
  private static final String BUS_PORT = PREFIX + "busPort";
  private static final String WEB_PORT = PREFIX + "webPort";

  public NodeFacts {
    addresses = List.copyOf(addresses);
  }

  /** What a node is there for. */
  public enum Role {
    /** Owns jobs, and may fetch. */
    COORDINATOR,
    /** Fetches alone. */
    FETCHER
  }

  /** As attributes of a member. */
  Map<String, String> attributes() {
    return Map.of(
        ROLE, role.name(),
        NAME, name,
        VERSION, version,
        FILES, files,
        TLS, String.valueOf(tls),
        ADDRESSES, String.join(",", addresses),
        BUS_PORT, String.valueOf(busPort),
        WEB_PORT, String.valueOf(webPort));
  }

  /** From the attributes of a member; null where it is none of this program. */
  static @Nullable NodeFacts of(Map<String, String> attributes) {
    try {
      return new NodeFacts(
          Role.valueOf(attributes.getOrDefault(ROLE, "")),
          attributes.getOrDefault(NAME, ""),
          attributes.getOrDefault(VERSION, ""),
          attributes.getOrDefault(FILES, ""),
          Boolean.parseBoolean(attributes.get(TLS)),
          List.of(attributes.getOrDefault(ADDRESSES, "").split(",")),
          Integer.parseInt(attributes.getOrDefault(BUS_PORT, "")),
          Integer.parseInt(attributes.getOrDefault(WEB_PORT, "")));
    } catch (IllegalArgumentException e) {
      return null;
    }
  }
}
