package dev.fetchery.fetcher;

import dev.fetchery.bus.Sink;
import dev.fetchery.client.ResponseHead;
import dev.fetchery.fetcher.file.BodyFile;
import dev.fetchery.fetcher.file.Continuation;
import dev.fetchery.fetcher.file.Digests;
import dev.fetchery.fetcher.file.RunningDigests;
import dev.fetchery.fetcher.file.SequentialFile;
import dev.fetchery.fetcher.segment.SegmentedFile;
import dev.fetchery.fetcher.segment.Segments;
import dev.fetchery.job.ErrorCode;
import dev.fetchery.job.Fault;
import dev.fetchery.job.Part;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The part that a body is streamed into, by one connection or several, and what another attempt can
 * continue of it. Confined to the fetcher's event loop.
 */
final class StreamedPart implements SegmentedFile.Owner {
  /** With so much on disk the rest is asked for, also after the process died. */
  private static final long WORTH_CONTINUING = 1 << 20;

  private final BodySink.Owner owner;
  private final Sink.ToFile to;

  /** What an earlier attempt left of the body and is continued, or null where it begins anew. */
  private final @Nullable ResumablePart left;

  /** The head of the response that began it; null where it is continued. */
  private final @Nullable ResponseHead head;

  private final BodyFile file;

  /** The same where the body comes by several connections, else null. */
  private final @Nullable SegmentedFile segmented;

  /** Whether the coordinator knows how it is continued. */
  private boolean checkpointed;

  private boolean whole;
  private boolean forgotten;

  /** A part that begins with the first byte of this response; further ones may bring the rest. */
  StreamedPart(
      BodySink.Owner owner, Sink.ToFile to, ResponseHead head, @Nullable Segments segments) {
    this.owner = owner;
    this.to = to;
    this.left = null;
    this.head = head;
    this.segmented = segments == null ? null : segmented(segments);
    this.file = segmented == null ? sequential() : segmented;
  }

  /** The part that an earlier attempt left; it is opened by {@link ResumablePart#open}. */
  StreamedPart(BodySink.Owner owner, Sink.ToFile to, ResumablePart left) {
    this.owner = owner;
    this.to = to;
    this.left = left;
    this.head = null;
    this.segmented = null;
    this.file = left.file(this::diskFailed, this::written);
    this.checkpointed = true;
  }

  private SequentialFile sequential() {
    return new SequentialFile(
        owner.context().files().part(to.part()), this::diskFailed, this::written);
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

  String path() {
    return file.path();
  }

  /**
   * Begins it, empty, once the lease is sure.
   *
   * @param target where the file is going to be, or null; asked when it begins
   * @param held the first bytes of the body, which were held in memory meanwhile
   */
  void begin(Supplier<@Nullable String> target, Digests expected, List<Buffer> held) {
    owner.context().link().whenLeased(() -> file.create(target.get(), expected));
    held.forEach(file::write);
    throttle();
    if (segmented != null) {
      segmented.start();
    }
  }

  /** Takes the next bytes of the response. */
  void write(Buffer bytes) {
    file.write(bytes);
    throttle();
  }

  /** Bytes that wait to be written. */
  long queuedBytes() {
    return file.queuedBytes();
  }

  private void throttle() {
    owner.flow().throttle(file.queuedBytes());
  }

  /** Bytes that the response itself did not bring: an earlier attempt's, or other connections'. */
  long receivedElsewhere() {
    if (segmented != null) {
      return segmented.received();
    }
    return left == null ? 0 : left.bytes();
  }

  boolean isBySeveral() {
    return segmented != null;
  }

  /**
   * The response broke off; false where no further connections bring what is missing.
   *
   * @param why it broke off
   */
  boolean continuesWithout(Fault why) {
    if (segmented != null) {
      segmented.firstLost(why);
    }
    return segmented != null;
  }

  /**
   * The response has ended. Completes when the body is whole on disk, as {@link BodyFile#finish}.
   */
  Future<Void> finish() {
    whole = segmented == null;
    return file.finish().onSuccess(finished -> whole = true);
  }

  /** The digests of the whole, once it is finished. */
  RunningDigests digests() {
    return file.digests();
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
    if (forgotten) {
      return;
    }
    throttle();
    if (!whole) {
      checkpoint();
    }
  }

  /** Not before the file is there with its first bytes, so that no other is taken for it. */
  private void checkpoint() {
    if (!checkpointed && file.continuableBytes() >= WORTH_CONTINUING) {
      checkpointed = true;
      Part now = continuable();
      if (now != null && !owner.isOver()) {
        owner.context().link().reports().grown(owner.task().id(), now);
      }
    }
  }

  /** It cannot be used: the body begins anew elsewhere, and what this one writes counts no more. */
  void forget() {
    forgotten = true;
  }

  /** Closes it and keeps what is there. */
  void close() {
    file.abandon(true);
  }

  /** Closes it, and nothing on disk is touched. */
  void leave() {
    file.leave();
  }

  /**
   * Closes it. Resolves to what was kept for continuing, or null; does not fail. A part is kept
   * where the entity can be recognised again.
   *
   * @param keep whether something may be kept
   */
  Future<@Nullable Part> abandon(boolean keep) {
    Part kept = keep && !whole ? continuable() : null;
    return file.abandon(kept != null)
        .map(length -> length > 0 && kept != null ? kept.with(length) : null);
  }

  /** What another attempt continues, or null. */
  private @Nullable Part continuable() {
    if (!owner.task().request().method().equals("GET")) {
      return null;
    }
    return left != null
        ? left.continued()
        : Continuation.of(
            path(), owner.task().request().url().text(), head, owner.task().demands().judged());
  }
}
