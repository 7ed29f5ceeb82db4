package dev.fetchery.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fetchery.bus.FetcherMessage.Hello;
import dev.fetchery.bus.NodeInfo;
import dev.fetchery.bus.ProtocolRange;
import dev.fetchery.context.Clock;
import dev.fetchery.coordinator.port.StoreCalls;
import dev.fetchery.store.JobStore;
import dev.fetchery.store.JobStore.Holder;
import dev.fetchery.store.SqliteJobStore;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** For whom a coordinator waits that takes the place of another. */
class TaskHoldersTest {
  private static final String PLACE = "10.0.0.1:5702";

  @TempDir private Path dir;
  private final ExecutorService loop = Executors.newSingleThreadExecutor();
  private final Set<String> ended = new HashSet<>();
  private JobStore store;
  private TaskHolders holders;

  @BeforeEach
  void open() {
    store = SqliteJobStore.open(dir, false, Clock.system());
    holders = next();
  }

  @AfterEach
  void close() {
    store.close();
    loop.shutdown();
  }

  private TaskHolders next() {
    Neighbours neighbours =
        new Neighbours() {
          @Override
          public String placeOf(String process) {
            return process.isEmpty() ? "" : PLACE;
          }

          @Override
          public Future<Boolean> hasEnded(String place) {
            return Future.succeededFuture(ended.contains(place));
          }
        };
    return new TaskHolders(new StoreCalls(store, loop), neighbours);
  }

  private <T> T onLoop(Supplier<Future<T>> action) {
    return get(Future.future(done -> loop.execute(() -> action.get().onComplete(done))));
  }

  private <T> T get(Future<T> future) {
    return get(future.toCompletionStage());
  }

  private <T> T get(CompletionStage<T> stage) {
    try {
      return stage.toCompletableFuture().orTimeout(20, TimeUnit.SECONDS).join();
    } catch (CompletionException e) {
      throw new AssertionError(e.getCause());
    }
  }

  private void tick(String... welcome) {
    onLoop(
        () -> {
          holders.tick(Set.of(welcome));
          return Future.succeededFuture();
        });
  }

  private void admit(String fetcher, long session, String process) {
    NodeInfo node = new NodeInfo(process, "n", "1");
    Hello hello = new Hello(node, fetcher, session, 1, ProtocolRange.SPOKEN);
    onLoop(() -> holders.admit(hello));
  }

  private List<Holder> stored() {
    return get(store.holders());
  }

  private boolean isFree() {
    return onLoop(() -> Future.succeededFuture(holders.whenFree().isComplete()));
  }

  /** Two fetchers, of which the second one's place is not known, and a coordinator after theirs. */
  private void twoBefore() {
    get(store.holds(new Holder("a", PLACE)));
    get(store.holds(new Holder("b", "")));
    onLoop(holders::begin);
    assertThat(isFree()).isFalse();
  }

  @Test
  void withoutAnyBeforeThereIsNothingToWaitFor() {
    onLoop(holders::begin);
    assertThat(isFree()).isTrue();
  }

  @Test
  void fetchersAreRecordedBeforeTheyGetTasksAndForgottenWhenTheyAreGone() {
    onLoop(holders::begin);
    admit("a.1", 0, "p");
    assertThat(stored()).containsExactly(new Holder("a", PLACE));
    admit("b.1", 0, "");
    tick("a", "b");
    assertThat(stored()).hasSize(2);
    tick("b");
    assertThat(stored()).containsExactly(new Holder("b", ""));
    admit("a.2", 0, "p");
    assertThat(stored()).hasSize(2);
  }

  @Test
  void oneThatSaysHelloWithoutSessionHasGivenEverythingUp() {
    twoBefore();
    admit("a.8", 0, "p");
    assertThat(isFree()).isFalse();
    admit("b.3", 0, "");
    assertThat(isFree()).isTrue();
    assertThat(stored()).hasSize(2);
  }

  @Test
  void oneWhoseProcessHasEndedHoldsNothing() {
    twoBefore();
    tick();
    assertThat(isFree()).isFalse();
    ended.add(PLACE);
    tick();
    admit("b.3", 0, "");
    assertThat(isFree()).isTrue();
    assertThat(stored()).containsExactly(new Holder("b", ""));
  }

  @Test
  void whenTheTimeIsUpNoneIsWaitedFor() {
    twoBefore();
    onLoop(
        () -> {
          holders.waitNoMore();
          return Future.succeededFuture();
        });
    assertThat(isFree()).isTrue();
    assertThat(stored()).isEmpty();
  }

  /** A coordinator that dies while it waits leaves those whom it waited for to the next one. */
  @Test
  void thoseBeforeAreKnownToTheOneAfterTheNext() {
    twoBefore();
    admit("c.1", 0, "p");
    holders = next();
    onLoop(holders::begin);
    admit("a.9", 0, "p");
    admit("b.9", 0, "p");
    assertThat(isFree()).isFalse();
    admit("c.2", 0, "p");
    assertThat(isFree()).isTrue();
  }
}
