package dev.fetchery.fetcher.file;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/** Writes a body that is too large for memory into its part. */
public interface BodyFile {

  /** Path of the part. */
  String path();

  /**
   * Begins an empty part; what an earlier attempt published at the target goes. What is written
   * before waits for it.
   */
  void create(@Nullable String target, Digests expected);

  /** Takes the next bytes of the response. */
  void write(Buffer bytes);

  /** Bytes of the response that wait to be written. */
  long queuedBytes();

  /** Bytes that another attempt could continue even if the process died. */
  long continuableBytes();

  /**
   * The response has ended. Completes when everything is on disk and the part is closed; its
   * failure has been reported before.
   */
  Future<Void> finish();

  /** The digests of the whole, once it is finished. */
  RunningDigests digests();

  /**
   * Closes the part, and removes it unless it is kept; does not fail.
   *
   * @return bytes in it from the start without a gap
   */
  Future<Long> abandon(boolean keep);

  /** Closes the part and leaves what is on disk alone. */
  void leave();
}
