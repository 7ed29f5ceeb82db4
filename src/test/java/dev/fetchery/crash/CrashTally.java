package dev.fetchery.crash;

/** What a round of kills came upon. */
final class CrashTally {
  private int kills;
  private int processes;
  private int starting;
  private int discovering;
  private int idle;
  private int parts;
  private int published;
  private int cut;
  private int commands;
  private long items;
  private long requests;
  private long continued;

  /**
   * A process was killed.
   *
   * @param services that it held
   * @param notListening of those, services that were still starting
   */
  synchronized void killed(int services, int notListening) {
    processes++;
    kills += services;
    starting += notListening;
  }

  /** Whether a job was found to be discovering. */
  synchronized void discovering(boolean is) {
    discovering += is ? 1 : 0;
  }

  synchronized int discovering() {
    return discovering;
  }

  /**
   * A service was looked at.
   *
   * @param ended whether it had nothing left to do
   */
  synchronized void found(boolean ended) {
    idle += ended ? 1 : 0;
  }

  /** So many parts were found. */
  synchronized void parts(int found) {
    parts += found;
  }

  /** Whether a file was found whose item is not stored as done. */
  synchronized void published(boolean is) {
    published += is ? 1 : 0;
  }

  /** So many commands were sent. */
  synchronized void commands(int sent) {
    commands += sent;
  }

  /** Whether a body was cut by the kill. */
  synchronized void cut(boolean is) {
    cut += is ? 1 : 0;
  }

  /**
   * The jobs of a service have ended.
   *
   * @param bodies asked for
   * @param rests of these, such that were continued
   */
  synchronized void ended(int count, long bodies, long rests) {
    items += count;
    requests += bodies;
    continued += rests;
  }

  @Override
  public synchronized String toString() {
    String of =
        processes == kills
            ? kills + " kills"
            : "%d kills of a service, in %d kills of a process that holds %d"
                .formatted(kills, processes, kills / Math.max(1, processes));
    return "%s (%d while starting, %d while discovering, %d with nothing left to do), %d items,"
            .formatted(of, starting, discovering, idle, items)
        + " %d requests, %d bodies cut,".formatted(requests, cut)
        + " %d continued, %d files published and not stored, %d parts seen, %d commands"
            .formatted(continued, published, parts, commands);
  }
}
