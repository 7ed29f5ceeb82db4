package dev.fetchery.credential;

import dev.fetchery.cookie.Cookie;
import dev.fetchery.cookie.CookieJar;
import dev.fetchery.url.WebUrl;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which credentials go to which origin, and to no other. */
public final class CredentialRules {
  public static final CredentialRules NONE = new CredentialRules(Map.of(), Map.of());

  private final Map<String, List<Credential>> byOrigin;

  /** Cookies of a file, by origin; those of the empty one go wherever they fit. */
  private final Map<String, CookieJar> cookies;

  private CredentialRules(Map<String, List<Credential>> byOrigin, Map<String, CookieJar> cookies) {
    this.byOrigin = Map.copyOf(byOrigin);
    this.cookies = Map.copyOf(cookies);
  }

  /** Gathers the entries of a file. */
  public static final class Builder {
    private final Map<String, List<Credential>> byOrigin = new LinkedHashMap<>();
    private final Map<String, CookieJar> cookies = new LinkedHashMap<>();

    /** Sends a credential to an origin, as {@link WebUrl#origin()} writes it. */
    public Builder add(String origin, Credential credential) {
      byOrigin.computeIfAbsent(origin, o -> new ArrayList<>()).add(credential);
      return this;
    }

    /**
     * Sends a cookie where it fits.
     *
     * @param origin to this one alone; empty for any
     */
    public Builder add(String origin, Cookie cookie) {
      cookies.computeIfAbsent(origin, o -> new CookieJar()).put(cookie, Long.MIN_VALUE);
      return this;
    }

    public CredentialRules build() {
      return new CredentialRules(byOrigin, cookies);
    }
  }

  public boolean isEmpty() {
    return byOrigin.isEmpty() && cookies.isEmpty();
  }

  /** What goes to the URL's origin. */
  public List<Credential> of(WebUrl url) {
    return byOrigin.getOrDefault(url.origin(), List.of());
  }

  /** The cookies that go along, as the value of {@code Cookie}, or null. */
  public @Nullable String cookies(WebUrl url, long nowMs) {
    CookieJar bound = cookies.get(url.origin());
    CookieJar free = cookies.get("");
    String one = bound == null ? null : bound.header(url, nowMs);
    String other = free == null ? null : free.header(url, nowMs);
    return one == null || other == null ? (one == null ? other : one) : one + "; " + other;
  }

  /** Every credential there is. */
  public List<Credential> all() {
    return byOrigin.values().stream().flatMap(Collection::stream).toList();
  }

  /** The origins alone. */
  @Override
  public String toString() {
    return "CredentialRules" + byOrigin.keySet();
  }
}
