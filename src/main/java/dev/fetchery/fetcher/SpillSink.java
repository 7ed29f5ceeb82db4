package dev.fetchery.fetcher;

import dev.fetchery.bus.Outcome;
import dev.fetchery.bus.Sink;
import dev.fetchery.client.ResponseHead;
import dev.fetchery.client.SecretFilter;
import dev.fetchery.job.Part;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/**
 * Sink for a body that is handed back with the outcome: held in memory while it is small, else
 * streamed to a working file.
 */
final class SpillSink implements BodySink {
  private final Owner owner;
  private final Sink.ToMemory to;
  private final ResponseHead head;
  private Buffer held = Buffer.buffer();
  private @Nullable SpoolSink file;

  SpillSink(Owner owner, Sink.ToMemory to, ResponseHead head) {
    this.owner = owner;
    this.to = to;
    this.head = head;
    if (head.contentLength() > to.heldBytes()) {
      spill();
    }
  }

  private SpoolSink spill() {
    SpoolSink opened = new SpoolSink(owner, to.spill(), head);
    file = opened;
    return opened;
  }

  @Override
  public void write(Buffer bytes) {
    if (file != null) {
      file.write(bytes);
    } else if (held.length() + bytes.length() <= to.heldBytes()) {
      held.appendBuffer(bytes);
      owner.flow().grow(held.length());
    } else {
      SpoolSink opened = spill();
      if (held.length() > 0) {
        opened.write(held);
      }
      held = Buffer.buffer();
      opened.write(bytes);
    }
  }

  @Override
  public void end(ResponseHead response, long received, long durationMs) {
    if (file == null) {
      owner.finish(new Outcome.Read(withoutSecrets(held.getBytes()), response.fields()));
    } else {
      file.end(response, received, durationMs);
    }
  }

  private byte[] withoutSecrets(byte[] body) {
    SecretFilter filter = owner.secretFilter();
    return filter == null
        ? body
        : Buffer.buffer(filter.next(body)).appendBytes(filter.last()).getBytes();
  }

  @Override
  public void leave() {
    if (file != null) {
      file.leave();
    }
  }

  @Override
  public Future<@Nullable Part> abandon(boolean keep) {
    return file == null ? Future.succeededFuture() : file.abandon(keep);
  }
}
