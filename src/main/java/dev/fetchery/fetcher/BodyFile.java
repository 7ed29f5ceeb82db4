package dev.fetchery.fetcher;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;

/** A part that a body too large for memory comes into. Its methods are for the event loop. */
interface BodyFile {

  /** Where it is, relative to the downloads directory. */
  String path();

  /**
   * Begins an empty file; what an earlier attempt published at the target goes. What is written
   * before waits for it.
   */
  void create(String target, Digests expected);

  /** Takes the next bytes of the answer. */
  void write(Buffer bytes);

  /** Bytes of the answer that wait to be written. */
  long queuedBytes();

  /** Bytes that another attempt could go on behind even if the process died. */
  long continuableBytes();

  /** There is no more of the answer. Resolves when everything is on disk and closed. */
  Future<Void> finish();

  /** The digests of the whole, once it is finished. */
  Digests.Running running();

  /**
   * Closes the file, and removes it unless it is kept; does not fail.
   *
   * @return how many bytes there are from the start without a gap
   */
  Future<Long> abandon(boolean keep);

  /** Closes the file and touches nothing more. */
  void leave();
}
