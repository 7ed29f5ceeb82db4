package dev.fetchery.fetcher;

import dev.fetchery.job.Fault;
import io.vertx.core.buffer.Buffer;
import java.util.List;

/**
 * A whole body on its way to its final name.
 *
 * @param body held in memory, or null where the part is whole on disk
 * @param digests what the body must come to; already compared where it is on disk
 */
record Publication(
    String part, String target, boolean replace, List<Buffer> body, Digests digests) {

  /** What came of it. */
  sealed interface Result {
    /** At its final name; the digest is null where the body was on disk. */
    record Done(String sha256) implements Result {}

    /** Another file has the name; the part is whole on disk. */
    record Taken(String sha256) implements Result {}

    /** The lease ran out meanwhile; whether the part is whole on disk by now. */
    record Late(boolean partWritten, String sha256) implements Result {}

    /** Not to be had there; nothing is left. */
    record Failed(Fault fault) implements Result {}

    /** The disk is full; nothing is left. */
    record Full(String detail) implements Result {}
  }
}
