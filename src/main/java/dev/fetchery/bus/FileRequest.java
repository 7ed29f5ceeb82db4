package dev.fetchery.bus;

import dev.fetchery.job.Proof;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Work on the downloads directory, done by any fetcher. Paths are relative to it. */
public sealed interface FileRequest extends BusMessage {

  /** Which of these exist; answered by {@link FileAnswer.Found}. */
  record Find(List<String> paths) implements FileRequest {
    public Find {
      paths = List.copyOf(paths);
    }
  }

  /**
   * Reads files again and compares; answered by {@link FileAnswer.Checked}. At most 500 at a time.
   */
  record Check(List<Saved> files) implements FileRequest {
    public Check {
      files = List.copyOf(files);
    }
  }

  /** Removes files that are still as they were saved; answered by {@link FileAnswer.Removed}. */
  record Remove(List<Saved> files) implements FileRequest {
    public Remove {
      files = List.copyOf(files);
    }
  }

  /**
   * Removes those of these directories that are empty, in this order; {@link FileAnswer.Removed}.
   */
  record RemoveDirectories(List<String> paths) implements FileRequest {
    public RemoveDirectories {
      paths = List.copyOf(paths);
    }
  }

  /**
   * Settles part files after a restart. A part that is also linked at its target was published
   * before the crash, which is undone: both go, the proof last. Every other part not worth keeping
   * is removed. Answered by {@link FileAnswer.Recovered}.
   */
  record Recover(List<PartState> left) implements FileRequest {
    public Recover {
      left = List.copyOf(left);
    }
  }

  /**
   * Removes working files in the downloads directory's own folder that belong to none of these
   * jobs; answered by {@link FileAnswer.Removed}.
   */
  record Sweep(List<String> openJobs) implements FileRequest {
    public Sweep {
      openJobs = List.copyOf(openJobs);
    }
  }

  /**
   * Removes what a job has fetched for itself and spilled to disk; answered by {@link
   * FileAnswer.Removed}.
   */
  record DiscardSpills(String job) implements FileRequest {}

  /** Removes working files (spools, parts); answered by {@link FileAnswer.Removed}. */
  record Discard(List<String> paths) implements FileRequest {
    public Discard {
      paths = List.copyOf(paths);
    }
  }

  /**
   * Reads files and tells which are what they are claimed to be; answered by {@link
   * FileAnswer.Proved}.
   */
  record Prove(List<Claimed> files) implements FileRequest {
    public Prove {
      files = List.copyOf(files);
    }
  }

  /** A file that may be what an item expects. */
  record Claimed(long seq, String path, Proof proof) {}

  /**
   * A file as it was saved.
   *
   * @param sha256 null where it was not kept
   * @param mtimeMs its time where there is no digest, in epoch milliseconds, or {@link #ANY_TIME}
   */
  record Saved(long seq, String path, long size, @Nullable String sha256, long mtimeMs) {
    /** The time says nothing. */
    public static final long ANY_TIME = Long.MIN_VALUE;

    /** One that is known by its digest. */
    public Saved(long seq, String path, long size, String sha256) {
      this(seq, path, size, sha256, ANY_TIME);
    }
  }

  /**
   * A part that may have been left behind.
   *
   * @param target granted name, or null
   * @param keep whether the record says it can be continued
   */
  record PartState(long seq, String part, @Nullable String target, boolean keep) {}
}
