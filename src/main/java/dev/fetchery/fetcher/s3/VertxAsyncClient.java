package dev.fetchery.fetcher.s3;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.TrustOptions;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.async.AsyncExecuteRequest;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;

/** The SDK's requests, sent by Vert.x. Safe for use by many threads. */
final class VertxAsyncClient implements SdkAsyncHttpClient {
  private static final int CONNECTIONS = 256;
  private static final int CONNECT_MS = 5_000;
  private static final int IDLE_S = 30;

  private final Vertx vertx;
  private final HttpClient client;

  /**
   * @param trust which certificates are believed; null for the platform's authorities
   */
  VertxAsyncClient(Vertx vertx, @Nullable TrustOptions trust) {
    this.vertx = vertx;
    HttpClientOptions options =
        new HttpClientOptions()
            .setConnectTimeout(CONNECT_MS)
            .setIdleTimeout(IDLE_S)
            .setKeepAliveTimeout(IDLE_S);
    if (trust != null) {
      options.setTrustOptions(trust);
    }
    this.client = vertx.createHttpClient(options, new PoolOptions().setHttp1MaxSize(CONNECTIONS));
  }

  @Override
  public CompletableFuture<Void> execute(AsyncExecuteRequest asked) {
    AsyncExchange exchange = new AsyncExchange(vertx, asked);
    client.request(options(asked.request())).onSuccess(exchange::send).onFailure(exchange::fail);
    return exchange.done();
  }

  private static RequestOptions options(SdkHttpRequest request) {
    String query = request.encodedQueryParameters().map(text -> '?' + text).orElse("");
    String path = request.encodedPath().isEmpty() ? "/" : request.encodedPath();
    return new RequestOptions()
        .setMethod(HttpMethod.valueOf(request.method().name()))
        .setHost(request.host())
        .setPort(request.port())
        .setSsl("https".equals(request.protocol()))
        .setURI(path + query);
  }

  @Override
  public String clientName() {
    return "Vertx";
  }

  @Override
  public void close() {
    client.close();
  }
}
