package dev.fetchery.client;

import io.netty.buffer.ByteBuf;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;
import java.nio.ByteBuffer;

/** Bytes of a body without copying them. */
public final class Bodies {
  private Bodies() {}

  /** A view of what {@code buffer} holds; valid as long as the buffer is not changed. */
  public static ByteBuffer view(Buffer buffer) {
    return ((BufferInternal) buffer).getByteBuf().nioBuffer();
  }

  /** Says that nobody reads {@code buffer} any more: what a body was read into is used again. */
  public static void release(Buffer buffer) {
    ByteBuf bytes = ((BufferInternal) buffer).getByteBuf();
    // Vert.x shows what it wraps in such a way that it cannot be released.
    while (bytes.unwrap() != null) {
      bytes = bytes.unwrap();
    }
    if (DirectBufferPool.isBlock(bytes)) {
      bytes.release();
    }
  }
}
