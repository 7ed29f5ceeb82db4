package dev.fetchery.coordinator.port;

import dev.fetchery.bus.Addresses;
import dev.fetchery.bus.BusRequests;
import dev.fetchery.bus.FileAnswer;
import dev.fetchery.bus.FileRequest;
import dev.fetchery.context.Clock;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;

/**
 * {@link FileService} over the event bus, by the fetchers of this process. The first of them may
 * still be to come. Every request may be carried out twice with the same result, so one that is not
 * answered in time, for its fetcher may be gone, is asked again; each time with more patience.
 */
public final class BusFileService implements FileService {
  private static final long PATIENCE_MS = 30_000;
  private static final int MOST_TIMES = 6;
  private static final long FETCHERS_COME_WITHIN_MS = 5_000;
  private static final long LOOK_AGAIN_MS = 50;

  private final Vertx vertx;
  private final Clock clock;
  private final long patienceMs;

  public BusFileService(Vertx vertx, Clock clock) {
    this(vertx, clock, PATIENCE_MS);
  }

  /**
   * @param patienceMs for the answer to a request that reads no files
   */
  BusFileService(Vertx vertx, Clock clock, long patienceMs) {
    this.vertx = vertx;
    this.clock = clock;
    this.patienceMs = patienceMs;
  }

  @Override
  public Future<FileAnswer> ask(FileRequest request) {
    return ask(request, clock.monotonicMs() + FETCHERS_COME_WITHIN_MS, 1);
  }

  private Future<FileAnswer> ask(FileRequest request, long untilMs, int time) {
    long patience = FilePatience.ms(request, patienceMs) << time - 1;
    DeliveryOptions how = new DeliveryOptions().setSendTimeout(patience).setLocalOnly(true);
    return BusRequests.ask(vertx.eventBus(), Addresses.FILES, request, FileAnswer.class, how)
        .compose(
            answer ->
                answer instanceof FileAnswer.Failed failed
                    ? Future.failedFuture(failed.detail())
                    : Future.succeededFuture(answer))
        .recover(e -> again(request, untilMs, time, e));
  }

  private Future<FileAnswer> again(FileRequest request, long untilMs, int time, Throwable cause) {
    if (is(cause, ReplyFailure.TIMEOUT) && time < MOST_TIMES) {
      return ask(request, clock.monotonicMs() + FETCHERS_COME_WITHIN_MS, time + 1);
    }
    return is(cause, ReplyFailure.NO_HANDLERS) && clock.monotonicMs() < untilMs
        ? vertx.timer(LOOK_AGAIN_MS).compose(t -> ask(request, untilMs, time))
        : Future.failedFuture(cause);
  }

  private static boolean is(Throwable e, ReplyFailure failure) {
    return e instanceof ReplyException reply && reply.failureType() == failure;
  }
}
