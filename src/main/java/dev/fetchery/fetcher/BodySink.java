package dev.fetchery.fetcher;

import dev.fetchery.bus.Outcome;
import dev.fetchery.bus.Sink;
import dev.fetchery.client.ResponseHead;
import dev.fetchery.job.Part;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;

/** Where the body of a success goes. */
interface BodySink {

  /** Of a task whose body becomes no file. */
  static BodySink of(TaskRun run, ResponseHead answer) {
    Sink to = run.task().sink();
    if (to instanceof Sink.Drop) {
      return new Nowhere(run);
    }
    return to instanceof Sink.ToSpool spool
        ? new SpoolSink(run, spool.path(), answer)
        : new InMemory(run);
  }

  /** Takes the next bytes. */
  void write(Buffer bytes);

  /**
   * The body is whole by its framing; the sink brings the task to its end.
   *
   * @param received bytes of this answer
   */
  void end(ResponseHead head, long received, long durationMs);

  /**
   * Nothing more will come. Resolves with what was kept for continuing, or null; does not fail.
   *
   * @param keep whether something may be kept
   */
  Future<Part> abandon(boolean keep);

  /** Nothing more will come, and nothing on disk is touched. */
  default void leave() {}

  /** Held in memory and handed back. */
  final class InMemory implements BodySink {
    private final TaskRun run;
    private final Buffer body = Buffer.buffer();

    InMemory(TaskRun run) {
      this.run = run;
    }

    @Override
    public void write(Buffer bytes) {
      body.appendBuffer(bytes);
    }

    @Override
    public void end(ResponseHead head, long received, long durationMs) {
      byte[] bytes = body.getBytes();
      run.finish(
          new Outcome.Read(head.status(), bytes, head.fields(), head.mediaType(), durationMs));
    }

    @Override
    public Future<Part> abandon(boolean keep) {
      return Future.succeededFuture();
    }
  }

  /** Read and dropped. */
  final class Nowhere implements BodySink {
    private final TaskRun run;

    Nowhere(TaskRun run) {
      this.run = run;
    }

    @Override
    public void write(Buffer bytes) {
      // Only counted, which the exchange does.
    }

    @Override
    public void end(ResponseHead head, long received, long durationMs) {
      run.finish(new Outcome.Probed(head.status(), received, head.mediaType(), durationMs));
    }

    @Override
    public Future<Part> abandon(boolean keep) {
      return Future.succeededFuture();
    }
  }
}
