package dev.fetchery.job;

import org.jspecify.annotations.Nullable;

/**
 * Where and how items are saved.
 *
 * @param dir directory template inside the downloads directory, or null for the default
 * @param as file name template, or null for the default
 * @param keep what is kept of a body beside its bytes
 */
public record Save(@Nullable String dir, @Nullable String as, IfExists ifExists, Keep keep) {

  /**
   * What is kept of a body beside its bytes.
   *
   * @param digest whether its SHA-256 is computed
   * @param serverTime whether the file gets the time of {@code Last-Modified}
   */
  public record Keep(boolean digest, boolean serverTime) {
    /** The digest, and the time at which the file was saved. */
    public static final Keep DEFAULT = new Keep(true, false);
  }

  /** Keeps what is kept by default. */
  public Save(@Nullable String dir, @Nullable String as, IfExists ifExists) {
    this(dir, as, ifExists, Keep.DEFAULT);
  }
}
