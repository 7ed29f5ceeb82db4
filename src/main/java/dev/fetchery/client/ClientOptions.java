package dev.fetchery.client;

import dev.fetchery.job.AddressKind;
import io.vertx.core.net.TrustOptions;
import java.util.Set;

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
 */
public record ClientOptions(
    int capacity,
    String userAgent,
    Set<AddressKind> egress,
    Resolver resolver,
    int headerBytes,
    boolean http2,
    TrustOptions trust) {
  public ClientOptions {
    egress = Set.copyOf(egress);
  }
}
