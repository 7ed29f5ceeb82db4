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
 * @param egress kinds of addresses that may be reached
 * @param resolver null for the one of Vert.x
 * @param headerBytes cap on the head of a response
 * @param http2 whether HTTP/2 is offered over TLS
 * @param trust certificates to trust instead of the platform's authorities, or null
 * @param ownPlaces where the program itself listens: nothing is connected to there
 * @param credentials what goes along to which origin
 * @param proxies which URLs are asked by a proxy
 */
public record ClientOptions(
    int capacity,
    String userAgent,
    Set<AddressKind> egress,
    @Nullable Resolver resolver,
    int headerBytes,
    boolean http2,
    @Nullable TrustOptions trust,
    OwnPlaces ownPlaces,
    ProxyRules proxies,
    CredentialStore credentials) {
  public ClientOptions {
    egress = Set.copyOf(egress);
  }

  /** Options of a program that listens on no port. */
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
        egress,
        resolver,
        headerBytes,
        http2,
        trust,
        OwnPlaces.here(() -> 0),
        ProxyRules.NONE,
        CredentialStore.empty());
  }

  /** Refuses connections to where the program itself listens. */
  public ClientOptions withOwnPlaces(OwnPlaces places) {
    return new ClientOptions(
        capacity,
        userAgent,
        egress,
        resolver,
        headerBytes,
        http2,
        trust,
        places,
        proxies,
        credentials);
  }

  /** Judges certificates by these, or by the platform's authorities where that is null. */
  public ClientOptions withTrust(@Nullable TrustOptions other) {
    return new ClientOptions(
        capacity,
        userAgent,
        egress,
        resolver,
        headerBytes,
        http2,
        other,
        ownPlaces,
        proxies,
        credentials);
  }

  /** Asks by these proxies. */
  public ClientOptions withProxies(ProxyRules rules) {
    return new ClientOptions(
        capacity,
        userAgent,
        egress,
        resolver,
        headerBytes,
        http2,
        trust,
        ownPlaces,
        rules,
        credentials);
  }

  /** Sends these credentials to their origins. */
  public ClientOptions withCredentials(CredentialStore store) {
    return new ClientOptions(
        capacity,
        userAgent,
        egress,
        resolver,
        headerBytes,
        http2,
        trust,
        ownPlaces,
        proxies,
        store);
  }
}
