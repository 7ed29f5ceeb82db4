package dev.fetchery.bus;

/**
 * A node of the service: a process, by the name that its operator knows it by.
 *
 * @param process tells it from every other process, also from one before it under the same name
 * @param name as it is configured: see {@code dev.fetchery.job.NodeName}
 * @param version the release that it runs
 */
public record NodeInfo(String process, String name, String version) {
  /** This process, where it was given no name. */
  public static final NodeInfo UNNAMED = new NodeInfo(Addresses.NODE, "node", "unknown");

  /** This process. */
  public static NodeInfo ofThisProcess(String name, String version) {
    return new NodeInfo(Addresses.NODE, name, version);
  }
}
