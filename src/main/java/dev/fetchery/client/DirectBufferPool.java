package dev.fetchery.client;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.buffer.UnpooledDirectByteBuf;
import io.netty.channel.DefaultMaxMessagesRecvByteBufAllocator;
import java.nio.ByteBuffer;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;

/**
 * Memory that connections read into. While a lot comes at a time, they read into blocks outside the
 * heap that go to the file as they are, and are used again once they are written and {@linkplain
 * Bodies#release released}. A block that is not released is collected with what holds it: nothing
 * leaks. What comes in small pieces is read as Netty does, and Vert.x copies it to the heap.
 *
 * <p>Taken from by one event loop, given back to by any thread.
 */
final class DirectBufferPool extends DefaultMaxMessagesRecvByteBufAllocator {
  static final int BLOCK_BYTES = 256 << 10;

  /** Fewer bytes than this are copied, so that a few do not hold a whole block. */
  static final int WORTH_A_BLOCK = BLOCK_BYTES / 4;

  private static final int FIRST_BYTES = 16 << 10;
  private static final int LEAST_BYTES = 2 << 10;
  private static final int STEP = 4;

  /** Most free blocks that are kept for the next reads. */
  private static final int KEPT = 128;

  private final BufferMemory memory;

  /** Of the first read: responses of all connections may come at the same time. */
  private final int firstBytes;

  private final Queue<ByteBuffer> free;

  /**
   * Blocks for connections.
   *
   * @param connections that may be read at once
   */
  DirectBufferPool(BufferMemory memory, int connections) {
    this.memory = memory;
    this.firstBytes =
        (int) Math.max(LEAST_BYTES, Math.min(FIRST_BYTES, memory.limit() / connections));
    this.free =
        new ArrayBlockingQueue<>((int) Math.max(1, Math.min(KEPT, memory.limit() / BLOCK_BYTES)));
  }

  static boolean isBlock(ByteBuf bytes) {
    return bytes instanceof Block || bytes.unwrap() instanceof Block;
  }

  private Block take() {
    ByteBuffer block = free.poll();
    return new Block(block == null ? ByteBuffer.allocateDirect(BLOCK_BYTES) : block, free);
  }

  @Override
  public Reads newHandle() {
    return new Reads();
  }

  /**
   * Reading by one connection: it reads more at a time while reads are filled, and less when they
   * are not.
   */
  final class Reads extends MaxMessageHandle {
    private int next = firstBytes;

    @Override
    public int guess() {
      return memory.isTight() ? LEAST_BYTES : next;
    }

    @Override
    public ByteBuf allocate(ByteBufAllocator allocator) {
      int bytes = guess();
      return bytes == BLOCK_BYTES ? take() : allocator.ioBuffer(bytes);
    }

    @Override
    public void lastBytesRead(int bytes) {
      if (bytes == attemptedBytesRead() && bytes >= next) {
        next = Math.min(BLOCK_BYTES, next * STEP);
      } else if (bytes > 0 && bytes < next / STEP && attemptedBytesRead() >= next) {
        next = Math.max(firstBytes, next / STEP);
      }
      super.lastBytesRead(bytes);
    }
  }

  /** Vert.x copies what it does not know to be safe to keep; of this allocator it keeps it. */
  private static final class Block extends UnpooledDirectByteBuf {
    private final ByteBuffer memory;
    private final Queue<ByteBuffer> free;

    Block(ByteBuffer memory, Queue<ByteBuffer> free) {
      super(UnpooledByteBufAllocator.DEFAULT, memory, BLOCK_BYTES);
      this.memory = memory;
      this.free = free;
      clear();
    }

    @Override
    protected void deallocate() {
      super.deallocate();
      free.offer(memory);
    }
  }
}
