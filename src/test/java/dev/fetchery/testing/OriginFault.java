package dev.fetchery.testing;

import io.vertx.core.Future;

/** What is wrong with a {@link Reply}. Bytes are of the body, times in milliseconds. */
public sealed interface OriginFault {

  /** Nothing. */
  record None() implements OriginFault {}

  /** Never answers. */
  record Silence() implements OriginFault {}

  /** Sends the beginning of the body and then nothing, with the connection open. */
  record Stall(int afterBytes) implements OriginFault {}

  /** Sends the beginning of a body with a length, and the remainder once the future completes. */
  record Held(int afterBytes, Future<?> until) implements OriginFault {}

  /** Sends the beginning of the body and then resets the connection (TCP RST). */
  record Reset(int afterBytes) implements OriginFault {}

  /** Resets the connection instead of answering. */
  record ResetBeforeHead() implements OriginFault {}

  /** Sends the beginning of the body and then closes the connection. */
  record CloseAfter(int bytes) implements OriginFault {}

  /** Closes the connection instead of answering. */
  record CloseBeforeHead() implements OriginFault {}

  /** Declares a length that the body does not have. */
  record WrongLength(String declared) implements OriginFault {}

  /** Sends a chunk whose size is no number. */
  record BadChunk() implements OriginFault {}

  /** Sends a chunk whose size line has an endless extension. */
  record EndlessChunkExtension() implements OriginFault {}

  /** Sends trailers without an end. */
  record EndlessTrailers() implements OriginFault {}

  /** Sends a few bytes of the body at a time, with a pause between them. */
  record Drip(int bytes, int everyMs) implements OriginFault {}

  /** Sends the head a byte at a time. */
  record SlowHead(int everyMs) implements OriginFault {}

  /** Sends the body again and again, in chunks, for ever. */
  record Endless() implements OriginFault {}

  /** Adds headers with this total size, in fields of this size. */
  record HugeHeaders(int totalBytes, int fieldBytes) implements OriginFault {}

  /** Sends this text instead of HTTP, and closes. */
  record NotHttp(String text) implements OriginFault {}

  /** Sends this text, a char a byte, instead of the response, and keeps the connection. */
  record Verbatim(String text) implements OriginFault {}

  /** Sends early hints (103) this many times before the response. */
  record EarlyHints(int times) implements OriginFault {}

  /** Sends an interim response (1xx) this many times before the response. */
  record Interim(int status, int times) implements OriginFault {}

  /** Sends these bytes after the end of the body. */
  record TrailingGarbage(String text) implements OriginFault {}
}
