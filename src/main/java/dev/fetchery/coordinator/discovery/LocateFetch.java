package dev.fetchery.coordinator.discovery;

import dev.fetchery.coordinator.attempt.FetchSupport;
import dev.fetchery.coordinator.lease.Fetch;
import dev.fetchery.job.ErrorCode;
import dev.fetchery.job.Fault;
import dev.fetchery.job.ItemState;
import dev.fetchery.plan.QueuedRequest;
import dev.fetchery.source.LookupFields;
import dev.fetchery.url.BadUrlException;
import dev.fetchery.url.WebUrl;
import java.util.HashMap;
import java.util.Map;

/** The request that says where an item is, sent when the item's turn has come. */
final class LocateFetch extends AnswerFetch {
  private final Locates.Asker asker;
  private final LocateGate gate;

  LocateFetch(
      FetchSupport support,
      LookupFields fields,
      WebUrl url,
      Locates.Asker asker,
      LocateGate gate,
      long mostBytes,
      FetchedBodies bodies) {
    super(support, support.tasks().locate(url), fields, "locate", mostBytes, bodies);
    this.asker = asker;
    this.gate = gate;
  }

  /** Its entry, in the order of its item. */
  QueuedRequest<Fetch> entry(boolean urgent, long notBeforeMs) {
    return support.entry(this, host(), urgent, notBeforeMs);
  }

  @Override
  boolean mayBegin() {
    return asker.mayBeLocated() && gate.admits(this, host());
  }

  @Override
  void begun() {
    gate.asked(this, host());
  }

  @Override
  void over() {
    gate.answered(this);
  }

  @Override
  void found(LookupFields.Result result, WebUrl from) {
    if (result instanceof LookupFields.Failed failed) {
      failed(failed.fault());
    } else if (result instanceof LookupFields.Fields fields) {
      located(fields.values(), from);
    }
    support.queue().wake();
  }

  private void located(Map<String, String> values, WebUrl from) {
    Map<String, String> fields = new HashMap<>(values);
    String location = fields.remove(LookupFields.LOCATION);
    String reference = location == null ? "" : location.strip();
    try {
      WebUrl url = WebUrl.parse(isTheAnswerItself(reference) ? "" : from.resolve(reference));
      gate.located(asker.work().seq(), url.hostAndPort());
      asker.located(new Located(url, fields, support.queue().nowMs()));
    } catch (BadUrlException e) {
      failed(new Fault(ErrorCode.BAD_URL, "locate's answer: " + e.why()));
    }
  }

  /** RFC 3986, 4.4: that was fetched already, and is not the item. */
  private static boolean isTheAnswerItself(String reference) {
    return reference.isEmpty() || reference.charAt(0) == '#';
  }

  @Override
  void absent(int status, Fault why) {
    asker.notLocated(ItemState.NOT_FOUND, status, why);
  }

  @Override
  void failed(Fault why) {
    asker.notLocated(ItemState.FAILED, null, why);
  }

  @Override
  Object identity() {
    return job().info().id() + "/locate/" + asker.work().seq();
  }
}
