package dev.fetchery.fetcher;

import dev.fetchery.bus.Outcome;
import dev.fetchery.client.ResponseHead;
import dev.fetchery.job.Part;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;

/** A document streamed to a working file, which the coordinator reads and removes. */
final class SpoolSink implements BodySink {
  private final TaskRun run;
  private final String path;
  private final PartFile file;

  SpoolSink(TaskRun run, String path, ResponseHead head) {
    this.run = run;
    this.path = path;
    this.file =
        new PartFile(
            run.tools().disk(), path, false, this::diskFailed, () -> run.throttle(queued()));
    Digests digests = Digests.of(null, head);
    run.tools().session().whenLeased(() -> file.create(null, digests));
  }

  private void diskFailed(Throwable e) {
    run.diskFailed(e, path);
  }

  private long queued() {
    return file.queuedBytes();
  }

  @Override
  public void write(Buffer bytes) {
    file.write(bytes);
    run.throttle(queued());
  }

  @Override
  public void end(ResponseHead head, long received, long durationMs) {
    file.finish()
        .onSuccess(
            v ->
                run.finish(
                    new Outcome.Read(
                        head.status(), null, head.fields(), head.mediaType(), durationMs)))
        .onFailure(this::diskFailed);
  }

  @Override
  public void leave() {
    file.leave();
  }

  @Override
  public Future<Part> abandon(boolean keep) {
    return file.abandon(false).mapEmpty();
  }
}
