package dev.fetchery.fetcher.s3;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/** Sends the body of a request as it is published: one chunk is under way at a time. */
final class RequestBody implements Subscriber<ByteBuffer> {
  private final HttpClientRequest request;
  private final Consumer<Throwable> failed;
  private @Nullable Subscription chunks;

  RequestBody(HttpClientRequest request, Consumer<Throwable> failed) {
    this.request = request;
    this.failed = failed;
  }

  @Override
  public void onSubscribe(Subscription subscription) {
    chunks = subscription;
    subscription.request(1);
  }

  @Override
  public void onNext(ByteBuffer chunk) {
    byte[] bytes = new byte[chunk.remaining()];
    chunk.get(bytes);
    Subscription more = chunks;
    if (more != null) {
      request
          .write(Buffer.buffer(bytes))
          .onSuccess(written -> more.request(1))
          .onFailure(
              e -> {
                more.cancel();
                failed.accept(e);
              });
    }
  }

  @Override
  public void onError(Throwable e) {
    failed.accept(e);
    request.reset();
  }

  @Override
  public void onComplete() {
    request.end().onFailure(failed::accept);
  }
}
