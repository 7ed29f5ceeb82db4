package dev.fetchery.coordinator.item;

import dev.fetchery.context.Confined;
import dev.fetchery.job.Part;
import dev.fetchery.job.PendingItem;
import dev.fetchery.job.Proof;
import dev.fetchery.url.BadUrlException;
import dev.fetchery.url.WebUrl;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which of an item's URL and its mirrors is tried: one after the other, each with the attempts that
 * the job allows. Confined to the coordinator's event loop.
 */
final class MirrorTurn {
  private final Confined confined = new Confined();
  private final String host;
  private final List<String> mirrors;

  /** The URL that is tried now, or null where it is none. */
  private @Nullable WebUrl url;

  /** Mirrors tried, the present one included. */
  private int tried;

  /** Whether every one so far said that there is no such thing. */
  private boolean absent = true;

  MirrorTurn(PendingItem work) {
    this.url = work.target();
    this.host = work.host();
    this.mirrors = work.terms().mirrors();
    PendingItem.AtMirror at = work.mirror();
    if (at != null && at.number() <= mirrors.size()) {
      tried = at.number();
      absent = at.absent();
      url = mirror(tried);
    }
  }

  private WebUrl mirror(int number) {
    try {
      return WebUrl.parse(mirrors.get(number - 1));
    } catch (BadUrlException e) {
      throw new IllegalStateException("a mirror is a URL", e);
    }
  }

  /** The URL that is tried now, or null where it is none. */
  @Nullable WebUrl url() {
    return url;
  }

  /** Its host, as it is limited. */
  String host() {
    return tried == 0 || url == null ? host : url.hostAndPort();
  }

  /** Whether it is the item's own URL. */
  boolean isFirst() {
    return tried == 0;
  }

  /** Whether another one is left. */
  boolean hasNext() {
    return tried < mirrors.size();
  }

  /** The turn goes to the next. */
  void next() {
    assert confined.here();
    url = mirror(++tried);
  }

  /**
   * Where it stands, as it is stored.
   *
   * @param sentBefore requests sent to those before
   */
  PendingItem.AtMirror at(int sentBefore) {
    return new PendingItem.AtMirror(tried, sentBefore, absent);
  }

  /** The present one failed otherwise than by saying that there is no such thing. */
  void failed() {
    assert confined.here();
    absent = false;
  }

  /** Whether all that were asked said that there is no such thing. */
  boolean isAbsent() {
    return absent;
  }

  /**
   * What the next one may continue: a part of another's only where a checksum judges the whole.
   * What it may not is still named, so that it is removed.
   */
  static @Nullable Part continued(@Nullable Part left, Proof proof) {
    return left == null || proof.hasChecksum()
        ? left
        : new Part(left.path(), left.url(), null, null, left.totalBytes(), left.boot());
  }
}
