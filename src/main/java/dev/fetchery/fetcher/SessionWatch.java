package dev.fetchery.fetcher;

/** Hears how a fetcher gets on with the coordinator, on the fetcher's event loop. */
public interface SessionWatch {
  /** Hears nothing. */
  SessionWatch NONE =
      new SessionWatch() {
        @Override
        public void welcomed() {}

        @Override
        public void lost() {}

        @Override
        public void refused(String why) {}
      };

  /** A session has begun. */
  void welcomed();

  /** The session is over; what it held is given up. */
  void lost();

  /**
   * The coordinator takes no fetcher like this one.
   *
   * @param why one line
   */
  void refused(String why);
}
