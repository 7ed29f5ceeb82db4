package dev.fetchery.bus;

import java.util.List;

/** Answers to {@link FileRequest}s. */
public sealed interface FileAnswer extends BusMessage {

  /** Paths that exist, of those asked for. */
  record Found(List<String> paths) implements FileAnswer {
    public Found {
      paths = List.copyOf(paths);
    }
  }

  /** Numbers of the items whose file is gone, or is not what was saved. */
  record Checked(long ok, List<Long> missing, List<Long> corrupt) implements FileAnswer {
    public Checked {
      missing = List.copyOf(missing);
      corrupt = List.copyOf(corrupt);
    }
  }

  /** Numbers of the items whose file is the one they expect. */
  record Proved(List<Long> fitting) implements FileAnswer {
    public Proved {
      fitting = List.copyOf(fitting);
    }
  }

  /** How many were removed. */
  record Removed(long count) implements FileAnswer {}

  /**
   * After a restart.
   *
   * @param kept items whose part is there to be continued
   */
  record Recovered(List<Long> kept) implements FileAnswer {
    public Recovered {
      kept = List.copyOf(kept);
    }
  }

  /** The request could not be carried out: one line. */
  record Failed(String detail) implements FileAnswer {}
}
