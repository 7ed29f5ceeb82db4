package dev.fetchery.client;

import dev.fetchery.job.AddressKind;
import dev.fetchery.proxy.ProxyRules;
import io.vertx.core.net.TrustOptions;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How requests are made.
 *
 * @param capacity requests under way at once; the pools of connections are as large
 * @param userAgent sent where the request names none
 * @param headerBytes cap on the head of a response
 * @param http2 whether HTTP/2 is offered over TLS
 * @param trust certificates to trust instead of the platform's authorities, or null
 * @param credentials what goes along to which origin
 */
public record ClientOptions(
    int capacity,
    String userAgent,
    int headerBytes,
    boolean http2,
    @Nullable TrustOptions trust,
    Destinations destinations,
    CredentialStore credentials) {

  /**
   * Where requests may go, and the way there.
   *
   * @param egress kinds of addresses that may be reached
   * @param resolver null for the one of Vert.x
   * @param ownPlaces where the program itself listens: nothing is connected to there
   * @param proxies which URLs are asked by a proxy
   */
  public record Destinations(
      Set<AddressKind> egress,
      @Nullable Resolver resolver,
      OwnPlaces ownPlaces,
      ProxyRules proxies) {
    public Destinations {
      egress = Set.copyOf(egress);
    }
  }

  /** Options of a program that listens on no port, has no credentials and uses no proxy. */
  public ClientOptions(
      int capacity,
      String userAgent,
      Set<AddressKind> egress,
      @Nullable Resolver resolver,
      int headerBytes,
      boolean http2,
      @Nullable TrustOptions trust) {
    this(
        capacity,
        userAgent,
        headerBytes,
        http2,
        trust,
        new Destinations(egress, resolver, OwnPlaces.here(() -> 0), ProxyRules.NONE),
        CredentialStore.empty());
  }

  /** Asks by these proxies. */
  public ClientOptions withProxies(ProxyRules rules) {
    Destinations to =
        new Destinations(
            destinations.egress(), destinations.resolver(), destinations.ownPlaces(), rules);
    return new ClientOptions(capacity, userAgent, headerBytes, http2, trust, to, credentials);
  }

  /** Sends these credentials to their origins. */
  public ClientOptions withCredentials(CredentialStore store) {
    return new ClientOptions(capacity, userAgent, headerBytes, http2, trust, destinations, store);
  }
}
