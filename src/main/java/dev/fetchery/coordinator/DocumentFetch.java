package dev.fetchery.coordinator;

import dev.fetchery.bus.FetcherMessage.NameRequest;
import dev.fetchery.bus.Outcome;
import dev.fetchery.bus.Sink;
import dev.fetchery.bus.Task;
import dev.fetchery.job.ErrorCode;
import dev.fetchery.job.Fault;
import dev.fetchery.job.Retry;
import dev.fetchery.plan.Failure;
import dev.fetchery.plan.Origins;
import dev.fetchery.plan.QueuedRequest;
import dev.fetchery.plan.RedirectPolicy.Next;
import dev.fetchery.plan.RetryAfter;
import dev.fetchery.plan.RetryPolicy;
import dev.fetchery.plan.RetryPolicy.Decision;
import dev.fetchery.source.Discovery.Ask;
import dev.fetchery.source.Discovery.Document;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.concurrent.ThreadLocalRandom;

/** A document that a job's source wants. */
final class DocumentFetch implements Fetch {
  private final JobRunner runner;
  private final Desk desk;
  private final DiscoveryRunner finding;
  private final Ask ask;
  private TaskFactory.Hop hop;
  private int attempts;
  private boolean dropped;
  private Lease lease;

  DocumentFetch(JobRunner runner, DiscoveryRunner finding, Ask ask) {
    this.runner = runner;
    this.desk = runner.desk;
    this.finding = finding;
    this.ask = ask;
    this.hop = first();
  }

  private TaskFactory.Hop first() {
    return runner.items.tasks.document(ask.method(), ask.url(), ask.headers(), ask.body() != null);
  }

  /** The source does not want it any more. */
  void drop() {
    dropped = true;
    if (lease != null) {
      lease.fate = () -> {};
      desk.fetchers.stop(lease, false);
    }
  }

  QueuedRequest<Fetch> entry(long notBeforeMs) {
    return new QueuedRequest<>(runner.id(), Origins.host(hop.url()), this, true, notBeforeMs);
  }

  @Override
  public JobRunner runner() {
    return runner;
  }

  @Override
  public Task begin(Lease by) {
    if (dropped) {
      return null;
    }
    lease = by;
    if (hop.hops() == 0) {
      attempts++;
    }
    Sink sink =
        ask.spool()
            ? new Sink.ToSpool(finding.spoolPath(), desk.options.caps().documentBytes())
            : new Sink.ToMemory(desk.options.caps().pageBytes());
    return runner.items.tasks.task(
        by.id, -1, hop, ask.body(), ask.contentType(), sink, TaskFactory.Asked.ANYTHING);
  }

  @Override
  public void ended(Lease by, Outcome outcome) {
    lease = null;
    if (by.fate != null || dropped) {
      return;
    }
    if (outcome instanceof Outcome.Read read) {
      read(read);
    } else if (outcome instanceof Outcome.Redirected redirected) {
      redirected(redirected);
    } else if (outcome instanceof Outcome.HttpError answered) {
      Fault why = new Fault(ErrorCode.HTTP_STATUS, "the answer was " + answered.status());
      OptionalLong askedMs = RetryAfter.waitMs(answered.retryAfter(), desk.now().toEpochMilli());
      failed(new Failure(why, answered.status(), false, askedMs));
    } else if (outcome instanceof Outcome.Failed broken) {
      failed(Failure.of(broken.fault(), broken.status(), broken.permanent()));
    } else {
      lost(by);
      if (outcome instanceof Outcome.NoSpace full) {
        runner.control.noSpace(full.detail());
      }
    }
  }

  private void read(Outcome.Read read) {
    desk.dispatcher.host(Origins.host(hop.url())).succeeded();
    Path file = ask.spool() ? desk.options.downloadsDir().resolve(finding.spoolPath()) : null;
    Document document = new Document(hop.url(), read.headers(), read.body(), file);
    finding.answered(ask, document);
  }

  private void redirected(Outcome.Redirected redirected) {
    desk.dispatcher.host(Origins.host(hop.url())).succeeded();
    Next next = runner.items.tasks.follow(hop, redirected.status(), redirected.location());
    if (next instanceof Next.Follow follow) {
      hop =
          new TaskFactory.Hop(
              follow.method(),
              follow.url(),
              follow.headers(),
              follow.body() && ask.body() != null,
              hop.hops() + 1,
              0);
      desk.dispatcher.offer(entry(0), desk.nowMs());
    } else if (next instanceof Next.Refuse refuse) {
      finding.failed(ask, refuse.fault(), attempts);
    }
  }

  private void failed(Failure failure) {
    String host = Origins.host(hop.url());
    Retry retry = runner.spec().retry();
    Decision decision =
        RetryPolicy.decide(
            retry.withAttempts(Math.min(ask.attempts(), retry.attempts())),
            attempts,
            1,
            failure,
            ThreadLocalRandom.current().nextDouble(),
            desk.nowMs());
    desk.troubles.judge(host, this, failure);
    if (decision instanceof Decision.GiveUp giveUp) {
      finding.failed(ask, giveUp.fault(), attempts);
      return;
    }
    long waitMs = decision instanceof Decision.Again wait ? wait.waitMs() : 0;
    hop = first();
    desk.dispatcher.offer(entry(desk.nowMs() + waitMs), desk.nowMs());
  }

  @Override
  public void nameAsked(Lease by, NameRequest ask) {
    throw new IllegalStateException("a document has no name");
  }

  @Override
  public void lost(Lease by) {
    lease = null;
    if (dropped) {
      return;
    }
    if (hop.hops() == 0) {
      attempts--;
    }
    desk.dispatcher.offer(entry(0), desk.nowMs());
  }

  @Override
  public void giveUp(Fault fault) {
    finding.failed(ask, fault, attempts);
  }

  @Override
  public Object identity() {
    return runner.id() + "/document/" + ask.number();
  }
}
