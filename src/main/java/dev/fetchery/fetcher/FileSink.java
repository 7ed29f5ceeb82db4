package dev.fetchery.fetcher;

import dev.fetchery.bus.FetcherMessage.NameGrant;
import dev.fetchery.bus.Sink;
import dev.fetchery.client.ResponseHead;
import dev.fetchery.fetcher.file.Digests;
import dev.fetchery.fetcher.segment.Segments;
import dev.fetchery.job.ErrorCode;
import dev.fetchery.job.Fault;
import dev.fetchery.job.Part;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Sink for a body that becomes a file. A small one is held in memory until it is whole; a larger
 * one is streamed into its part. Confined to the fetcher's event loop.
 */
final class FileSink implements BodySink {
  /** Bodies up to here are held in memory: what is on disk unfinished is larger. */
  private static final int SMALL = 64 << 10;

  private final Owner owner;
  private final Sink.ToFile to;
  private final FileSaver saving;

  /** What an earlier attempt left, or null. */
  private final @Nullable ResumablePart earlier;

  /** The head and what the body must come to; null before the response. */
  private @Nullable Begun begun;

  /** Of a small body; null once it is streamed. */
  private @Nullable List<Buffer> small = new ArrayList<>();

  /** Where a larger body is streamed to, else null. */
  private @Nullable StreamedPart part;

  private long durationMs;
  private long size;

  private record Begun(ResponseHead head, Digests digests) {}

  FileSink(Owner owner, Sink.ToFile to) {
    this.owner = owner;
    this.to = to;
    this.saving = new FileSaver(owner, to, this::freed);
    this.earlier =
        to.resume() == null
            ? null
            : new ResumablePart(owner.context().files(), to.resume(), owner.task().demands());
  }

  boolean isPublishing() {
    return saving.isPublishing();
  }

  /** Bytes that the response itself did not bring: an earlier attempt's, or other connections'. */
  long receivedElsewhere() {
    return part == null ? 0 : part.receivedElsewhere();
  }

  @Nullable ResumablePart earlier() {
    return earlier;
  }

  /** Opens what an earlier attempt left, to go on behind it. */
  Future<Long> reopen(ResumablePart left) {
    part = new StreamedPart(owner, to, left);
    return left.open().onFailure(e -> forgetPart());
  }

  /** What an earlier attempt left, if anything, cannot be used. */
  void forget() {
    if (earlier != null) {
      earlier.forget();
      forgetPart();
    }
  }

  private void forgetPart() {
    if (part != null) {
      part.forget();
      part = null;
    }
  }

  /** Path of the part. */
  String path() {
    return part == null ? to.part() : part.path();
  }

  /** The response is the rest of what is there. */
  void resume(ResumablePart left, ResponseHead response) {
    Digests digests = begun(response);
    small = null;
    left.resume(owner.task().request().url().text(), response, digests);
  }

  /** The response begins with the first byte. */
  void begin(ResponseHead response) {
    forget();
    begun(response);
    Segments segments = Segments.of(owner.task(), to, response);
    if (segments != null || response.contentLength() > SMALL) {
      stream(segments);
    }
  }

  private Digests begun(ResponseHead response) {
    Digests digests = Digests.of(owner.task().demands(), response);
    begun = new Begun(response, digests);
    saving.askForName(response);
    return digests;
  }

  private void freed() {
    small = null;
    release();
  }

  /** Of the body no more is in memory than what waits to be written. */
  private void release() {
    owner.flow().hold(part == null ? 0 : part.queuedBytes());
  }

  private void stream(@Nullable Segments segments) {
    Begun response = Objects.requireNonNull(begun);
    List<Buffer> held = small == null ? List.of() : small;
    small = null;
    StreamedPart fresh = new StreamedPart(owner, to, response.head(), segments);
    part = fresh;
    fresh.begin(saving::target, response.digests(), held);
  }

  @Override
  public void write(Buffer bytes) {
    if (small == null) {
      Objects.requireNonNull(part).write(bytes);
      return;
    }
    small.add(bytes);
    size += bytes.length();
    owner.flow().hold(size);
    if (size > SMALL) {
      stream(null);
    }
  }

  @Override
  public void end(ResponseHead response, long received, long took) {
    durationMs = took;
    size = received + (earlier == null ? 0 : earlier.bytes());
    Fault missing = earlier == null ? null : earlier.missing(size);
    if (missing != null) {
      owner.fail(missing, true, false);
      return;
    }
    if (part == null && saving.isNameless() && owner.context().memory().isTight()) {
      // Its name may depend on what waits for this memory.
      stream(null);
    }
    if (part == null) {
      owner.flow().hold(size);
      saving.begin(whole(small, null));
    } else {
      finish(part);
    }
  }

  private void finish(StreamedPart streamed) {
    streamed.finish().onSuccess(finished -> verify(streamed));
  }

  private void verify(StreamedPart streamed) {
    Begun response = Objects.requireNonNull(begun);
    if (streamed.isBySeveral()) {
      size = response.head().contentLength();
      durationMs = owner.elapsedMs();
    }
    String objection = response.digests().objection(streamed.digests());
    if (objection != null) {
      owner.fail(new Fault(ErrorCode.CHECKSUM, objection), false, false);
    } else {
      saving.begin(whole(null, streamed.digests().sha256Hex()));
    }
  }

  /** Whether the body comes whole by its other connections although the response broke off. */
  boolean continuesWithout(Fault why) {
    if (part == null || !part.continuesWithout(why)) {
      return false;
    }
    finish(part);
    return true;
  }

  private FileSaver.Whole whole(@Nullable List<Buffer> body, @Nullable String sha256) {
    Begun response = Objects.requireNonNull(begun);
    return new FileSaver.Whole(
        response.head(), path(), body, response.digests(), sha256, size, durationMs);
  }

  /** The name has come. */
  void named(NameGrant named) {
    saving.named(named);
  }

  /** Closes the part and keeps what is there. */
  void close() {
    if (part != null) {
      part.close();
    }
    release();
  }

  @Override
  public void leave() {
    if (part != null) {
      part.leave();
    }
    release();
  }

  /** What never came to disk is not kept: it was small enough to be fetched anew. */
  @Override
  public Future<@Nullable Part> abandon(boolean keep) {
    freed();
    if (saving.isPublishing()) {
      // The saver removes what is not published when its result is there.
      return Future.succeededFuture();
    } else if (part == null) {
      boolean untouched = begun == null && (earlier == null || !earlier.isForgotten());
      if (keep && untouched) {
        return Future.succeededFuture(to.resume());
      }
      forget();
      return saving.discard().mapEmpty();
    }
    return part.abandon(keep);
  }
}
