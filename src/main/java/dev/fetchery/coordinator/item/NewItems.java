package dev.fetchery.coordinator.item;

import dev.fetchery.coordinator.discovery.ItemMaker;
import dev.fetchery.coordinator.port.SteadyClock;
import dev.fetchery.job.Draft;
import dev.fetchery.job.ErrorCode;
import dev.fetchery.job.Fault;
import dev.fetchery.job.ItemResult;
import dev.fetchery.job.ItemState;
import dev.fetchery.naming.Naming;
import dev.fetchery.store.NewItem;
import dev.fetchery.url.WebUrl;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Makes items of what a source has named: with their paths where those are known beforehand, and
 * failed at once where they can have none. Safe for use by many threads.
 */
final class NewItems implements ItemMaker {
  private final ItemNames names;
  private final SteadyClock clock;

  NewItems(ItemNames names, SteadyClock clock) {
    this.names = names;
    this.clock = clock;
  }

  @Override
  public List<NewItem> of(List<Draft> drafts, long firstSeq) {
    boolean known = names.saves() && names.knownBeforehand();
    List<NewItem> items = new ArrayList<>(drafts.size());
    for (int i = 0; i < drafts.size(); i++) {
      items.add(of(drafts.get(i), firstSeq + i, known));
    }
    return items;
  }

  private NewItem of(Draft draft, long seq, boolean known) {
    NewItem.Numbering numbering = names.numbering();
    if (draft.fault() != null) {
      return new NewItem(draft, "", null, numbering, failed(seq, draft.fault()));
    }
    WebUrl target = draft.target();
    if (target == null) {
      String why = Objects.requireNonNullElse(WebUrl.malformed(draft.url()), "not a URL");
      Fault fault = new Fault(ErrorCode.BAD_URL, why);
      return new NewItem(draft, "", null, numbering, failed(seq, fault));
    }
    String host = target.hostAndPort();
    NewItem.Same same = names.sameness(draft);
    if (!known) {
      return new NewItem(draft, host, null, numbering, null, same);
    }
    Naming.Plan plan = names.plan(seq, draft);
    if (plan instanceof Naming.Known path) {
      return new NewItem(draft, host, path.path(), numbering, null, same);
    }
    if (plan instanceof Naming.Bad bad) {
      Fault why = new Fault(ErrorCode.BAD_NAME, bad.why());
      return new NewItem(draft, host, null, numbering, failed(seq, why));
    }
    return new NewItem(draft, host, null, numbering, null);
  }

  private ItemResult failed(long seq, Fault why) {
    return ItemResult.without(seq, ItemState.FAILED, 0, clock.now(), why);
  }
}
