package dev.fetchery.client;

import dev.fetchery.job.AddressKind;
import io.vertx.core.net.TrustOptions;
import java.util.Set;
import java.util.function.IntSupplier;
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
 * @param ownPort port where the program itself listens, 0 while it does not: connections to it on
 *     this machine are refused, since a redirect could drive the program otherwise
 */
public record ClientOptions(
    int capacity,
    String userAgent,
    Set<AddressKind> egress,
    @Nullable Resolver resolver,
    int headerBytes,
    boolean http2,
    @Nullable TrustOptions trust,
    IntSupplier ownPort) {
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
    this(capacity, userAgent, egress, resolver, headerBytes, http2, trust, () -> 0);
  }

  /** Refuses connections to this port on this machine, where the program itself listens. */
  public ClientOptions withOwnPort(IntSupplier port) {
    return new ClientOptions(
        capacity, userAgent, egress, resolver, headerBytes, http2, trust, port);
  }
}
