package dev.fetchery.fetcher.file;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fetchery.context.ManualClock;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A body that is whole before, or given up before, its part may be begun. */
class SequentialFileTest {
  private static final String PART = ".fetchery-j-1.part";

  @TempDir private Path dir;

  private final List<IOException> failures = new CopyOnWriteArrayList<>();
  private Vertx vertx;
  private ContextInternal context;
  private SequentialFile file;

  private static final class Leased implements Lease {
    @Override
    public boolean mayPublish() {
      return true;
    }

    @Override
    public boolean mayRemove() {
      return true;
    }
  }

  @BeforeEach
  void open() throws Exception {
    vertx = Vertx.vertx();
    context = ((VertxInternal) vertx).createEventLoopContext();
    LocalFiles files =
        await(LocalFiles.open(context, dir, new Leased(), false, new ManualClock(Instant.EPOCH)));
    file = new SequentialFile(files.part(PART), failures::add, () -> {});
  }

  @AfterEach
  void close() throws Exception {
    await(vertx.close());
    assertThat(failures).isEmpty();
  }

  private static <T> T await(Future<T> future) throws Exception {
    return future.await(60, TimeUnit.SECONDS);
  }

  /** Called on the file's event loop; what is returned may be waited for here. */
  private <T> Future<T> call(Callable<Future<T>> work) throws Exception {
    Promise<Future<T>> called = Promise.promise();
    context.runOnContext(
        v -> {
          try {
            called.complete(work.call());
          } catch (Exception e) {
            called.fail(e);
          }
        });
    return await(called.future());
  }

  private Future<Void> write(String text) throws Exception {
    return call(
        () -> {
          file.write(Buffer.buffer(text));
          return Future.succeededFuture();
        });
  }

  private Future<Void> create() throws Exception {
    return call(
        () -> {
          file.create(null, Digests.NONE);
          return Future.succeededFuture();
        });
  }

  @Test
  void bodyThatIsWholeBeforeTheLeaseIsConfirmedIsFinishedAfterIt() throws Exception {
    write("whole");
    Future<Void> finished = call(() -> file.finish());
    write("");
    assertThat(finished.isComplete()).isFalse();
    create();
    await(finished);
    assertThat(dir.resolve(PART)).hasContent("whole");
    assertThat(file.digests().sha256Hex())
        .isEqualTo("5d5766cf2d78701614200418ee1450690d9af12c84d52545e4802f001ad53099");
  }

  @Test
  void bodyThatIsGivenUpBeforeTheLeaseIsConfirmedLeavesNothing() throws Exception {
    write("whole");
    Future<Void> finished = call(() -> file.finish());
    assertThat(await(call(() -> file.abandon(true)))).isZero();
    create();
    assertThat(finished.transform(done -> Future.succeededFuture(done.failed())).await()).isTrue();
    assertThat(dir.resolve(PART)).doesNotExist();
  }
}
