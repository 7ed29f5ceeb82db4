package dev.fetchery.coordinator.port;

import dev.fetchery.bus.Addresses;
import dev.fetchery.bus.FileAnswer;
import dev.fetchery.bus.FileRequest;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;

/** {@link FileService} over the event bus. The first fetcher may still be to come. */
public final class BusFileService implements FileService {
  /** Hashing many large files takes long. */
  private static final DeliveryOptions PATIENT = new DeliveryOptions().setSendTimeout(3_600_000);

  private static final long FETCHERS_COME_WITHIN_MS = 5_000;
  private static final long LOOK_AGAIN_MS = 50;

  private final Vertx vertx;
  private final SteadyClock clock;

  public BusFileService(Vertx vertx, SteadyClock clock) {
    this.vertx = vertx;
    this.clock = clock;
  }

  @Override
  public Future<FileAnswer> ask(FileRequest request) {
    return ask(request, clock.nowMs() + FETCHERS_COME_WITHIN_MS);
  }

  private Future<FileAnswer> ask(FileRequest request, long untilMs) {
    return vertx
        .eventBus()
        .<FileAnswer>request(Addresses.FILES, request, PATIENT)
        .map(Message::body)
        .compose(
            body ->
                body instanceof FileAnswer.Failed failed
                    ? Future.failedFuture(failed.detail())
                    : Future.succeededFuture(body))
        .recover(
            e ->
                noFetcher(e) && clock.nowMs() < untilMs
                    ? vertx.timer(LOOK_AGAIN_MS).compose(t -> ask(request, untilMs))
                    : Future.failedFuture(e));
  }

  private static boolean noFetcher(Throwable e) {
    return e instanceof ReplyException reply && reply.failureType() == ReplyFailure.NO_HANDLERS;
  }
}
