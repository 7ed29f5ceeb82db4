package dev.fetchery.fetcher;

import dev.fetchery.bus.Outcome;
import dev.fetchery.bus.Task;
import dev.fetchery.client.ResponseHead;
import dev.fetchery.client.SecretFilter;
import dev.fetchery.fetcher.file.DiskFault;
import dev.fetchery.fetcher.file.Publication;
import dev.fetchery.fetcher.flow.BackPressure;
import dev.fetchery.job.Fault;
import dev.fetchery.job.Part;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/** Where the body of a success goes. */
interface BodySink {

  /** The task whose body it is. */
  interface Owner {
    Task task();

    FetcherContext context();

    boolean isOver();

    /** Milliseconds since the request was sent. */
    long elapsedMs();

    /** For a document that may repeat secret parameters of its request; or null. */
    @Nullable SecretFilter secretFilter();

    /** By what the reading of the body is slowed down. */
    BackPressure flow();

    /** The rest of the response is not needed: other connections bring it. */
    void enough();

    /** The task has ended. */
    void finish(Outcome outcome);

    /**
     * The task has failed.
     *
     * @param keep whether what was received may be kept for continuing
     * @param permanent whether the same request would fail the same way
     */
    void fail(Fault fault, boolean keep, boolean permanent);

    /** Nothing is under way since the host rests: another task goes on with what is there. */
    void hostRests();

    /** This machine has no room for what the task needs, of whatever kind. */
    void noRoom(String detail);

    /** The platform did not write to that path. */
    default void diskFailed(Throwable e, String path) {
      Publication.Result result = DiskFault.result(e, path);
      if (result instanceof Publication.Result.Full full) {
        noRoom(full.detail());
      } else if (result instanceof Publication.Result.Failed failed) {
        fail(failed.fault(), false, true);
      }
    }
  }

  /** Takes the next bytes. */
  void write(Buffer bytes);

  /**
   * The body is whole by its framing; the sink ends the task.
   *
   * @param received bytes of this response
   */
  void end(ResponseHead head, long received, long durationMs);

  /**
   * No more will come. Resolves to what was kept for continuing, or null; does not fail.
   *
   * @param keep whether something may be kept
   */
  Future<@Nullable Part> abandon(boolean keep);

  /** No more will come, and nothing on disk is touched. */
  default void leave() {}

  /** Sink for a probe: its body is read and dropped. */
  final class Dropped implements BodySink {
    private final Owner owner;
    private final long retryAfterMs;

    /**
     * @param retryAfterMs how long the response asks to wait; -1 where it does not ask
     */
    Dropped(Owner owner, long retryAfterMs) {
      this.owner = owner;
      this.retryAfterMs = retryAfterMs;
    }

    @Override
    public void write(Buffer bytes) {
      // Only counted, which the exchange does.
    }

    @Override
    public void end(ResponseHead head, long received, long durationMs) {
      owner.finish(
          new Outcome.Probed(head.status(), received, head.mediaType(), retryAfterMs, durationMs));
    }

    @Override
    public Future<@Nullable Part> abandon(boolean keep) {
      return Future.succeededFuture();
    }
  }
}
