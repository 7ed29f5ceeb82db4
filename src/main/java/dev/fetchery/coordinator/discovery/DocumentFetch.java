package dev.fetchery.coordinator.discovery;

import dev.fetchery.bus.Outcome;
import dev.fetchery.bus.Sink;
import dev.fetchery.bus.Task;
import dev.fetchery.context.MemoryBudget;
import dev.fetchery.context.MemoryBudget.Use;
import dev.fetchery.coordinator.attempt.FetchSupport;
import dev.fetchery.coordinator.attempt.TaskFactory.Asked;
import dev.fetchery.coordinator.lease.Lease;
import dev.fetchery.job.Fault;
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
  private final Place place;
  private final WebUrl url;
  private final MemoryBudget.Share share;
  private Sink sink;
  private boolean dropped;
  private @Nullable Lease lease;

  /**
   * Where it is read to.
   *
   * @param spool of a document that may be large
   * @param maxBytes that it may have, also once it is unpacked; 0 for no limit
   */
  record Place(FetchedBodies bodies, SpoolFile spool, long maxBytes) {
    Sink sink(Ask ask, String job, long task) {
      return ask.spool()
          ? new Sink.ToSpool(spool.path(), maxBytes)
          : FetchedBodies.sink(job, task, maxBytes, FetchedBodies.PAGE_BYTES);
    }

    Path file(Sink sink) {
      return sink instanceof Sink.ToMemory memory ? bodies.file(memory) : spool.file();
    }
  }

  /** Takes what came of it. */
  interface Receiver {
    void answered(Ask ask, Document document);

    void failed(Ask ask, Failure why);
  }

  /**
   * @param url that the source asks for
   */
  DocumentFetch(FetchSupport support, Receiver receiver, Ask ask, WebUrl url, Place place) {
    super(
        support,
        support.tasks().document(ask.method(), url, ask.headers(), ask.body() != null),
        ask.attempts());
    this.ask = ask;
    this.receiver = receiver;
    this.place = place;
    this.url = url;
    this.sink = place.sink(ask, support.job().info().id(), 0);
    this.share = place.bodies().memory().share(Use.DOCUMENTS);
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
    if (share.held() == 0 && !share.grow(FetchedBodies.shareBytes(FetchedBodies.PAGE_BYTES))) {
      offer(support.queue().nowMs() + FetchedBodies.AGAIN_AFTER_MS);
      return null;
    }
    lease = by;
    sink = place.sink(ask, job().info().id(), by.id());
    return support
        .tasks()
        .task(by.id(), -1, beginHop(), ask.body(), ask.contentType(), sink, Asked.ANYTHING)
        .withCookies(cookies());
  }

  @Override
  public void ended(Lease by, Outcome outcome) {
    lease = null;
    share.shrinkTo(0);
    if (!by.endDecided() && !dropped) {
      handle(outcome);
    }
  }

  @Override
  public void lost(Lease by) {
    lease = null;
    share.shrinkTo(0);
    if (!dropped) {
      repeatHop();
    }
  }

  @Override
  void read(Outcome.Read read, WebUrl url) {
    Path file = read.body() == null ? place.file(sink) : null;
    receiver.answered(ask, new Document(url, read.headers(), read.body(), file, place.maxBytes()));
  }

  @Override
  void gaveUp(Failure why) {
    Fault fault = new Fault(why.fault().code(), why.fault().detail() + ", asked for " + url);
    receiver.failed(ask, new Failure(fault, why.status(), why.sent()));
  }

  @Override
  Object identity() {
    return job().info().id() + "/document/" + ask.number();
  }
}
