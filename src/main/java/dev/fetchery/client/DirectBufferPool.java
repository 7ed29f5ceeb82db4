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
  /** Of the largest block, which one read may fill. */
  static final int MOST_BYTES = 1 << 20;

  private static final int BLOCK_BYTES = 256 << 10;

  /** Less of a block than this part is copied, so that a few bytes do not hold a whole block. */
  private static final int WORTH_KEEPING = 4;

  private static final int FIRST_BYTES = 16 << 10;
  private static final int LEAST_BYTES = 2 << 10;
  private static final int STEP = 4;

  /**
   * Most free bytes in blocks of one size that are kept for the next reads. A block more than that
   * is collected some time later, and meanwhile another one is made in its place: with less, the
   * process takes much more memory than its bodies need.
   */
  private static final long KEPT_BYTES = 16L << 20;

  /** With so many of them in the memory there is, the largest blocks are used. */
  private static final int ENOUGH = 16;

  /** The largest blocks are for few bodies: not while more than this waits to be written. */
  private static final long FEW_BYTES = 4L * MOST_BYTES;

  private final BufferMemory memory;

  /** Of the first read: responses of all connections may come at the same time. */
  private final int firstBytes;

  /** Of one read. */
  private final int mostBytes;

  private final Queue<ByteBuffer> free;
  private final Queue<ByteBuffer> freeLarge;

  /**
   * Blocks for connections.
   *
   * @param connections that may be read at once
   */
  DirectBufferPool(BufferMemory memory, int connections) {
    this.memory = memory;
    this.firstBytes =
        (int) Math.max(LEAST_BYTES, Math.min(FIRST_BYTES, memory.limit() / connections));
    this.mostBytes = memory.limit() / ENOUGH >= MOST_BYTES ? MOST_BYTES : BLOCK_BYTES;
    long kept = Math.min(KEPT_BYTES, memory.limit() / 2);
    this.free = new ArrayBlockingQueue<>((int) Math.max(1, kept / BLOCK_BYTES));
    this.freeLarge = new ArrayBlockingQueue<>((int) Math.max(1, kept / MOST_BYTES));
  }

  static boolean isBlock(ByteBuf bytes) {
    return bytes instanceof Block || bytes.unwrap() instanceof Block;
  }

  /** Whether a block holds so little that it is copied. */
  static boolean isWorthCopying(ByteBuf bytes) {
    ByteBuf block = bytes instanceof Block ? bytes : bytes.unwrap();
    return block instanceof Block && bytes.readableBytes() < block.capacity() / WORTH_KEEPING;
  }

  private Block take(int bytes) {
    Queue<ByteBuffer> from = bytes == MOST_BYTES ? freeLarge : free;
    ByteBuffer block = from.poll();
    return new Block(block == null ? ByteBuffer.allocateDirect(bytes) : block, from);
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
      if (memory.isTight()) {
        return Math.min(next, firstBytes);
      }
      return memory.used() > FEW_BYTES ? Math.min(next, BLOCK_BYTES) : next;
    }

    @Override
    public ByteBuf allocate(ByteBufAllocator allocator) {
      int bytes = guess();
      return bytes >= BLOCK_BYTES ? take(bytes) : allocator.ioBuffer(bytes);
    }

    @Override
    public void lastBytesRead(int bytes) {
      if (bytes == attemptedBytesRead() && bytes >= next) {
        next = Math.min(mostBytes, next < FIRST_BYTES ? FIRST_BYTES : next * STEP);
      } else if (bytes > 0 && bytes < next / STEP && attemptedBytesRead() >= next) {
        next = next <= FIRST_BYTES ? firstBytes : next / STEP;
      }
      super.lastBytesRead(bytes);
    }
  }

  /** Vert.x copies what it does not know to be safe to keep; of this allocator it keeps it. */
  private static final class Block extends UnpooledDirectByteBuf {
    private final ByteBuffer memory;
    private final Queue<ByteBuffer> free;

    Block(ByteBuffer memory, Queue<ByteBuffer> free) {
      super(UnpooledByteBufAllocator.DEFAULT, memory, memory.capacity());
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
