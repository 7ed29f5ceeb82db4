package dev.fetchery.sim;

import dev.fetchery.job.Completion;
import dev.fetchery.job.Item;
import dev.fetchery.job.ItemState;
import dev.fetchery.store.JobRow;
import dev.fetchery.store.JobStore;
import dev.fetchery.testing.Rig;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Compares what is stored of a job that is over with what its URLs say, and with the disk. */
record JobCheck(JobStore store, SimDisk disk) {

  /** What is wrong, one line each. */
  List<String> faults(String job, int items) {
    List<String> wrong = new ArrayList<>();
    List<Completion> completions = Rig.await(store.completions(job, 0, JobStore.PAGE));
    Set<Long> seqs = new HashSet<>();
    long n = 0;
    for (Completion one : completions) {
      if (one.n() != ++n) {
        wrong.add("completion " + one.n() + " follows " + (n - 1));
        n = one.n();
      }
      if (!seqs.add(one.item().seq())) {
        wrong.add("item " + one.item().seq() + " has two completions");
      }
    }
    List<Item> all = Rig.await(store.items(job, null, -1, JobStore.PAGE));
    if (seqs.size() != items || all.size() != items) {
      wrong.add(seqs.size() + " completions of " + all.size() + " items, of " + items);
    }
    all.forEach(item -> fault(item, wrong));
    JobRow row = Rig.await(store.job(job));
    if (row.lastN() != n || row.counters().discovered() != items) {
      wrong.add("the job counts " + row.lastN() + " of " + row.counters());
    }
    return wrong;
  }

  private void fault(Item item, List<String> wrong) {
    boolean absent = item.url().contains("/absent");
    ItemState wanted = absent ? ItemState.NOT_FOUND : ItemState.DONE;
    if (item.state() != wanted) {
      wrong.add("item " + item.seq() + " is " + item.state() + ": " + item.error());
    } else if (!absent && !disk.files().contains(String.valueOf(item.file()))) {
      wrong.add("the file of item " + item.seq() + " is not there: " + item.file());
    }
  }
}
