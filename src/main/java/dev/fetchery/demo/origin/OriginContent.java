package dev.fetchery.demo.origin;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/**
 * What an origin has to show, shared by its event loops. Pictures are drawn by a worker when first
 * asked for, then kept (some 4 MB for all).
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
    return Optional.of(
        cached(path, () -> StaticBody.of("image/png", Png.encode(EmojiPainter.paint(path)))));
  }

  Future<StaticBody> flag(Flag flag) {
    return cached(
        flag.name(), () -> StaticBody.of("image/gif", Pictures.gif(FlagPainter.paint(flag))));
  }

  /** A cat that nobody has seen before. */
  Future<Buffer> cat() {
    long seed = ThreadLocalRandom.current().nextLong();
    return vertx.executeBlocking(() -> Buffer.buffer(Png.encode(CatPainter.paint(seed))), false);
  }

  private Future<StaticBody> cached(String key, Callable<StaticBody> draw) {
    StaticBody body = drawn.get(key);
    if (body != null) {
      return Future.succeededFuture(body);
    }
    return vertx.executeBlocking(draw, false).onSuccess(picture -> drawn.putIfAbsent(key, picture));
  }
}
