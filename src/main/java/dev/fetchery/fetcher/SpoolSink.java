package dev.fetchery.fetcher;

import dev.fetchery.bus.Demands;
import dev.fetchery.bus.Outcome;
import dev.fetchery.client.ResponseHead;
import dev.fetchery.fetcher.file.Digests;
import dev.fetchery.fetcher.file.SequentialFile;
import dev.fetchery.job.Part;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/**
 * Sink for a document that is streamed to a working file, which the coordinator reads and removes.
 */
final class SpoolSink implements BodySink {
  private final Owner owner;
  private final SequentialFile file;

  SpoolSink(Owner owner, String path, ResponseHead head) {
    this.owner = owner;
    this.file =
        new SequentialFile(
            owner.context().files().part(path), e -> owner.diskFailed(e, path), this::throttle);
    Digests digests = Digests.of(Demands.NONE, head);
    owner.context().link().whenLeased(() -> file.create(null, digests));
  }

  private void throttle() {
    owner.flow().throttle(file.queuedBytes());
  }

  @Override
  public void write(Buffer bytes) {
    file.write(bytes);
    throttle();
  }

  @Override
  public void end(ResponseHead head, long received, long durationMs) {
    file.finish().onSuccess(finished -> owner.finish(new Outcome.Read(null, head.fields())));
  }

  @Override
  public void leave() {
    file.leave();
  }

  @Override
  public Future<@Nullable Part> abandon(boolean keep) {
    return file.abandon(false).mapEmpty();
  }
}
