package dev.fetchery.client;

import dev.fetchery.job.AddressKind;
import io.vertx.core.net.TrustOptions;
import java.util.Set;
import java.util.function.IntSupplier;

/**
 * How requests are made.
 *
 * @param capacity requests under way at once; the pools of connections are as large
 * @param userAgent sent where the request names none
 * @param egress kinds of addresses that may be reached
 * @param resolver null for the one of Vert.x
 * @param headerBytes cap on an answer's head
 * @param http2 whether HTTP/2 is offered over TLS
 * @param trust whom to trust instead of the platform's authorities, or null
 * @param ownPort where the program itself listens, 0 while it does not: never reached on this
 *     machine, or whoever answers a request could drive it by a redirect
 */
public record ClientOptions(
    int capacity,
    String userAgent,
    Set<AddressKind> egress,
    Resolver resolver,
    int headerBytes,
    boolean http2,
    TrustOptions trust,
    IntSupplier ownPort) {
  public ClientOptions {
    egress = Set.copyOf(egress);
  }

  /** Of a program that listens on no port. */
  public ClientOptions(
      int capacity,
      String userAgent,
      Set<AddressKind> egress,
      Resolver resolver,
      int headerBytes,
      boolean http2,
      TrustOptions trust) {
    this(capacity, userAgent, egress, resolver, headerBytes, http2, trust, () -> 0);
  }

  /** The same in a program that listens there. */
  public ClientOptions withOwnPort(IntSupplier port) {
    return new ClientOptions(
        capacity, userAgent, egress, resolver, headerBytes, http2, trust, port);
  }
}
