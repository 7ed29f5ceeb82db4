package dev.fetchery.demo.origin;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The content of an origin, shared by its event loops. A worker draws each picture at the first
 * request for it; later requests get the kept copy.
 */
final class OriginContent {
  private final Vertx vertx;
  private final OriginCounts counts = new OriginCounts();
  private final EmojiSet emojis = EmojiSet.create();
  private final Endpoints endpoints;
  private final Map<String, StaticBody> drawn = new ConcurrentHashMap<>();

  OriginContent(Vertx vertx, DemoOriginOptions options) {
    this.vertx = vertx;
    this.endpoints = Endpoints.create(options.endpoints(), options.seed());
  }

  OriginCounts counts() {
    return counts;
  }

  EmojiSet emojis() {
    return emojis;
  }

  Endpoints endpoints() {
    return endpoints;
  }

  /** The picture behind a path that the emoji list names; empty for any other path. */
  Optional<Future<StaticBody>> emoji(String path) {
    if (!emojis.hasPath(path)) {
      return Optional.empty();
    }
    return Optional.of(cached(path, () -> Picture.png(path, 64, 64)));
  }

  Future<StaticBody> flag(Flag flag) {
    return cached(flag.name(), () -> Picture.gif(flag.country(), 240, 160));
  }

  /** A new random picture with every call. */
  Future<StaticBody> cat() {
    String name = "cat " + ThreadLocalRandom.current().nextLong();
    return vertx.executeBlocking(() -> Picture.png(name, 320, 240), false);
  }

  private Future<StaticBody> cached(String key, Callable<StaticBody> draw) {
    StaticBody body = drawn.get(key);
    if (body != null) {
      return Future.succeededFuture(body);
    }
    return vertx.executeBlocking(draw, false).onSuccess(picture -> drawn.putIfAbsent(key, picture));
  }
}
