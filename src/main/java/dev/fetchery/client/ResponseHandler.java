package dev.fetchery.client;

import io.vertx.core.buffer.Buffer;

/**
 * Hears of a response as it comes. Either {@link #ended} or {@link #failed} comes last and once,
 * unless the exchange is aborted or its body discarded. All are called on the event loop that sent
 * the request.
 */
public interface ResponseHandler {

  /**
   * The head is there. Nothing of the body is read before {@link Exchange#read()}, so that its sink
   * can be chosen by what the head says.
   */
  void head(ResponseHead head);

  /** The next bytes of the body. */
  void chunk(Buffer bytes);

  /** The body is whole, as far as its framing shows. */
  void ended();

  /** There is no whole response. */
  void failed(FetchException why);
}
