package dev.fetchery.fetcher.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.http.async.AsyncExecuteRequest;
import software.amazon.awssdk.http.async.SdkAsyncHttpResponseHandler;
import software.amazon.awssdk.http.async.SdkHttpContentPublisher;

/** Responses that the SDK's own code cannot take. */
class AsyncExchangeTest {
  private final Vertx vertx = Vertx.vertx();

  // Vert.x closes a client or a server that is not referred to.
  private final HttpClient client = vertx.createHttpClient();
  private @Nullable HttpServer server;

  /** Where the SDK's code fails: what it is told of the failure. */
  private static final class Failing implements SdkAsyncHttpResponseHandler {
    final CompletableFuture<Throwable> told = new CompletableFuture<>();
    private final boolean alsoThen;

    Failing(boolean alsoThen) {
      this.alsoThen = alsoThen;
    }

    @Override
    public void onHeaders(SdkHttpResponse headers) {
      throw new IllegalStateException("cannot take it");
    }

    @Override
    public void onStream(Publisher<ByteBuffer> stream) {
      throw new AssertionError("has no head");
    }

    @Override
    public void onError(Throwable error) {
      told.complete(error);
      if (alsoThen) {
        throw new IllegalStateException("nor its failure");
      }
    }
  }

  private static final class NoBody implements SdkHttpContentPublisher {
    @Override
    public Optional<Long> contentLength() {
      return Optional.of(0L);
    }

    @Override
    public void subscribe(Subscriber<? super ByteBuffer> subscriber) {
      throw new AssertionError("has no content");
    }
  }

  @AfterEach
  void close() throws Exception {
    assertThat(server).isNotNull();
    vertx.close().await(60, TimeUnit.SECONDS);
  }

  private CompletableFuture<Void> answer(int bytes, Failing handler) throws Exception {
    return answer(bytes, SdkHttpRequest.builder(), handler);
  }

  private CompletableFuture<Void> answer(int bytes, SdkHttpRequest.Builder request, Failing handler)
      throws Exception {
    HttpServer listening =
        vertx
            .createHttpServer()
            .requestHandler(r -> r.response().end(Buffer.buffer(new byte[bytes])))
            .listen(0, "127.0.0.1")
            .await(60, TimeUnit.SECONDS);
    server = listening;
    URI at = URI.create("http://127.0.0.1:" + listening.actualPort() + "/");
    AsyncExecuteRequest asked =
        AsyncExecuteRequest.builder()
            .request(request.uri(at).method(SdkHttpMethod.GET).build())
            .requestContentPublisher(new NoBody())
            .responseHandler(handler)
            .build();
    AsyncExchange exchange = new AsyncExchange(vertx, asked);
    client.request(HttpMethod.GET, at.getPort(), at.getHost(), "/").onSuccess(exchange::send);
    return exchange.done();
  }

  @Test
  void requestThatCannotBeMadeEnds() throws Exception {
    Failing handler = new Failing(false);
    SdkHttpRequest.Builder request = SdkHttpRequest.builder().putHeader("bad name", "a");
    CompletableFuture<Void> done = answer(10, request, handler);
    assertThat(handler.told.get(20, TimeUnit.SECONDS)).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> done.get(20, TimeUnit.SECONDS)).hasCauseInstanceOf(IOException.class);
  }

  /** Short responses are handed over on the event loop, longer ones on a worker. */
  @ParameterizedTest
  @ValueSource(ints = {10, 10_000})
  void failureOfTheReaderEndsTheRequest(int bytes) throws Exception {
    Failing handler = new Failing(false);
    CompletableFuture<Void> done = answer(bytes, handler);
    assertThat(handler.told.get(20, TimeUnit.SECONDS)).hasMessage("cannot take it");
    assertThatThrownBy(() -> done.get(20, TimeUnit.SECONDS))
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(IOException.class)
        .hasRootCauseMessage("cannot take it");
  }

  @ParameterizedTest
  @ValueSource(ints = {10, 10_000})
  void readerThatCannotTakeTheFailureHoldsUpNothing(int bytes) throws Exception {
    CompletableFuture<Void> done = answer(bytes, new Failing(true));
    assertThatThrownBy(() -> done.get(20, TimeUnit.SECONDS))
        .isInstanceOf(ExecutionException.class)
        .hasRootCauseMessage("cannot take it");
  }
}
