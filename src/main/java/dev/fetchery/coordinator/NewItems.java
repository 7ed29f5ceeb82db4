package dev.fetchery.coordinator;

import dev.fetchery.job.Draft;
import dev.fetchery.job.ErrorCode;
import dev.fetchery.job.Fault;
import dev.fetchery.job.ItemResult;
import dev.fetchery.job.ItemState;
import dev.fetchery.naming.Naming;
import dev.fetchery.plan.Origins;
import dev.fetchery.store.NewItem;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes items of what a source has named: with their paths where those are known beforehand, and
 * failed at once where they can have none. Works off the event loop.
 */
final class NewItems {
  private final Desk desk;
  private final ItemNames naming;

  NewItems(JobRunner runner) {
    this.desk = runner.desk;
    this.naming = runner.items.naming;
  }

  List<NewItem> of(List<Draft> drafts, long firstSeq) {
    boolean known = naming.saves() && naming.knownBeforehand();
    List<NewItem> items = new ArrayList<>(drafts.size());
    for (int i = 0; i < drafts.size(); i++) {
      items.add(of(drafts.get(i), firstSeq + i, known ? naming.naming() : null));
    }
    return items;
  }

  private NewItem of(Draft draft, long seq, Naming known) {
    NewItem.Numbering numbering = naming.numbering();
    if (draft.fault() != null) {
      return new NewItem(draft, "", null, numbering, failed(seq, draft.fault()));
    }
    String host = Origins.host(draft.url());
    if (known == null) {
      return new NewItem(draft, host, null, numbering, null);
    }
    Naming.Plan plan = known.plan(seq, draft);
    if (plan instanceof Naming.Known path) {
      return new NewItem(draft, host, path.path(), numbering, null);
    }
    if (plan instanceof Naming.Bad bad) {
      Fault why = new Fault(ErrorCode.BAD_NAME, bad.why());
      return new NewItem(draft, host, null, numbering, failed(seq, why));
    }
    return new NewItem(draft, host, null, numbering, null);
  }

  private ItemResult failed(long seq, Fault why) {
    Instant now = desk.now();
    return ItemResult.without(seq, ItemState.FAILED, 0, now, why);
  }
}
