package dev.fetchery.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fetchery.context.Clock;
import dev.fetchery.job.AddressKind;
import dev.fetchery.job.Timeouts;
import dev.fetchery.testing.OriginServer;
import dev.fetchery.testing.Reply;
import dev.fetchery.testing.Urls;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@NullUnmarked // A test is told by its assertions where something is missing.
class DirectBufferPoolTest {
  private static final byte[] BODY = Reply.bytes(64 << 20, 1);

  private final Vertx vertx = Vertx.vertx();
  private final OriginServer origin = OriginServer.start();

  /** Views of the blocks read into, by address: held, so that no address comes a second time. */
  private final Map<Long, ByteBuffer> blocks = new HashMap<>();

  @AfterEach
  void stop() throws Exception {
    vertx.close().await(60, TimeUnit.SECONDS);
    origin.close();
  }

  @Test
  void blocksThatAreReleasedAreReadIntoAgain() throws Exception {
    assertThat(digest(true)).isEqualTo(MessageDigest.getInstance("SHA-256").digest(BODY));
    assertThat(blocks).hasSizeBetween(1, 40);
  }

  @Test
  void blocksThatAreKeptAreNotReadInto() throws Exception {
    assertThat(digest(false)).isEqualTo(MessageDigest.getInstance("SHA-256").digest(BODY));
    assertThat(blocks).hasSizeGreaterThan(40);
  }

  @Test
  void littleOfAPausedBodyIsReadIntoMemory() throws Exception {
    origin.on("/a", Reply.ok(BODY));
    Promise<Void> whole = Promise.promise();
    vertx.runOnContext(
        v ->
            new Pausing(whole)
                .start(new HttpFetch(vertx, options(), Clock.system()), origin.url("/a")));
    whole.future().await(60, TimeUnit.SECONDS);
    assertThat(blocks).hasSizeBetween(1, 12);
  }

  @Test
  void largestBlocksAreForFewBodies() {
    AtomicLong used = new AtomicLong();
    DirectBufferPool.Reads reads = new DirectBufferPool(memory(used), 1).newHandle();
    for (int i = 0; i < 10; i++) {
      int bytes = reads.guess();
      reads.attemptedBytesRead(bytes);
      reads.lastBytesRead(bytes);
    }
    assertThat(reads.guess()).isEqualTo(DirectBufferPool.MOST_BYTES);
    used.set(8L * DirectBufferPool.MOST_BYTES);
    assertThat(reads.guess()).isEqualTo(DirectBufferPool.MOST_BYTES / 4);
    used.set(0);
    assertThat(reads.guess()).isEqualTo(DirectBufferPool.MOST_BYTES);
  }

  @Test
  void asManyBlocksAsWereInUseAtOnceAreReadIntoAgain() {
    DirectBufferPool pool = new DirectBufferPool(memory(new AtomicLong()), 1);
    Set<Long> first = released(takenAtOnce(pool, 60));
    assertThat(first).hasSize(60);
    assertThat(released(takenAtOnce(pool, 60))).isEqualTo(first);
  }

  @Test
  void freeBlocksAreNoMoreThanHalfOfLittleMemory() {
    long limit = 4L * DirectBufferPool.MOST_BYTES;
    DirectBufferPool pool = new DirectBufferPool(memory(new AtomicLong(), limit), 1);
    Set<Long> before = released(takenAtOnce(pool, 60));
    Set<Long> again = released(takenAtOnce(pool, 60));
    again.retainAll(before);
    assertThat(again).hasSize(8);
  }

  /** Blocks that are in use at the same time. */
  private List<ByteBuf> takenAtOnce(DirectBufferPool pool, int count) {
    DirectBufferPool.Reads reads = pool.newHandle();
    while (reads.guess() < DirectBufferPool.MOST_BYTES / 4) {
      reads.attemptedBytesRead(reads.guess());
      reads.lastBytesRead(reads.guess());
    }
    List<ByteBuf> taken = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      ByteBuf block = reads.allocate(UnpooledByteBufAllocator.DEFAULT);
      blocks.put(block.memoryAddress(), block.nioBuffer(0, 1));
      taken.add(block);
    }
    return taken;
  }

  /** Releases them; their addresses. */
  private static Set<Long> released(List<ByteBuf> taken) {
    Set<Long> addresses = new HashSet<>();
    for (ByteBuf block : taken) {
      addresses.add(block.memoryAddress());
      block.release();
    }
    return addresses;
  }

  private static BufferMemory memory(AtomicLong used) {
    return memory(used, 256L * DirectBufferPool.MOST_BYTES);
  }

  private static BufferMemory memory(AtomicLong used, long limit) {
    return new BufferMemory() {
      @Override
      public long limit() {
        return limit;
      }

      @Override
      public long used() {
        return used.get();
      }

      @Override
      public boolean isTight() {
        return false;
      }
    };
  }

  private static ClientOptions options() {
    return new ClientOptions(1, "test", EnumSet.allOf(AddressKind.class), null, 65_536, true, null);
  }

  /** Of the body as it came; all of it is looked at when it is whole, unless it is released. */
  private byte[] digest(boolean releasing) throws Exception {
    origin.on("/a", Reply.ok(BODY));
    Promise<byte[]> whole = Promise.promise();
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    vertx.runOnContext(
        v ->
            new Reader(releasing, digest, whole)
                .start(new HttpFetch(vertx, options(), Clock.system()), origin.url("/a")));
    return whole.future().await(60, TimeUnit.SECONDS);
  }

  private void note(Buffer bytes) {
    ByteBuf memory = ((BufferInternal) bytes).getByteBuf();
    while (memory.unwrap() != null) {
      memory = memory.unwrap();
    }
    if (DirectBufferPool.isBlock(memory)) {
      blocks.putIfAbsent(memory.memoryAddress(), memory.nioBuffer(0, 1));
    }
  }

  /** Asks for a body and begins to read it at once. */
  private abstract static class Reading<T> implements ResponseHandler {
    final Promise<T> whole;
    Exchange exchange;

    Reading(Promise<T> whole) {
      this.whole = whole;
    }

    void start(HttpFetch fetch, String url) {
      exchange = fetch.send(Urls.get(url, new Timeouts(20_000, 20_000, 60_000, 0)), this);
    }

    @Override
    public void head(ResponseHead head) {
      exchange.read();
    }

    @Override
    public void failed(FetchException why) {
      whole.fail(why);
    }
  }

  private final class Reader extends Reading<byte[]> {
    private final boolean releasing;
    private final MessageDigest digest;
    private final List<Buffer> kept = new ArrayList<>();

    Reader(boolean releasing, MessageDigest digest, Promise<byte[]> whole) {
      super(whole);
      this.releasing = releasing;
      this.digest = digest;
    }

    @Override
    public void chunk(Buffer bytes) {
      note(bytes);
      if (releasing) {
        digest.update(Bodies.view(bytes));
        Bodies.release(bytes);
      } else {
        kept.add(bytes);
      }
    }

    @Override
    public void ended() {
      kept.forEach(bytes -> digest.update(Bodies.view(bytes)));
      whole.complete(digest.digest());
    }
  }

  /** Stops reading in the middle of the body, long enough for more of it to arrive. */
  private final class Pausing extends Reading<Void> {
    private boolean paused;

    Pausing(Promise<Void> whole) {
      super(whole);
    }

    @Override
    public void chunk(Buffer bytes) {
      note(bytes);
      Bodies.release(bytes);
      if (!paused && exchange.received() > BODY.length / 2) {
        paused = true;
        exchange.pause();
        vertx.setTimer(500, timer -> exchange.read());
      }
    }

    @Override
    public void ended() {
      whole.complete();
    }
  }
}
