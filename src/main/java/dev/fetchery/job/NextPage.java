package dev.fetchery.job;

/**
 * How a page of a {@code pages} source says whether, and where, the next one is. A place is a JSON
 * Pointer (RFC 6901), or a JSONPath (RFC 9535).
 */
public sealed interface NextPage {
  /** A response header that is {@code true} or {@code false}, in any case. */
  record Header(String name) implements NextPage {}

  /** A boolean in the answer, by its place. */
  record At(String pointer) implements NextPage {}

  /** The next cursor in the answer, by its place; absent, null or empty at the end. */
  record CursorAt(String pointer) implements NextPage {}

  /** The next page's URL in the answer, by its place; absent, null or empty at the end. */
  record NextAt(String pointer) implements NextPage {}

  /** A {@code Link} header (RFC 8288) of that relation. */
  record Link(String relation) implements NextPage {}

  /** Goes on until a page lists nothing. */
  record UntilEmpty() implements NextPage {}

  /** Not said: in a dry run alone, whose first page may tell. */
  record Unsaid() implements NextPage {}
}
