package dev.fetchery.coordinator.item;

import dev.fetchery.bus.FetcherMessage.NameRequest;
import dev.fetchery.coordinator.attempt.TaskFactory.Hop;
import dev.fetchery.job.Header;
import dev.fetchery.job.Part;
import dev.fetchery.job.PendingItem;
import dev.fetchery.job.Validators;
import dev.fetchery.plan.AttemptBudget;
import dev.fetchery.store.JobStore.Attempted;
import dev.fetchery.url.WebUrl;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What has become of an item so far. Confined to the coordinator's event loop. */
final class ItemProgress {
  private PendingItem work;
  private AttemptBudget budget;

  /** Requests sent to those of its URLs that are not tried any more. */
  private int sentBefore;

  /** Validators of the file that is there, for a refresh. */
  private Validators validators = Validators.NONE;

  /** What is requested, or null before an attempt. */
  private @Nullable Hop hop;

  /** With what its last attempt in this process was answered; null where it was not. */
  private @Nullable Integer status;

  /** How long it took to find its file unchanged, in milliseconds; null where it was not. */
  private @Nullable Long unchangedMs;

  private @Nullable NameRequest nameRequest;
  private int pathsTaken;

  /** That of its last request in this process, or null. */
  private @Nullable String node;

  /**
   * @param attempts that the job allows
   */
  ItemProgress(PendingItem work, int attempts) {
    this.work = work;
    PendingItem.AtMirror at = work.mirror();
    this.sentBefore = at == null ? 0 : at.sentBefore();
    this.budget = AttemptBudget.stored(work.attempts() - sentBefore, attempts);
  }

  PendingItem work() {
    return work;
  }

  /** What the attempts at the URL that is tried now have used. */
  AttemptBudget budget() {
    return budget;
  }

  /** By what its request asks only for what has changed; empty where it asks for all. */
  List<Header> conditions() {
    WebUrl own = work.target();
    return validators.isEmpty() || own == null
        ? List.of()
        : validators.conditions(own.bare().text(), hop().url().text(), hop().shown());
  }

  Hop hop() {
    return Objects.requireNonNull(hop, "nothing is requested");
  }

  /** Whether it stands between the hops of an attempt. */
  boolean isRequested() {
    return hop != null;
  }

  @Nullable Long unchangedMs() {
    return unchangedMs;
  }

  /** What the head of the answer said, for its name; null before. */
  @Nullable NameRequest nameRequest() {
    return nameRequest;
  }

  /** The node that made its last request, or null where it has made none here. */
  @Nullable String node() {
    return node;
  }

  /** With what the last attempt at the URL that is tried now was answered, or null. */
  @Nullable Integer status() {
    return status;
  }

  // --- what happens to it

  /** Its part is gone. */
  void withoutPart() {
    work = work.after(work.attempts(), work.notBeforeMs(), null);
  }

  /** It is requested only if it has changed. */
  void validators(Validators known) {
    validators = known;
  }

  /** An attempt begins with this request. */
  void begin(Hop first) {
    hop = first;
    budget = budget.begun();
    work = work.after(sent(), 0, work.part());
  }

  /** A task is leased for it: what an earlier answer said does not count. */
  void leased(String by) {
    nameRequest = null;
    node = by;
  }

  void follow(Hop next) {
    hop = next;
  }

  /** Another attempt follows, not before then. */
  void again(
      @Nullable Integer answered, AttemptBudget used, long notBeforeMs, @Nullable Part part) {
    hop = null;
    status = answered;
    budget = used;
    work = work.after(sent(), notBeforeMs, part);
  }

  /** Another of its URLs is asked, which has all attempts that the job allows. */
  void toMirror(MirrorTurn turn, @Nullable Part part) {
    hop = null;
    status = null;
    sentBefore += budget.sent();
    budget = AttemptBudget.NEW;
    work = work.at(turn.at(sentBefore), part);
  }

  private int sent() {
    return sentBefore + budget.sent();
  }

  /** As if the attempt had not begun. */
  void back(@Nullable Part part) {
    hop = null;
    budget = budget.undone();
    work = work.after(sent(), 0, part);
  }

  /** So much of its body is on disk that it is to be continued. */
  void grown(Part part) {
    work = work.after(work.attempts(), work.notBeforeMs(), part);
  }

  /** What is stored of a request that is still under way: as if it had not begun. */
  Attempted underWay() {
    PendingItem before = work.after(Math.max(0, work.attempts() - 1), 0, work.part());
    return new Attempted(work.seq(), before.tried(), false);
  }

  void unchanged(long durationMs) {
    unchangedMs = durationMs;
  }

  void nameAsked(NameRequest request) {
    nameRequest = request;
  }

  void granted(String path) {
    work = work.withFile(path);
  }

  /** Counts a granted path that was taken on disk by another file; how many so far. */
  int pathTaken() {
    return ++pathsTaken;
  }
}
