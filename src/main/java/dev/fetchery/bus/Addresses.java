package dev.fetchery.bus;

import java.util.UUID;

/** Every event bus address, in one place. */
public final class Addresses {
  /** Fetchers to coordinator: {@link FetcherMessage.Hello}, answered by a welcome. */
  public static final String COORDINATOR = "fetchery.coordinator";

  /** Callers to coordinator: {@link Command}, answered by {@link Answer}. */
  public static final String COMMANDS = "fetchery.commands";

  /**
   * To any one fetcher of the same process: {@link FileRequest}, answered by {@link FileAnswer}.
   */
  public static final String FILES = "fetchery.files";

  /** Coordinator to everyone: {@link CoordinatorEvent}. */
  public static final String NEWS = "fetchery.news";

  /** Tells this process from others of the service. */
  public static final String NODE = UUID.randomUUID().toString();

  private Addresses() {}

  /**
   * Fetchers to the coordinator of this epoch: {@link FetcherMessage.Report}, answered by {@link
   * FetcherMessage.Assignment}. What is sent to a coordinator that is no more reaches no other.
   */
  public static String coordinator(long epoch) {
    return COORDINATOR + "." + epoch;
  }
}
