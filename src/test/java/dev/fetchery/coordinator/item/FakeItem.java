package dev.fetchery.coordinator.item;

import dev.fetchery.bus.FetcherMessage.NameRequest;
import dev.fetchery.coordinator.attempt.FetchAttempts;
import dev.fetchery.coordinator.attempt.TaskFactory.Hop;
import dev.fetchery.coordinator.discovery.LookupState;
import dev.fetchery.coordinator.fake.FakeItemStore;
import dev.fetchery.coordinator.lease.Lease;
import dev.fetchery.job.ItemResult;
import dev.fetchery.job.Part;
import dev.fetchery.job.PendingItem;
import dev.fetchery.plan.AttemptBudget;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An item that notes what becomes of it. */
final class FakeItem implements ActiveItem {
  final List<String> steps = new ArrayList<>();

  /** What was kept of the body of an item that went back, or null. */
  @Nullable Part kept;

  PendingItem work;
  Hop hop;
  @Nullable ItemResult result;
  private final ItemPlace place;
  private AttemptBudget budget;

  FakeItem(Hop hop, int attempts) {
    this.hop = hop;
    this.work =
        FakeItemStore.pending(7, hop.url().text(), FetchAttempts.host(hop))
            .after(attempts, 0, null);
    this.place = new ItemPlace(work);
    this.budget = new AttemptBudget(attempts, 0, 0, 0, 0, 0);
  }

  @Override
  public PendingItem work() {
    return work;
  }

  @Override
  public Hop hop() {
    return hop;
  }

  @Override
  public Object identity() {
    return "item";
  }

  @Override
  public void end(ItemResult ended) {
    result = ended;
    steps.add("ends " + ended.state().wire());
  }

  @Override
  public void follow(Hop next) {
    steps.add("follows " + next.url().text());
  }

  @Override
  public AttemptBudget budget() {
    return budget;
  }

  @Override
  public ItemPlace place() {
    return place;
  }

  @Override
  public void toMirror(@Nullable Part part) {
    steps.add("to mirror");
  }

  @Override
  public void again(
      @Nullable Integer status, @Nullable Part part, long waitMs, AttemptBudget used) {
    budget = used;
    steps.add("again after " + waitMs);
  }

  @Override
  public void back(Lease lease, @Nullable Part part) {
    kept = part;
    steps.add("back");
  }

  @Override
  public void unchanged(Lease lease, long durationMs) {
    steps.add("unchanged");
  }

  @Override
  public List<String> partPaths() {
    return List.of("part");
  }

  @Override
  public @Nullable NameRequest nameRequest() {
    return null;
  }

  @Override
  public @Nullable LookupState lookup() {
    return null;
  }

  @Override
  public boolean heldUnder(Lease lease) {
    return true;
  }

  @Override
  public void granted(String path) {
    steps.add("granted " + path);
  }

  @Override
  public int pathTaken() {
    return 1;
  }
}
