package dev.fetchery.client;

import io.netty.buffer.ByteBuf;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;
import java.nio.ByteBuffer;

/** The bytes of a body, without copying them. */
public final class Bodies {
  private Bodies() {}

  /** A view of what {@code buffer} holds; valid as long as the buffer is not changed. */
  public static ByteBuffer view(Buffer buffer) {
    return ((BufferInternal) buffer).getByteBuf().nioBuffer();
  }

  /** Gives back the memory that {@code buffer} was read into; it must not be read after this. */
  public static void release(Buffer buffer) {
    ByteBuf bytes = ((BufferInternal) buffer).getByteBuf();
    // Vert.x wraps its buffers so that the wrapper cannot be released.
    for (ByteBuf inner = bytes.unwrap(); inner != null; inner = inner.unwrap()) {
      bytes = inner;
    }
    if (DirectBufferPool.isBlock(bytes)) {
      bytes.release();
    }
  }
}
