package dev.fetchery.coordinator.item;

/** How many outcomes of all jobs are taken and not stored yet. */
public final class OutcomeBacklog {
  private int count;

  void add(int more) {
    count += more;
  }

  void remove(int stored) {
    count -= stored;
  }

  public int count() {
    return count;
  }
}
