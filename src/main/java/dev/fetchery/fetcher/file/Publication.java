package dev.fetchery.fetcher.file;

import dev.fetchery.job.Fault;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A whole body on its way to its final name.
 *
 * @param part path of its part
 * @param target path of the file
 * @param replace whether a file at the target may be replaced
 * @param body held in memory, or null where the part is whole on disk
 * @param digests what the body must come to; already compared where it is on disk
 * @param time of the file
 * @param sha256 of a body that is whole on disk, where it is kept; else null
 */
public record Publication(
    String part,
    String target,
    boolean replace,
    @Nullable List<Buffer> body,
    Digests digests,
    SavedTime time,
    @Nullable String sha256) {

  /** One whose time is that of its writing. */
  public Publication(
      String part, String target, boolean replace, @Nullable List<Buffer> body, Digests digests) {
    this(part, target, replace, body, digests, SavedTime.AS_WRITTEN, null);
  }

  /** How a publication ended. */
  public sealed interface Result {
    /**
     * The file has its final name.
     *
     * @param sha256 null where the body was on disk, or none is kept
     * @param mtimeMs its time in epoch milliseconds, or null where that is not kept
     */
    record Done(@Nullable String sha256, @Nullable Long mtimeMs) implements Result {}

    /** Another file has the name; the part is whole on disk. */
    record Taken(@Nullable String sha256) implements Result {}

    /** The lease ran out in between; whether the part is whole on disk by now. */
    record Late(boolean partWritten, @Nullable String sha256) implements Result {}

    /** It cannot be saved there; nothing is left. */
    record Failed(Fault fault) implements Result {}

    /** The disk is full; nothing is left. */
    record Full(String detail) implements Result {}
  }
}
