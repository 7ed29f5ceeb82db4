package dev.fetchery.client;

import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.ext.web.client.WebClient;
import io.vertx.ext.web.client.impl.HttpContext;
import io.vertx.ext.web.client.impl.WebClientInternal;
import io.vertx.ext.web.codec.BodyCodec;
import io.vertx.ext.web.codec.spi.BodyStream;

/**
 * The way by which one request gets its connection and its response out of Vert.x's web client as
 * soon as they are there, instead of a whole response at the end.
 *
 * <p>The web client pipes a body into a stream, and ends that stream as if it were whole also when
 * the connection broke. So an interceptor takes the response over when its head has come. What the
 * interceptor sees of a request is its body codec; this class is passed as one in order to be found
 * there, and is never used as one.
 */
final class RequestTap implements BodyCodec<Void> {

  /** What becomes of one request. */
  interface Listener {
    /** A connection is there; false if the request is not wanted any more. */
    boolean connected(HttpClientRequest request);

    /** The head of the response is there; nothing of the body is read yet. */
    void responded(HttpClientResponse response);

    /** There is no connection, or no response. */
    void failed(Throwable cause);
  }

  private final Listener listener;

  RequestTap(Listener listener) {
    this.listener = listener;
  }

  /** Has every request of {@code client} give its tap what it gets. */
  static WebClient installOn(WebClient client) {
    ((WebClientInternal) client).addInterceptor(RequestTap::intercept);
    return client;
  }

  private static void intercept(HttpContext<?> context) {
    Listener listener = ((RequestTap) context.request().bodyCodec()).listener;
    switch (context.phase()) {
      case SEND_REQUEST -> {
        if (listener.connected(context.clientRequest())) {
          context.next();
        }
      }
      case RECEIVE_RESPONSE -> listener.responded(context.clientResponse());
      default -> context.next();
    }
  }

  @Override
  public BodyStream<Void> stream() {
    throw new IllegalStateException("the interceptor takes the body over");
  }
}
