package dev.fetchery.fetcher.s3;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class EachTest {
  private final Map<Integer, Promise<String>> begun = new TreeMap<>();

  private Future<List<String>> ofFour() {
    return Each.of(List.of(1, 2, 3, 4), this::begin, 3);
  }

  private Future<String> begin(int number) {
    Promise<String> work = Promise.promise();
    begun.put(number, work);
    return work.future();
  }

  @Test
  void resultsAreInTheOrderOfWhatTheyAreOf() {
    Future<List<String>> all = ofFour();
    assertThat(begun).containsOnlyKeys(1, 2, 3);
    begun.get(3).complete("c");
    begun.get(4).complete("d");
    begun.get(1).complete("a");
    assertThat(all.isComplete()).isFalse();
    begun.get(2).complete("b");
    assertThat(all.result()).containsExactly("a", "b", "c", "d");
  }

  /** What is cleaned up then has nothing come after it. */
  @Test
  void failureIsToldWhenNothingIsUnderWayAnyMore() {
    Future<List<String>> all = ofFour();
    begun.get(2).fail("the first");
    begun.get(1).complete("a");
    assertThat(all.isComplete()).isFalse();
    begun.get(3).fail("the second");
    assertThat(all.cause()).hasMessage("the first");
    assertThat(begun).containsOnlyKeys(1, 2, 3);
  }

  @Test
  void workThatIsDoneAtOnceIsDone() {
    assertThat(Each.of(List.of(1, 2, 3), n -> Future.succeededFuture(-n), 2).result())
        .containsExactly(-1, -2, -3);
    assertThat(Each.of(List.of(1, 2, 3), n -> Future.failedFuture("no"), 2).cause())
        .hasMessage("no");
    assertThat(Each.of(List.of(), n -> Future.failedFuture("no")).result()).isEmpty();
  }
}
