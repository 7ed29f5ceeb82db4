package dev.fetchery.bus;

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

  /** A file as it was saved. */
  record Saved(long seq, String path, long size, String sha256) {}

  /**
   * A part that may have been left behind.
   *
   * @param target granted name, or null
   * @param keep whether the record says it can be continued
   */
  record PartState(long seq, String part, @Nullable String target, boolean keep) {}
}
