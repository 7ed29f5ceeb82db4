package dev.fetchery.bus;

/** Every event bus address, in one place. */
public final class Addresses {
  /** Fetchers to coordinator: {@link FetcherMessage.Hello}, {@link FetcherMessage.Report}. */
  public static final String COORDINATOR = "fetchery.coordinator";

  /** Callers to coordinator: {@link Command}, answered by {@link Answer}. */
  public static final String COMMANDS = "fetchery.commands";

  /** To any one fetcher: {@link FileRequest}, answered by {@link FileAnswer}. */
  public static final String FILES = "fetchery.files";

  /** Coordinator to everyone: {@link CoordinatorEvent}. */
  public static final String NEWS = "fetchery.news";

  private Addresses() {}

  /**
   * Coordinator to one fetcher: {@link FetcherMessage.Welcome}, {@link FetcherMessage.Assignment}.
   */
  public static String fetcher(String fetcherId) {
    return "fetchery.fetcher." + fetcherId;
  }
}
