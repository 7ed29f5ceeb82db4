package dev.fetchery.testing;

import io.vertx.core.Future;

/** What goes wrong with a {@link Reply}. Bytes are of the body, times in milliseconds. */
public sealed interface Trouble {

  /** Nothing does. */
  record None() implements Trouble {}

  /** Never answers. */
  record Silence() implements Trouble {}

  /** Sends so much of the body and then nothing, with the connection open. */
  record Stall(int afterBytes) implements Trouble {}

  /** Sends so much of a body that comes by its length, and the rest once that is done. */
  record Held(int afterBytes, Future<?> until) implements Trouble {}

  /** Sends so much of the body and then resets the connection (TCP RST). */
  record Reset(int afterBytes) implements Trouble {}

  /** Resets the connection instead of answering. */
  record ResetBeforeHead() implements Trouble {}

  /** Sends so much of the body and then closes the connection in an orderly way. */
  record CloseAfter(int bytes) implements Trouble {}

  /** Closes the connection instead of answering. */
  record CloseBeforeHead() implements Trouble {}

  /** Says another length than the body has. */
  record WrongLength(String declared) implements Trouble {}

  /** Sends a chunk whose size is no number. */
  record BadChunk() implements Trouble {}

  /** Sends a chunk whose size line has an endless extension. */
  record EndlessChunkExtension() implements Trouble {}

  /** Sends trailers without an end. */
  record EndlessTrailers() implements Trouble {}

  /** Sends so many bytes of the body at a time, with a pause between them. */
  record Drip(int bytes, int everyMs) implements Trouble {}

  /** Sends the head a byte at a time. */
  record SlowHead(int everyMs) implements Trouble {}

  /** Sends the body again and again, in chunks, for ever. */
  record Endless() implements Trouble {}

  /** Adds headers of so many bytes in all, in fields of so many bytes. */
  record HugeHeaders(int totalBytes, int fieldBytes) implements Trouble {}

  /** Sends this text, which need not be HTTP, and closes. */
  record NotHttp(String text) implements Trouble {}

  /** Sends early hints so often before the answer. */
  record EarlyHints(int times) implements Trouble {}

  /** Sends an interim answer of that status so often before the answer. */
  record Interim(int status, int times) implements Trouble {}

  /** Sends these bytes after the end of the body. */
  record TrailingGarbage(String text) implements Trouble {}
}
