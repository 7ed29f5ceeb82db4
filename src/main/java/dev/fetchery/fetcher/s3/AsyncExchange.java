package dev.fetchery.fetcher.s3;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.http.async.AsyncExecuteRequest;

/**
 * One request of the SDK and its response. The response is handed over when it is whole: of the
 * objects themselves only pieces are asked for.
 */
final class AsyncExchange {
  /** More than any answer has: a page of a list, or a piece that was asked for. */
  private static final int MOST_BYTES = 16 << 20;

  /** A longer body is read by the SDK on a worker: it is parsed there. */
  private static final int PARSED_ON_LOOP_BYTES = 1 << 10;

  private final Vertx vertx;
  private final AsyncExecuteRequest asked;
  private final CompletableFuture<Void> done = new CompletableFuture<>();

  AsyncExchange(Vertx vertx, AsyncExecuteRequest asked) {
    this.vertx = vertx;
    this.asked = asked;
  }

  /** Completes when the SDK has the whole response; the SDK ends it to give the request up. */
  CompletableFuture<Void> done() {
    return done;
  }

  @SuppressWarnings("FutureReturnValueIgnored") // what depends on it is the giving up alone
  void send(HttpClientRequest request) {
    done.whenComplete((ended, given) -> giveUp(request, given));
    orFail(() -> write(request));
  }

  private void write(HttpClientRequest request) {
    asked
        .request()
        .forEachHeader((name, values) -> values.forEach(value -> request.putHeader(name, value)));
    request.response().onSuccess(response -> receive(request, response)).onFailure(this::fail);
    boolean body =
        asked.requestContentPublisher().contentLength().map(length -> length > 0).orElse(false);
    if (body) {
      asked.requestContentPublisher().subscribe(new RequestBody(request, this::fail));
    } else {
      request.end().onFailure(this::fail);
    }
  }

  private static void giveUp(HttpClientRequest request, @Nullable Throwable given) {
    if (given != null) {
      request.reset();
    }
  }

  private void receive(HttpClientRequest request, HttpClientResponse response) {
    Buffer body = Buffer.buffer();
    response.exceptionHandler(this::fail);
    response.handler(
        bytes -> {
          if (body.length() + bytes.length() > MOST_BYTES) {
            fail(new IOException("the answer has more than " + MOST_BYTES + " bytes"));
            request.reset();
          } else {
            body.appendBuffer(bytes);
          }
        });
    response.endHandler(end -> orFail(() -> received(head(response), body)));
  }

  private static SdkHttpResponse head(HttpClientResponse response) {
    Map<String, List<String>> headers = new HashMap<>();
    response
        .headers()
        .forEach(
            (name, value) -> headers.computeIfAbsent(name, n -> new ArrayList<>(1)).add(value));
    return SdkHttpResponse.builder()
        .statusCode(response.statusCode())
        .statusText(response.statusMessage())
        .headers(headers)
        .build();
  }

  private void received(SdkHttpResponse head, Buffer body) {
    if (done.isDone()) {
      return;
    } else if (body.length() <= PARSED_ON_LOOP_BYTES) {
      handOver(head, body);
    } else {
      vertx
          .executeBlocking(
              () -> {
                handOver(head, body);
                return null;
              },
              false)
          .onFailure(this::fail);
    }
  }

  private void handOver(SdkHttpResponse head, Buffer body) {
    asked.responseHandler().onHeaders(head);
    asked.responseHandler().onStream(new WholeBody(ByteBuffer.wrap(body.getBytes())));
    done.complete(null);
  }

  /**
   * What a step throws ends the request: Vert.x would log it, and the SDK wait for its time limit.
   */
  private void orFail(Runnable step) {
    try {
      step.run();
    } catch (RuntimeException e) {
      fail(e);
    }
  }

  /** As the SDK knows what may be tried again: connections that are lost are none of Java's. */
  void fail(Throwable why) {
    if (done.isDone()) {
      return;
    }
    IOException failure =
        why instanceof IOException known ? known : new IOException(why.getMessage(), why);
    try {
      asked.responseHandler().onError(failure);
    } finally {
      done.completeExceptionally(failure);
    }
  }
}
