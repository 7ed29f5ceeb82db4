package dev.fetchery.bus;

import dev.fetchery.job.Fault;
import dev.fetchery.job.Item;
import dev.fetchery.job.Job;
import dev.fetchery.job.Proposal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Answers to {@link Command}s. */
public sealed interface Answer extends BusMessage {

  /** The job as it is now. */
  record JobView(Job job) implements Answer {}

  /** A job was made, or the one made before under the same idempotency key. */
  record Submitted(Job job, boolean existed) implements Answer {}

  record JobViews(List<Job> jobs) implements Answer {
    public JobViews {
      jobs = List.copyOf(jobs);
    }
  }

  /**
   * What only the coordinator knows of items that have not ended.
   *
   * @param items that are being fetched
   * @param kept parts of those that wait
   */
  record ActiveItems(List<Active> items, List<Kept> kept) implements Answer {
    public ActiveItems {
      items = List.copyOf(items);
      kept = List.copyOf(kept);
    }

    /** Without parts. */
    public ActiveItems(List<Active> items) {
      this(items, List.of());
    }
  }

  record Hosts(List<HostLoad> hosts) implements Answer {
    public Hosts {
      hosts = List.copyOf(hosts);
    }
  }

  /**
   * A host, for all jobs together.
   *
   * @param state {@code ok}, {@code slowed} or {@code resting}
   * @param limit requests at once, at most
   * @param until end of its back-off, or null
   * @param active requests under way
   * @param waiting requests that could start but for its limit, a slot or their time
   * @param fault what slowed it or why it rests; null where it is {@code ok}
   */
  record HostLoad(
      String host,
      String state,
      int limit,
      @Nullable Instant until,
      int active,
      int waiting,
      @Nullable Fault fault) {}

  record FetcherNodes(List<FetcherNode> nodes) implements Answer {
    public FetcherNodes {
      nodes = List.copyOf(nodes);
    }
  }

  /**
   * A waiting item of whose body a part is kept.
   *
   * @param bytes of that part
   * @param size of the whole body where its head told it, or null
   */
  record Kept(long seq, long bytes, @Nullable Long size) {}

  /**
   * An item that is being fetched.
   *
   * @param attempts requests sent, this one included
   * @param startedAt when this one was handed out
   * @param bytes received so far
   * @param size of the whole body where its head told it, or null
   * @param node that fetches it
   */
  record Active(
      long seq,
      int attempts,
      Instant startedAt,
      long bytes,
      @Nullable Long size,
      double bytesPerSecond,
      String node) {}

  /**
   * Lists are cut at 1,000; {@code sample} at 100.
   *
   * @param proposal how the source's pages could be read, or null
   */
  record Planned(
      long items,
      long existing,
      Map<String, Long> hosts,
      List<Collision> collisions,
      List<Item> sample,
      @Nullable Proposal proposal)
      implements Answer {
    public Planned {
      collisions = List.copyOf(collisions);
      sample = List.copyOf(sample);
    }
  }

  /** Items that come to the same file. */
  record Collision(String file, List<Long> seqs) {
    public Collision {
      seqs = List.copyOf(seqs);
    }
  }

  /**
   * Lists are cut at 1,000; the counts are whole.
   *
   * @param ok whose digest is as it was saved
   * @param unverified whose size is, and whose digest was not kept
   */
  record Verified(
      long checked,
      long ok,
      long unverified,
      List<Item> missing,
      long missingCount,
      List<Item> corrupt,
      long corruptCount,
      List<Duplicates> duplicates,
      long duplicatesCount)
      implements Answer {
    public Verified {
      missing = List.copyOf(missing);
      corrupt = List.copyOf(corrupt);
      duplicates = List.copyOf(duplicates);
    }
  }

  /**
   * How far a verification is.
   *
   * @param checked files read again so far
   * @param files of the job that are to be read
   */
  record Verifying(long checked, long files) implements Answer {}

  /** Items saved with the same content. */
  record Duplicates(String sha256, List<Long> seqs) {
    public Duplicates {
      seqs = List.copyOf(seqs);
    }
  }

  record Done() implements Answer {}

  /**
   * Not done.
   *
   * @param status the HTTP status that fits: 404, 409, 422, 429, 502, 503
   * @param detail one line
   */
  record Refused(int status, String detail) implements Answer {}
}
