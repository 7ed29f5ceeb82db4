package dev.fetchery.job;

import java.util.Locale;

/** How long cookies of answers are kept; the wire name is the lower-case constant. */
public enum CookieScope {
  /** Within the redirects of one item, lookup or document. */
  ITEM,
  /** In one jar for all requests of the job, in memory. */
  JOB,
  NONE;

  public String wire() {
    return name().toLowerCase(Locale.ROOT);
  }
}
