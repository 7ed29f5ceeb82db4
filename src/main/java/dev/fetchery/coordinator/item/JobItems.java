package dev.fetchery.coordinator.item;

import dev.fetchery.coordinator.attempt.FetchSupport;
import dev.fetchery.coordinator.discovery.ItemMaker;
import dev.fetchery.coordinator.discovery.Locates;
import dev.fetchery.coordinator.discovery.Lookups;
import dev.fetchery.coordinator.lease.JobEvents;
import dev.fetchery.coordinator.port.EventLoop;
import dev.fetchery.coordinator.port.ItemStore;
import java.util.HashSet;
import java.util.Set;

/**
 * The items of one job: makes the parts that work on them.
 *
 * @param admission lets them into memory
 * @param maker makes them of what discovery finds
 * @param active those in the hands of fetchers
 * @param batch what has become of them and is not stored yet
 * @param terminator ends those that wait
 * @param cleanup removes their parts
 */
public record JobItems(
    Admission admission,
    ItemMaker maker,
    ActiveItems active,
    OutcomeBatch batch,
    Lookups lookups,
    Locates locates,
    WaitingItemsTerminator terminator,
    PartCleanup cleanup) {

  /** Of a job's waiting items in memory: a share of the heap for each of a few dozen jobs. */
  private static long itemBytes(ItemEnvironment env) {
    return env.bodies().memory().part();
  }

  /**
   * @param recoverBelow items before this number may have been at work when the service ended
   */
  public static JobItems of(
      FetchSupport support, ItemEnvironment env, ItemStore store, long recoverBelow) {
    JobEvents job = support.job();
    EventLoop loop = env.loop();
    ItemNotes notes = env.notes();
    ItemNames names = new ItemNames(job.info(), env.place());
    PartPaths parts = new PartPaths();
    HeldItems held = new HeldItems(itemBytes(env), env.capacity());
    ActiveItems active = new ActiveItems();
    OutcomeBatch batch =
        new OutcomeBatch(job, store, parts, notes.backlog(), env.settler(), loop.wakeup());
    Lookups lookups =
        new Lookups(
            support,
            names::variables,
            env.roomForUnnamed(),
            env.caps().lookupBytes(),
            env.bodies());
    Locates locates =
        new Locates(
            support, names::variables, env.caps().lookupBytes(), env.bodies(), loop.timers());
    ItemServices services =
        new ItemServices(
            support,
            names,
            new ItemTasks(support, names, parts),
            new NameGranter(support, names, store, env.files(), loop.timers(), loop.clock()),
            lookups,
            locates,
            new OutcomeHandler(support, batch, notes.attempts(), notes.problems(), loop.clock()),
            batch,
            held,
            active,
            parts,
            env.files(),
            loop.clock());
    LeftItems left = new LeftItems(recoverBelow);
    Set<Long> undoing = new HashSet<>();
    NamedTwiceItems twice = new NamedTwiceItems(job, store, batch, held, loop.clock());
    batch.onEnded(twice::ended);
    Admission admission =
        new Admission(
            job,
            support.queue(),
            store,
            held,
            seq -> active.contains(seq) || batch.holds(seq) || undoing.contains(seq),
            new ItemPreparer(services, store, twice, loop.timers(), left),
            loop.timers());
    PartCleanup cleanup = new PartCleanup(names, store, env.files(), left);
    return new JobItems(
        admission,
        new NewItems(names, loop.clock()),
        active,
        batch,
        lookups,
        locates,
        new WaitingItemsTerminator(job, store, active, batch, held, cleanup, loop.clock(), undoing),
        cleanup);
  }
}
