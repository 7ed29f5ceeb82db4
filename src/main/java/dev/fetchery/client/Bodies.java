package dev.fetchery.client;

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
}
