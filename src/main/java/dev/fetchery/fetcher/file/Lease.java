package dev.fetchery.fetcher.file;

/**
 * How long a fetcher may change what is at the paths of its tasks. Safe for use by many threads.
 */
public interface Lease {

  /** Whether the lease still has its margin, so that a file may get its name. */
  boolean mayPublish();

  /**
   * Whether what is at the paths of this session's tasks is still theirs. Once the lease is over,
   * the coordinator has what is left removed and gives the same paths to others.
   */
  boolean mayRemove();
}
