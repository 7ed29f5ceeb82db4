package dev.fetchery.fetcher.s3;

/** When an object may be put at its key: never without one. */
sealed interface Condition {
  /** No object is there. */
  record Absent() implements Condition {}

  /** The object is there that has this ETag. */
  record Same(String etag) implements Condition {}

  /** No object is there. */
  Condition ABSENT = new Absent();
}
