package dev.fetchery.job;

/** What happens to an item whose target name is already taken by a file on disk. */
public enum IfExists {
  SKIP,
  OVERWRITE,
  RENAME,
  FAIL,
  REFRESH;

  /** Whether publishing may replace a file that stands there. */
  public boolean mayReplace() {
    return this == OVERWRITE || this == REFRESH;
  }
}
