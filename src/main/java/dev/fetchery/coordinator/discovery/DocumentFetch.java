package dev.fetchery.coordinator.discovery;

import dev.fetchery.bus.Outcome;
import dev.fetchery.bus.Sink;
import dev.fetchery.bus.Task;
import dev.fetchery.coordinator.attempt.FetchSupport;
import dev.fetchery.coordinator.attempt.TaskFactory.Asked;
import dev.fetchery.coordinator.lease.Lease;
import dev.fetchery.source.Discovery.Ask;
import dev.fetchery.source.Discovery.Document;
import dev.fetchery.source.Discovery.Failure;
import dev.fetchery.url.WebUrl;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A document that a job's source wants. */
final class DocumentFetch extends SourceFetch {
  private final Ask ask;
  private final Receiver receiver;
  private final Sink sink;
  private final @Nullable Path file;
  private final long maxBytes;
  private boolean dropped;
  private @Nullable Lease lease;

  /** Takes what came of it. */
  interface Receiver {
    void answered(Ask ask, Document document);

    void failed(Ask ask, Failure why);
  }

  /**
   * @param url that the source asks for
   * @param file where it is spooled to, or null where it is read to memory
   * @param maxBytes that it may have once it is unpacked; 0 for no limit
   */
  DocumentFetch(
      FetchSupport support,
      Receiver receiver,
      Ask ask,
      WebUrl url,
      Sink sink,
      @Nullable Path file,
      long maxBytes) {
    super(
        support,
        support.tasks().document(ask.method(), url, ask.headers(), ask.body() != null),
        ask.attempts());
    this.ask = ask;
    this.receiver = receiver;
    this.sink = sink;
    this.file = file;
    this.maxBytes = maxBytes;
  }

  /** The source does not want it any more. */
  void drop() {
    dropped = true;
    if (lease != null) {
      lease.endAs(() -> {});
      lease.stop(false);
    }
  }

  @Override
  public @Nullable Task begin(Lease by) {
    if (dropped) {
      return null;
    }
    lease = by;
    return support
        .tasks()
        .task(by.id(), -1, beginHop(), ask.body(), ask.contentType(), sink, Asked.ANYTHING);
  }

  @Override
  public void ended(Lease by, Outcome outcome) {
    lease = null;
    if (!by.endDecided() && !dropped) {
      handle(outcome);
    }
  }

  @Override
  public void lost(Lease by) {
    lease = null;
    if (!dropped) {
      repeatHop();
    }
  }

  @Override
  void read(Outcome.Read read, WebUrl url) {
    receiver.answered(ask, new Document(url, read.headers(), read.body(), file, maxBytes));
  }

  @Override
  void gaveUp(Failure why) {
    receiver.failed(ask, why);
  }

  @Override
  Object identity() {
    return job().info().id() + "/document/" + ask.number();
  }
}
