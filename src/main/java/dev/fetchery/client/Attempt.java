package dev.fetchery.client;

import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.ext.web.codec.BodyCodec;
import io.vertx.ext.web.codec.spi.BodyStream;

/**
 * One try to connect to one address. Travels through the web client in the place of a body codec,
 * which is how the client's interceptor finds whose request it has before it.
 */
final class Attempt implements BodyCodec<Void> {
  private final Exchange exchange;

  Attempt(Exchange exchange) {
    this.exchange = exchange;
  }

  /** A connection is there; false if nobody waits for it any more. */
  boolean connected(HttpClientRequest request) {
    if (exchange.isCurrent(this)) {
      exchange.connected(request);
      return true;
    }
    request.exceptionHandler(e -> {});
    request.reset();
    return false;
  }

  void answered(HttpClientResponse response) {
    if (exchange.isCurrent(this)) {
      exchange.answered(response);
    } else {
      response.request().reset();
    }
  }

  void failed(Throwable cause) {
    if (exchange.isCurrent(this)) {
      exchange.attemptFailed(cause);
    }
  }

  @Override
  public BodyStream<Void> stream() {
    throw new IllegalStateException("the body is read by the exchange");
  }
}
