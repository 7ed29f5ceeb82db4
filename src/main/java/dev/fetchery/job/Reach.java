package dev.fetchery.job;

/**
 * What the requests of a job may use of the service's ways out, and what they keep.
 *
 * @param proxy false where no request goes by a proxy
 * @param credentials false where no request carries the service's credentials
 * @param cookies how long cookies of answers are kept
 */
public record Reach(boolean proxy, boolean credentials, CookieScope cookies) {
  public static final Reach DEFAULT = new Reach(true, true, CookieScope.ITEM);

  public Reach withoutCredentials() {
    return new Reach(proxy, false, cookies);
  }
}
