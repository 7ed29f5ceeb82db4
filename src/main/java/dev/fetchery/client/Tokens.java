package dev.fetchery.client;

import dev.fetchery.credential.Credential;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Access tokens of OAuth 2: one request renews a token for all who wait for it, after four fifths
 * of its life, or when it was refused. Shared by the fetchers' threads; no method waits.
 */
final class Tokens {
  /** A failure is told to all who ask meanwhile, so that the token's server is left in peace. */
  private static final long FAILED_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** While an old token still holds, its renewal is tried so often. */
  private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(10);

  /**
   * What a server granted.
   *
   * @param lifeSeconds -1 where it does not say
   */
  record Token(String value, long lifeSeconds) {
    @Override
    public String toString() {
      return "Token";
    }
  }

  private static final class Entry {
    private @Nullable Future<String> pending;
    private @Nullable Future<String> last;
    private @Nullable String token;
    private long renewNanos;
    private @Nullable Long untilNanos;
  }

  private final Map<Credential.OAuth2, Entry> entries = new HashMap<>();

  /**
   * The token to send.
   *
   * @param refused a token that the origin did not accept, or null
   * @param ask sends the request for a new one
   */
  synchronized Future<String> get(
      Credential.OAuth2 client,
      @Nullable String refused,
      LongSupplier nanoTime,
      Supplier<Future<Token>> ask) {
    Entry entry = entries.computeIfAbsent(client, c -> new Entry());
    if (entry.token != null && entry.token.equals(refused)) {
      entry.token = null;
      entry.last = null;
    }
    if (entry.pending != null) {
      return entry.pending;
    }
    if (entry.last != null && nanoTime.getAsLong() - entry.renewNanos < 0) {
      return entry.last;
    }
    Promise<String> promise = Promise.promise();
    entry.pending = promise.future();
    ask.get()
        .onSuccess(token -> granted(entry, token, nanoTime.getAsLong(), promise))
        .onFailure(e -> failed(entry, e, nanoTime.getAsLong(), promise));
    return promise.future();
  }

  private void granted(Entry entry, Token token, long now, Promise<String> promise) {
    synchronized (this) {
      long lifeSeconds = token.lifeSeconds < 0 ? Integer.MAX_VALUE : token.lifeSeconds;
      entry.pending = null;
      entry.token = token.value;
      entry.last = Future.succeededFuture(token.value);
      entry.untilNanos = now + TimeUnit.SECONDS.toNanos(lifeSeconds);
      entry.renewNanos = now + TimeUnit.SECONDS.toNanos(lifeSeconds) / 5 * 4;
    }
    promise.complete(token.value);
  }

  private void failed(Entry entry, Throwable e, long now, Promise<String> promise) {
    String old;
    synchronized (this) {
      boolean holds = entry.untilNanos != null && now - entry.untilNanos < 0;
      old = holds ? entry.token : null;
      entry.pending = null;
      entry.last = old == null ? Future.failedFuture(e) : Future.succeededFuture(old);
      entry.renewNanos = now + (old == null ? FAILED_NANOS : RETRY_NANOS);
    }
    if (old == null) {
      promise.fail(e);
    } else {
      promise.complete(old);
    }
  }

  /** Every token is fetched anew. */
  synchronized void forget() {
    entries.clear();
  }
}
