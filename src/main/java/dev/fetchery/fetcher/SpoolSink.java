package dev.fetchery.fetcher;

import dev.fetchery.bus.Demands;
import dev.fetchery.bus.Outcome;
import dev.fetchery.client.ResponseHead;
import dev.fetchery.client.SecretFilter;
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
  private final @Nullable SecretFilter secrets;

  SpoolSink(Owner owner, String path, ResponseHead head) {
    this.owner = owner;
    this.file =
        new SequentialFile(
            owner.context().files().part(path), e -> owner.diskFailed(e, path), this::throttle);
    this.secrets = owner.secretFilter();
    // A body that something is taken out of is not what the server told the digest of.
    Digests digests =
        secrets == null ? Digests.of(Demands.NONE, head) : Digests.of(Demands.NONE.proof());
    owner.context().link().whenLeased(() -> file.create(null, digests));
  }

  private void throttle() {
    owner.flow().throttle(file.queuedBytes());
  }

  @Override
  public void write(Buffer bytes) {
    file.write(secrets == null ? bytes : Buffer.buffer(secrets.next(bytes.getBytes())));
    throttle();
  }

  @Override
  public void end(ResponseHead head, long received, long durationMs) {
    if (secrets != null) {
      file.write(Buffer.buffer(secrets.last()));
    }
    file.finish().onSuccess(finished -> owner.finish(Outcome.Read.inFile(head.fields())));
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
