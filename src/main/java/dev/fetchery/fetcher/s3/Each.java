package dev.fetchery.fetcher.s3;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One piece of work for each of many, several at a time. Confined to the context that it is begun
 * on, where the work completes.
 */
final class Each<T, R extends @Nullable Object> {
  /** As many as keep a store busy over a wide network, and are few among its connections. */
  private static final int AT_ONCE = 16;

  private final List<T> all;
  private final Function<T, Future<R>> work;
  private final List<@Nullable R> results;
  private final Promise<List<R>> done = Promise.promise();
  private int next;
  private int underWay;
  private @Nullable Throwable failure;

  private Each(List<T> all, Function<T, Future<R>> work) {
    this.all = all;
    this.work = work;
    this.results = new ArrayList<>(Collections.nCopies(all.size(), null));
  }

  /**
   * The results in the order of what they are of. Fails with the first failure, when nothing is
   * under way any more.
   */
  static <T, R extends @Nullable Object> Future<List<R>> of(
      List<T> all, Function<T, Future<R>> work) {
    return of(all, work, AT_ONCE);
  }

  /**
   * As {@link #of(List, Function)}.
   *
   * @param atOnce how many are under way at a time
   */
  static <T, R extends @Nullable Object> Future<List<R>> of(
      List<T> all, Function<T, Future<R>> work, int atOnce) {
    Each<T, R> each = new Each<>(List.copyOf(all), work);
    if (all.isEmpty()) {
      return Future.succeededFuture(List.of());
    }
    for (int i = 0; i < atOnce; i++) {
      each.goOn();
    }
    return each.done.future();
  }

  private void goOn() {
    if (next < all.size() && failure == null) {
      begin(next++);
    } else if (underWay == 0) {
      end();
    }
  }

  private void begin(int index) {
    underWay++;
    work.apply(all.get(index))
        .onComplete(
            ended -> {
              underWay--;
              if (ended.succeeded()) {
                results.set(index, ended.result());
              } else if (failure == null) {
                failure = ended.cause();
              }
              goOn();
            });
  }

  private void end() {
    if (failure == null) {
      done.tryComplete(castResults());
    } else {
      done.tryFail(failure);
    }
  }

  @SuppressWarnings({"unchecked", "NullAway"}) // every place holds its result by now
  private List<R> castResults() {
    return (List<R>) (List<?>) results;
  }
}
