package dev.fetchery.bus;

import dev.fetchery.job.Item;
import dev.fetchery.job.Job;
import java.util.List;
import java.util.Map;

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

  record ActiveItems(List<Long> seqs) implements Answer {
    public ActiveItems {
      seqs = List.copyOf(seqs);
    }
  }

  /** Lists are cut at 1,000; {@code sample} at 100. */
  record Planned(
      long items,
      long existing,
      Map<String, Long> hosts,
      List<Collision> collisions,
      List<Item> sample)
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

  /** Lists are cut at 1,000; the counts are whole. */
  record Verified(
      long checked,
      long ok,
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
