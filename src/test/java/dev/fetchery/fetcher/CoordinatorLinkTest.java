package dev.fetchery.fetcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fetchery.bus.Addresses;
import dev.fetchery.bus.BusMessage;
import dev.fetchery.bus.FetcherMessage;
import dev.fetchery.bus.FetcherMessage.Assignment;
import dev.fetchery.bus.FetcherMessage.Hello;
import dev.fetchery.bus.FetcherMessage.Received;
import dev.fetchery.bus.FetcherMessage.Report;
import dev.fetchery.bus.FetcherMessage.Welcome;
import dev.fetchery.bus.FetcheryCodec;
import dev.fetchery.context.ManualClock;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The lease by a clock that stands still: it lasts 10 s, of which 2 s are the margin. */
class CoordinatorLinkTest {
  private static final Welcome WELCOME = new Welcome(7, 10_000, 2_000, 1_000);

  private final ManualClock clock = new ManualClock(Instant.EPOCH);
  private final BlockingQueue<BusMessage> heard = new LinkedBlockingQueue<>();
  private final AtomicInteger drops = new AtomicInteger();
  private final AtomicInteger ran = new AtomicInteger();
  private Vertx vertx;
  private Context context;
  private CoordinatorLink link;
  private String fetcher;

  private final class CountingWork implements CoordinatorLink.Work {
    @Override
    public Map<Long, Received> received() {
      return Map.of();
    }

    @Override
    public void assigned(Assignment assignment) {}

    @Override
    public void drop() {
      drops.incrementAndGet();
    }
  }

  @BeforeEach
  void welcome() throws Exception {
    vertx = Vertx.vertx();
    FetcheryCodec.register(vertx.eventBus());
    vertx
        .eventBus()
        .<BusMessage>consumer(Addresses.COORDINATOR)
        .handler(message -> heard.add(message.body()));
    context = vertx.getOrCreateContext();
    link = new CoordinatorLink(vertx, clock, 4);
    on(
        () -> {
          link.begin(new CountingWork());
          return null;
        });
    fetcher = ((Hello) heard()).fetcher();
    tell(WELCOME);
  }

  @AfterEach
  void close() throws Exception {
    vertx.close().await(60, TimeUnit.SECONDS);
  }

  private BusMessage heard() throws Exception {
    BusMessage message = heard.poll(60, TimeUnit.SECONDS);
    assertThat(message).isNotNull();
    return message;
  }

  private <T> T on(Callable<T> action) throws Exception {
    CompletableFuture<T> done = new CompletableFuture<>();
    context.runOnContext(
        v -> {
          try {
            done.complete(action.call());
          } catch (Exception e) {
            done.completeExceptionally(e);
          }
        });
    return done.get(60, TimeUnit.SECONDS);
  }

  /** Resolves when the link may publish by what it was told. */
  private void tell(BusMessage message) throws Exception {
    vertx.eventBus().send(Addresses.fetcher(fetcher), message);
    FetcherCase.eventually(link::mayPublish);
  }

  private void pass(long ms) throws Exception {
    clock.advance(Duration.ofMillis(ms));
    on(
        () -> {
          link.tick();
          return null;
        });
  }

  private void whenLeased() throws Exception {
    on(
        () -> {
          link.whenLeased(ran::incrementAndGet);
          return null;
        });
  }

  @Test
  void nothingIsPublishedWithinTheMargin() throws Exception {
    pass(7_999);
    assertThat(link.mayPublish()).isTrue();
    pass(2);
    assertThat(link.mayPublish()).isFalse();
    assertThat(link.mayRemove()).isFalse();
    assertThat(drops).hasValue(0);
  }

  @Test
  void leaseIsRenewedFromTheSendingOfTheReportThatIsAcknowledged() throws Exception {
    Report first = (Report) heard();
    clock.advance(Duration.ofSeconds(9));
    whenLeased();
    assertThat(ran).hasValue(0);
    Report second = (Report) heard();
    assertThat(second.number()).isEqualTo(first.number() + 1);
    clock.advance(Duration.ofSeconds(7));
    tell(acknowledging(second.number()));
    assertThat(ran).hasValue(1);
    assertThat(link.mayPublish()).isTrue();
    clock.advance(Duration.ofMillis(1_001));
    assertThat(link.mayPublish()).isFalse();
  }

  @Test
  void sessionWithoutAcknowledgementEndsAndAnotherBegins() throws Exception {
    heard();
    whenLeased();
    assertThat(ran).hasValue(1);
    clock.advance(Duration.ofSeconds(9));
    whenLeased();
    pass(1_001);
    assertThat(drops).hasValue(1);
    assertThat(ran).hasValue(1);
    BusMessage next = heard();
    while (!(next instanceof Hello)) {
      next = heard();
    }
    assertThat(((Hello) next).fetcher()).isNotEqualTo(fetcher);
  }

  @Test
  void reportIsDueBeforeItsPeriodEnds() throws Exception {
    Report first = (Report) heard();
    pass(500);
    assertThat(heard).isEmpty();
    pass(400);
    assertThat(((Report) heard()).number()).isEqualTo(first.number() + 1);
  }

  private static FetcherMessage acknowledging(long number) {
    return new Assignment(7, number, List.of(), List.of(), List.of(), List.of(), Map.of());
  }
}
