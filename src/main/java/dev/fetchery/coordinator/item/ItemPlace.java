package dev.fetchery.coordinator.item;

import dev.fetchery.context.Confined;
import dev.fetchery.coordinator.discovery.Located;
import dev.fetchery.job.PendingItem;
import dev.fetchery.url.WebUrl;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where an item is fetched from now: its URL, a mirror, or where the job was told that it is.
 * Confined to the coordinator's event loop.
 */
final class ItemPlace {
  private final Confined confined = new Confined();
  private final MirrorTurn mirrors;
  private @Nullable Located located;

  ItemPlace(PendingItem work) {
    this.mirrors = new MirrorTurn(work);
  }

  MirrorTurn mirrors() {
    return mirrors;
  }

  /** Where the job was told that it is, or null. */
  @Nullable Located located() {
    return located;
  }

  boolean isLocated() {
    return located != null;
  }

  /** Variables that came with where it is. */
  Map<String, String> fields() {
    return located == null ? Map.of() : located.fields();
  }

  /** Its URL, or null where it is none. */
  @Nullable WebUrl url() {
    return located == null ? mirrors.url() : located.url();
  }

  /** Its host, as it is limited. */
  String host() {
    return located == null ? mirrors.host() : located.url().hostAndPort();
  }

  /** It is there. */
  void located(Located place) {
    assert confined.here();
    located = place;
  }

  /** There it is no more. */
  void outdated() {
    assert confined.here();
    located = null;
  }

  /** The next mirror has its turn. */
  void toMirror() {
    assert confined.here();
    located = null;
    mirrors.next();
  }
}
