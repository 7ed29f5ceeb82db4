package dev.fetchery.fetcher;

import dev.fetchery.bus.FetcherMessage.NameGrant;
import dev.fetchery.bus.Sink;
import dev.fetchery.client.ResponseHead;
import dev.fetchery.fetcher.file.BodyFile;
import dev.fetchery.fetcher.file.Continuation;
import dev.fetchery.fetcher.file.Digests;
import dev.fetchery.fetcher.file.SequentialFile;
import dev.fetchery.fetcher.segment.SegmentedFile;
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
final class FileSink implements BodySink, SegmentedFile.Owner {
  /** Bodies up to here are held in memory: what is on disk unfinished is larger. */
  private static final int SMALL = 64 << 10;

  /** With so much on disk the rest is asked for, also after the process died. */
  private static final long WORTH_CONTINUING = 1 << 20;

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
  private @Nullable BodyFile part;

  /** The same where the body comes by several connections, else null. */
  private @Nullable SegmentedFile segmented;

  private boolean checkpointed;
  private boolean whole;
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
    return segmented == null ? continued() : segmented.received();
  }

  private long continued() {
    return earlier == null ? 0 : earlier.bytes();
  }

  @Nullable ResumablePart earlier() {
    return earlier;
  }

  /** Opens what an earlier attempt left, to go on behind it. */
  Future<Long> reopen(ResumablePart left, Part remembered) {
    SequentialFile reopened = sequential(remembered.path());
    part = reopened;
    return left.open(reopened).onFailure(e -> part = null);
  }

  /** What an earlier attempt left, if anything, cannot be used. */
  void forget() {
    if (earlier != null) {
      earlier.forget();
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
    checkpointed = true;
    small = null;
    left.resume(owner.task().request().url().text(), response, digests);
  }

  /** The response begins with the first byte. */
  void begin(ResponseHead response) {
    forget();
    Digests digests = begun(response);
    Segments segments = Segments.of(owner.task(), to, response);
    if (segments != null) {
      SegmentedFile several = segmented(segments);
      segmented = several;
      stream(several, digests);
      several.start();
    } else if (response.contentLength() > SMALL) {
      stream(sequential(to.part()), digests);
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

  private SequentialFile sequential(String path) {
    return new SequentialFile(owner.context().files().part(path), this::diskFailed, this::written);
  }

  private SegmentedFile segmented(Segments segments) {
    FetcherContext context = owner.context();
    String job = owner.task().job();
    return new SegmentedFile(
        context.fetch(),
        () -> context.backPressure(job),
        context.files().part(to.part()),
        segments,
        context.rests().of(owner.task()),
        this);
  }

  private void stream(BodyFile fresh, Digests digests) {
    part = fresh;
    owner.context().link().whenLeased(() -> fresh.create(saving.target(), digests));
    if (small != null) {
      small.forEach(fresh::write);
    }
    small = null;
    owner.flow().throttle(fresh.queuedBytes());
  }

  @Override
  public long elapsedMs() {
    return owner.elapsedMs();
  }

  @Override
  public void enough() {
    owner.enough();
  }

  @Override
  public void deserted(Fault why) {
    if (why.code() == ErrorCode.DISK) {
      owner.noRoom(why.detail());
    } else {
      owner.fail(why, true, false);
    }
  }

  @Override
  public void hostRests() {
    owner.hostRests();
  }

  @Override
  public void diskFailed(Throwable e) {
    owner.diskFailed(e, to.part());
  }

  @Override
  public void written() {
    if (part == null) {
      return;
    }
    owner.flow().throttle(part.queuedBytes());
    if (!whole) {
      checkpoint(part);
    }
  }

  /** Not before the file is there with its first bytes, so that no other is taken for it. */
  private void checkpoint(BodyFile streamed) {
    if (!checkpointed && streamed.continuableBytes() >= WORTH_CONTINUING) {
      checkpointed = true;
      Part now = continuable();
      if (now != null && !owner.isOver()) {
        owner.context().link().reports().grown(owner.task().id(), now);
      }
    }
  }

  @Override
  public void write(Buffer bytes) {
    if (small == null) {
      BodyFile streamed = Objects.requireNonNull(part);
      streamed.write(bytes);
      owner.flow().throttle(streamed.queuedBytes());
      return;
    }
    small.add(bytes);
    size += bytes.length();
    owner.flow().hold(size);
    if (size > SMALL) {
      stream(sequential(to.part()), Objects.requireNonNull(begun).digests());
    }
  }

  @Override
  public void end(ResponseHead response, long received, long took) {
    durationMs = took;
    size = continued() + received;
    Fault missing = earlier == null ? null : earlier.missing(size);
    if (missing != null) {
      owner.fail(missing, true, false);
      return;
    }
    whole = segmented == null;
    if (part == null && saving.isNameless() && owner.context().memory().isTight()) {
      // Its name may depend on what waits for this memory.
      stream(sequential(to.part()), Objects.requireNonNull(begun).digests());
    }
    if (part == null) {
      owner.flow().hold(size);
      saving.begin(whole(small, null));
    } else {
      finish(part);
    }
  }

  private void finish(BodyFile streamed) {
    streamed.finish().onSuccess(finished -> verify(streamed));
  }

  private void verify(BodyFile streamed) {
    Begun response = Objects.requireNonNull(begun);
    if (segmented != null) {
      whole = true;
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
    if (segmented == null) {
      return false;
    }
    segmented.firstLost(why);
    finish(segmented);
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
      part.abandon(true);
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

  /**
   * A part is kept where the entity can be recognised again. What never came to disk was small
   * enough to be fetched anew.
   */
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
    Part kept = keep && !whole ? continuable() : null;
    return part.abandon(kept != null)
        .map(length -> length > 0 && kept != null ? kept.with(length) : null);
  }

  /** What another attempt continues, or null. */
  private @Nullable Part continuable() {
    if (!owner.task().request().method().equals("GET")) {
      return null;
    }
    Part left = earlier == null ? null : earlier.continued();
    return left != null
        ? left
        : Continuation.of(
            path(),
            owner.task().request().url().text(),
            begun == null ? null : begun.head(),
            owner.task().demands().judged());
  }
}
