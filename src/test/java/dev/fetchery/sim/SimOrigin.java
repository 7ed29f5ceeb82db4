package dev.fetchery.sim;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;

/** The hosts that are asked: what they answer, and how many requests each has at once. */
public final class SimOrigin {
  /** What a request comes to. */
  public enum Kind {
    BODY,
    NOT_FOUND,
    BUSY,
    RESET,
    REDIRECT
  }

  private final Random random;
  private final int mostPerHost;
  private final Map<String, Integer> active = new HashMap<>();
  private String fault = "";
  private long requests;

  /**
   * @param mostPerHost requests that a host is to have at once
   */
  public SimOrigin(Random random, int mostPerHost) {
    this.random = random;
    this.mostPerHost = mostPerHost;
  }

  /** A request begins. */
  public void begun(String slot) {
    requests++;
    if (active.merge(slot, 1, Integer::sum) > mostPerHost) {
      fault = slot + " has " + active.get(slot) + " requests at once";
    }
  }

  public void ended(String slot) {
    active.merge(slot, -1, Integer::sum);
  }

  /** How a request to this path ends. A path says whether there is anything. */
  public Kind answer(String path) {
    if (path.contains("/absent")) {
      return Kind.NOT_FOUND;
    }
    int roll = random.nextInt(100);
    if (path.contains("/moved") && !path.endsWith("-here")) {
      return Kind.REDIRECT;
    }
    return roll < 6 ? Kind.BUSY : roll < 10 ? Kind.RESET : Kind.BODY;
  }

  /** Requests so far. */
  public long requests() {
    return requests;
  }

  /** What was wrong, or "". */
  public String fault() {
    int left = active.values().stream().mapToInt(Integer::intValue).sum();
    return fault.isEmpty() && left != 0 ? left + " requests are still under way" : fault;
  }
}
