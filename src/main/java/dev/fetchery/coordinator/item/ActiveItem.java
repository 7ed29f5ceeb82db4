package dev.fetchery.coordinator.item;

import dev.fetchery.bus.FetcherMessage.NameRequest;
import dev.fetchery.coordinator.attempt.TaskFactory.Hop;
import dev.fetchery.coordinator.discovery.LookupState;
import dev.fetchery.coordinator.lease.Lease;
import dev.fetchery.job.ItemResult;
import dev.fetchery.job.Part;
import dev.fetchery.job.PendingItem;
import dev.fetchery.plan.AttemptBudget;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An item under way, as those see it that decide what becomes of it. */
interface ActiveItem {
  PendingItem work();

  /** What was requested last. */
  Hop hop();

  /** Tells different fetches of the service apart, for the host's limiter. */
  Object identity();

  /** What its attempts so far have used. */
  AttemptBudget budget();

  // --- what becomes of it

  /** It ends. */
  void end(ItemResult result);

  /** Its redirect is followed. */
  void follow(Hop next);

  /** Where it is fetched from. */
  ItemPlace place();

  /** Which of its URLs is asked. */
  default MirrorTurn mirrors() {
    return place().mirrors();
  }

  /** Its next mirror is asked, which has all attempts that the job allows. */
  void toMirror(@Nullable Part part);

  /**
   * Another attempt, after this wait.
   *
   * @param status with which the last one was answered, or null
   * @param used what the attempts so far have used
   */
  void again(@Nullable Integer status, @Nullable Part part, long waitMs, AttemptBudget used);

  /** Back to waiting as if it had not been started. */
  void back(Lease lease, @Nullable Part part);

  /** Its file is as the origin has it; a lookup may still say that there is no such item. */
  void unchanged(Lease lease, long durationMs);

  /** Every place at which something of it may lie. */
  List<String> partPaths();

  // --- its name

  /** What the head of the answer said, for its name; null before. */
  @Nullable NameRequest nameRequest();

  /** Its lookup, or null where it has none. */
  @Nullable LookupState lookup();

  /** Whether it is active under this lease. */
  boolean heldUnder(Lease lease);

  void granted(String path);

  /** Counts a granted path that was taken on disk by another file; how many so far. */
  int pathTaken();
}
