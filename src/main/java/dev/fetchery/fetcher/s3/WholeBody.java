package dev.fetchery.fetcher.s3;

import java.nio.ByteBuffer;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/**
 * Publishes a body that is there as a whole.
 *
 * @param bytes may be empty
 */
record WholeBody(ByteBuffer bytes) implements Publisher<ByteBuffer> {

  @Override
  public void subscribe(Subscriber<? super ByteBuffer> subscriber) {
    Once once = new Once(subscriber, bytes);
    subscriber.onSubscribe(once);
    if (!bytes.hasRemaining()) {
      once.end();
    }
  }

  private static final class Once implements Subscription {
    private final Subscriber<? super ByteBuffer> subscriber;
    private final ByteBuffer bytes;
    private boolean over;

    Once(Subscriber<? super ByteBuffer> subscriber, ByteBuffer bytes) {
      this.subscriber = subscriber;
      this.bytes = bytes;
    }

    @Override
    public void request(long count) {
      if (!over && count > 0 && bytes.hasRemaining()) {
        over = true;
        subscriber.onNext(bytes);
        subscriber.onComplete();
      }
    }

    void end() {
      if (!over) {
        over = true;
        subscriber.onComplete();
      }
    }

    @Override
    public void cancel() {
      over = true;
    }
  }
}
