package dev.fetchery.bus;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BlockingTest {
  private static final long LONG_ENOUGH_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private final Vertx vertx = Vertx.vertx();

  @AfterEach
  void close() {
    vertx.close().await();
  }

  @Test
  void listenerAddedAfterTheWorkIsDoneDoesNotOvertakeTheOneBefore() throws Exception {
    Context context = vertx.getOrCreateContext();
    List<String> order = new CopyOnWriteArrayList<>();
    CompletableFuture<Void> both = new CompletableFuture<>();
    context.runOnContext(
        v -> {
          Future<Integer> answer = Blocking.run(context, () -> 1);
          answer.onSuccess(one -> order.add("first"));
          spinUntilDone(answer);
          answer.onSuccess(one -> order.add("second")).onComplete(done -> both.complete(null));
        });

    both.get(60, TimeUnit.SECONDS);
    assertThat(order).containsExactly("first", "second");
  }

  @Test
  void whatTheWorkThrowsFailsTheAnswer() {
    Future<Object> answer =
        Blocking.run(
            vertx.getOrCreateContext(),
            () -> {
              throw new java.io.IOException("no such thing");
            });

    assertThat(answer.transform(done -> Future.succeededFuture(done.cause())).await())
        .hasMessage("no such thing");
  }

  private static void spinUntilDone(Future<?> answer) {
    long until = System.nanoTime() + LONG_ENOUGH_NANOS;
    while (!answer.isComplete() && System.nanoTime() < until) {
      Thread.onSpinWait();
    }
  }
}
