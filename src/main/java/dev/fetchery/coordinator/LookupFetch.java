package dev.fetchery.coordinator;

import dev.fetchery.bus.FetcherMessage.NameRequest;
import dev.fetchery.bus.Outcome;
import dev.fetchery.bus.Sink;
import dev.fetchery.bus.Task;
import dev.fetchery.job.ErrorCode;
import dev.fetchery.job.Fault;
import dev.fetchery.plan.Failure;
import dev.fetchery.plan.Origins;
import dev.fetchery.plan.QueuedRequest;
import dev.fetchery.plan.RedirectPolicy.Next;
import dev.fetchery.plan.RetryAfter;
import dev.fetchery.plan.RetryPolicy;
import dev.fetchery.plan.RetryPolicy.Decision;
import dev.fetchery.source.LookupFields;
import java.util.concurrent.ThreadLocalRandom;

/** The request of a lookup, for all items that need its answer. */
final class LookupFetch implements Fetch {
  private final JobRunner runner;
  private final LookupFields lookup;
  private final String url;
  private final Lookups.Found found;
  private TaskFactory.Hop hop;
  private int attempts;

  /** Whether it is in line by itself or has been leased. */
  private boolean begun;

  private boolean leased;

  LookupFetch(JobRunner runner, LookupFields lookup, String url, Lookups.Found found) {
    this.runner = runner;
    this.lookup = lookup;
    this.url = url;
    this.found = found;
    this.hop = runner.items.tasks.lookup(url);
  }

  QueuedRequest<Fetch> entry(long notBeforeMs) {
    return new QueuedRequest<>(runner.id(), Origins.host(hop.url()), this, true, notBeforeMs);
  }

  /** Puts it in line by itself, if it is not yet and has not been leased. */
  void lineUp() {
    if (!begun) {
      begun = true;
      offer(0);
    }
  }

  private void offer(long notBeforeMs) {
    runner.desk.dispatcher.offer(entry(notBeforeMs), runner.desk.nowMs());
  }

  @Override
  public JobRunner runner() {
    return runner;
  }

  @Override
  public Task begin(Lease lease) {
    if (leased || found.answered()) {
      return null;
    }
    begun = true;
    leased = true;
    if (hop.hops() == 0) {
      attempts++;
    }
    Sink sink = new Sink.ToMemory(runner.desk.options.caps().lookupBytes());
    return runner.items.tasks.task(lease.id, -1, hop, null, null, sink, TaskFactory.Asked.ANYTHING);
  }

  @Override
  public void ended(Lease lease, Outcome outcome) {
    leased = false;
    if (lease.fate != null) {
      return;
    }
    if (outcome instanceof Outcome.Read read) {
      well();
      read(read.body());
    } else if (outcome instanceof Outcome.Redirected redirected) {
      redirected(redirected);
    } else if (outcome instanceof Outcome.HttpError answer) {
      statusAnswered(answer);
    } else if (outcome instanceof Outcome.Failed broken) {
      failed(Failure.of(broken.fault(), broken.status(), broken.permanent()));
    } else {
      lost(lease);
    }
  }

  private void well() {
    runner.desk.dispatcher.host(Origins.host(hop.url())).succeeded();
  }

  private void read(byte[] body) {
    LookupFields.Result result = lookup.extract(body);
    if (result instanceof LookupFields.Fields fields) {
      found.fields(fields.values());
    } else if (result instanceof LookupFields.Failed failed) {
      found.fault(failed.fault());
    }
    runner.lookups.answered(found);
  }

  private void redirected(Outcome.Redirected redirected) {
    well();
    Next next = runner.items.tasks.follow(hop, redirected.status(), redirected.location());
    if (next instanceof Next.Follow follow) {
      hop =
          new TaskFactory.Hop(
              follow.method(), follow.url(), follow.headers(), false, hop.hops() + 1, 0);
      offer(0);
    } else if (next instanceof Next.Refuse refuse) {
      fail(refuse.fault());
    }
  }

  private void statusAnswered(Outcome.HttpError answer) {
    if (answer.status() == 404 || answer.status() == 410) {
      well();
      String detail = "the lookup's answer was " + answer.status();
      found.notFound(answer.status(), new Fault(ErrorCode.LOOKUP, detail));
      runner.lookups.answered(found);
      return;
    }
    Fault fault = new Fault(ErrorCode.HTTP_STATUS, "the answer was " + answer.status());
    failed(
        new Failure(
            fault,
            answer.status(),
            false,
            RetryAfter.waitMs(answer.retryAfter(), runner.desk.now().toEpochMilli())));
  }

  private void failed(Failure failure) {
    Decision decision =
        RetryPolicy.decide(
            runner.spec().retry(),
            attempts,
            1,
            failure,
            ThreadLocalRandom.current().nextDouble(),
            runner.desk.nowMs());
    runner.desk.troubles.judge(Origins.host(hop.url()), this, failure);
    if (decision instanceof Decision.GiveUp giveUp) {
      fail(giveUp.fault());
      return;
    }
    long waitMs = decision instanceof Decision.Again again ? again.waitMs() : 0;
    hop = runner.items.tasks.lookup(url);
    offer(runner.desk.nowMs() + waitMs);
  }

  private void fail(Fault cause) {
    String detail = cause.code() == ErrorCode.HTTP_STATUS ? cause.detail() : reason(cause);
    found.fault(new Fault(ErrorCode.LOOKUP, detail));
    runner.lookups.answered(found);
  }

  private String reason(Fault cause) {
    return "the lookup failed: " + cause.code().wire() + ", " + cause.detail();
  }

  @Override
  public void nameAsked(Lease lease, NameRequest ask) {
    throw new IllegalStateException("a lookup has no name");
  }

  @Override
  public void lost(Lease lease) {
    leased = false;
    if (hop.hops() == 0) {
      attempts--;
    }
    offer(0);
  }

  @Override
  public void giveUp(Fault fault) {
    fail(fault);
  }

  @Override
  public Object identity() {
    return runner.id() + "/lookup/" + url;
  }
}
