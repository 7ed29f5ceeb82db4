package dev.fetchery.coordinator.lease;

import dev.fetchery.bus.FetcherMessage.NameGrant;
import dev.fetchery.bus.FetcherMessage.Stop;
import dev.fetchery.plan.QueuedRequest;
import org.jspecify.annotations.Nullable;

/** A task in the hands of a fetcher. */
public final class Lease {
  final QueuedRequest<Fetch> entry;
  final PendingAssignment assignment;

  /** Whether it uses a slot of its job and host: not while it only waits for a name. */
  boolean slot = true;

  private final long id;
  private final long sinceNanos;

  /** Made when its fetcher first says how far it is, which short tasks never do. */
  private @Nullable RecentSpeed speed;

  private long receivedBytes;
  private long size = -1;
  private boolean continues;
  private long fresh;
  private long startedWith;
  private @Nullable String remoteAddress;
  private boolean stopping;
  private @Nullable Runnable end;
  private long sentIn = Long.MAX_VALUE;
  private int missed;

  /**
   * @param assignment gathers what is to be sent to the fetcher
   * @param sinceNanos on the coordinator's {@code nanoTime}
   */
  public Lease(long id, QueuedRequest<Fetch> entry, PendingAssignment assignment, long sinceNanos) {
    this.id = id;
    this.entry = entry;
    this.assignment = assignment;
    this.sinceNanos = sinceNanos;
  }

  /** Its task goes to the fetcher in the answer to this report. */
  void sentIn(long number) {
    sentIn = number;
  }

  /** Whether the fetcher has got its task, if this is the last answer that has arrived. */
  boolean arrivedWith(long number) {
    return sentIn <= number;
  }

  /** Counts how often in a row its fetcher did not have its task. */
  int missed(boolean again) {
    missed = again ? missed + 1 : 0;
    return missed;
  }

  /** Number of its task. */
  public long id() {
    return id;
  }

  /** The node that fetches it. */
  public String node() {
    return assignment.node();
  }

  public Fetch fetch() {
    return entry.load();
  }

  public long sinceNanos() {
    return sinceNanos;
  }

  /** Body bytes so far, as reported. */
  public long receivedBytes() {
    return receivedBytes;
  }

  /** Bytes of the whole body, or -1 while they are not known. */
  public long size() {
    return size;
  }

  /** Whether its fetcher has said how far it is. */
  public boolean reported() {
    return speed != null;
  }

  /** It begins with what an earlier attempt left. */
  void continues() {
    continues = true;
  }

  /**
   * Bytes that have come since this was last asked. Of a body that is continued, what is there at
   * the first report counts as left by the earlier attempt.
   */
  public long takeFresh() {
    long taken = fresh;
    fresh = 0;
    return taken;
  }

  private long more(long bytes) {
    if (continues) {
      continues = false;
      startedWith = bytes;
    }
    long more = Math.max(0, bytes - Math.max(receivedBytes, startedWith));
    receivedBytes = bytes;
    fresh += more;
    return more;
  }

  /** What the fetcher was connected to, {@code address:port}; null before the end. */
  public @Nullable String remoteAddress() {
    return remoteAddress;
  }

  /**
   * Its task is over.
   *
   * @return bytes that have come since it was last told of
   */
  long over(long bytes, @Nullable String address) {
    remoteAddress = address;
    return more(bytes);
  }

  /** Body bytes a second, over the last seconds. */
  public double bytesPerSecond(long nowNanos) {
    return speed == null ? 0 : speed.perSecond(nowNanos, receivedBytes);
  }

  /**
   * Takes what the fetcher reports.
   *
   * @param whole size of the whole body, or -1
   * @return bytes that have come since it was last told of
   */
  public long received(long bytes, long whole, long nowNanos) {
    if (bytes < receivedBytes) {
      // The body begins anew: what comes from here on is fresh, though it was there before.
      receivedBytes = 0;
      startedWith = 0;
    }
    long more = more(bytes);
    size = whole;
    RecentSpeed noted = speed == null ? new RecentSpeed() : speed;
    noted.note(nowNanos, bytes);
    speed = noted;
    return more;
  }

  /** Tells the fetcher to give it up. */
  public void stop(boolean keepPart) {
    if (!stopping) {
      stopping = true;
      assignment.add(new Stop(id, keepPart));
    }
  }

  public boolean stopping() {
    return stopping;
  }

  /** Answers the fetcher's request for a name. */
  public void grant(String path, boolean replace) {
    assignment.add(new NameGrant(id, path, replace));
  }

  /** Decides what becomes of the fetch once its fetcher has let go of it. */
  public void endAs(Runnable action) {
    end = action;
  }

  /** Whether it is decided what becomes of the fetch; else its outcome tells. */
  public boolean endDecided() {
    return end != null;
  }

  /**
   * Does what was decided.
   *
   * @return whether something was
   */
  public boolean end() {
    if (end == null) {
      return false;
    }
    end.run();
    return true;
  }
}
