package dev.fetchery.cluster;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a node tells the others of itself when it joins.
 *
 * @param role what it is there for
 * @param process tells it from every other process
 * @param name by which people know it
 * @param version of the program
 * @param tls whether it shows a certificate, and asks others for one
 */
public record NodeFacts(
    Role role,
    String process,
    String name,
    String version,
    boolean tls,
    Listening listening,
    FilesAt files,
    StoreAt store) {
  private static final String PREFIX = "fetchery.";
  private static final String ROLE = PREFIX + "role";
  private static final String PROCESS = PREFIX + "process";
  private static final String NAME = PREFIX + "name";
  private static final String VERSION = PREFIX + "version";
  private static final String FILES = PREFIX + "files";
  private static final String DATABASE = PREFIX + "database";
  private static final String TLS = PREFIX + "tls";
  private static final String ADDRESSES = PREFIX + "addresses";
  private static final String BUS_PORT = PREFIX + "busPort";
  private static final String WEB_PORT = PREFIX + "webPort";
  private static final String NAMES = PREFIX + "names";
  private static final String STORE_ADDRESSES = PREFIX + "storeAddresses";
  private static final String STORE_PORT = PREFIX + "storePort";

  /** What a node is there for. */
  public enum Role {
    /** Owns jobs, and may fetch. */
    COORDINATOR,
    /** Fetches alone. */
    FETCHER
  }

  /**
   * Where it listens.
   *
   * @param addresses of its machine, without those of loopback
   * @param busPort of its event bus
   * @param webPort of its interface; 0 without one
   */
  public record Listening(List<String> addresses, int busPort, int webPort) {
    public Listening {
      addresses = List.copyOf(addresses);
    }
  }

  /**
   * Its files.
   *
   * @param place says which one they are in; the same where two nodes have the same place
   * @param names the encoding in which it writes their names
   */
  public record FilesAt(String place, String names) {}

  /**
   * The database of a coordinator.
   *
   * @param database says which one it is, the same for those that have the same one; empty for a
   *     data directory of its own, and for a fetcher
   * @param addresses of its server as other machines reach it; none where there is none
   */
  public record StoreAt(String database, List<String> addresses, int port) {
    /** Of a node whose database is a file, or that has none. */
    public static final StoreAt NONE = new StoreAt("", List.of(), 0);

    public StoreAt {
      addresses = List.copyOf(addresses);
    }
  }

  /** As attributes of a member. */
  Map<String, String> attributes() {
    return Map.ofEntries(
        Map.entry(ROLE, role.name()),
        Map.entry(PROCESS, process),
        Map.entry(NAME, name),
        Map.entry(VERSION, version),
        Map.entry(FILES, files.place()),
        Map.entry(DATABASE, store.database()),
        Map.entry(TLS, String.valueOf(tls)),
        Map.entry(ADDRESSES, String.join(",", listening.addresses())),
        Map.entry(BUS_PORT, String.valueOf(listening.busPort())),
        Map.entry(WEB_PORT, String.valueOf(listening.webPort())),
        Map.entry(NAMES, files.names()),
        Map.entry(STORE_ADDRESSES, String.join(",", store.addresses())),
        Map.entry(STORE_PORT, String.valueOf(store.port())));
  }

  /** From the attributes of a member; null where it is none of this program. */
  static @Nullable NodeFacts of(Map<String, String> attributes) {
    try {
      return new NodeFacts(
          Role.valueOf(attributes.getOrDefault(ROLE, "")),
          attributes.getOrDefault(PROCESS, ""),
          attributes.getOrDefault(NAME, ""),
          attributes.getOrDefault(VERSION, ""),
          Boolean.parseBoolean(attributes.get(TLS)),
          new Listening(
              list(attributes.getOrDefault(ADDRESSES, "")),
              Integer.parseInt(attributes.getOrDefault(BUS_PORT, "")),
              Integer.parseInt(attributes.getOrDefault(WEB_PORT, ""))),
          new FilesAt(attributes.getOrDefault(FILES, ""), attributes.getOrDefault(NAMES, "")),
          new StoreAt(
              attributes.getOrDefault(DATABASE, ""),
              list(attributes.getOrDefault(STORE_ADDRESSES, "")),
              Integer.parseInt(attributes.getOrDefault(STORE_PORT, "0"))));
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private static List<String> list(String joined) {
    return joined.isEmpty() ? List.of() : List.of(joined.split(","));
  }
}
