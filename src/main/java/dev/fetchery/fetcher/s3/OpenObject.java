package dev.fetchery.fetcher.s3;

import dev.fetchery.files.OpenFile;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * An object that is read in pieces, each on the condition that it is still the one that was opened.
 * In memory are two pieces at most.
 */
final class OpenObject implements OpenFile {
  private static final int PIECE_BYTES = 1 << 20;

  private final Vertx vertx;
  private final BucketFiles files;
  private final String path;
  private final StoredObject object;
  private ByteBuffer piece = ByteBuffer.allocate(0);
  private long at;

  OpenObject(Vertx vertx, BucketFiles files, String path, StoredObject object) {
    this.vertx = vertx;
    this.files = files;
    this.path = path;
    this.object = object;
  }

  @Override
  public long size() {
    return object.size();
  }

  @Override
  public int read(ByteBuffer into) throws IOException {
    if (!piece.hasRemaining()) {
      if (at >= object.size()) {
        return -1;
      }
      int length = length(at, object.size());
      piece = ByteBuffer.wrap(files.readNow(path, object.etag(), at, length));
      at += length;
    }
    int bytes = Math.min(into.remaining(), piece.remaining());
    into.put(piece.slice(piece.position(), bytes));
    piece.position(piece.position() + bytes);
    return bytes;
  }

  private static int length(long from, long until) {
    return (int) Math.min(PIECE_BYTES, until - from);
  }

  @Override
  public Future<Void> send(long from, long length, HttpServerResponse response) {
    Context context = vertx.getOrCreateContext();
    long until = from + length;
    return send(context, piece(context, from, until), from, until, response)
        // Otherwise a body that ends early would seem to be whole.
        .onFailure(e -> response.reset());
  }

  private Future<Buffer> piece(Context context, long from, long until) {
    return Future.fromCompletionStage(
            files.read(path, object.etag(), from, length(from, until)), context)
        .map(Buffer::buffer);
  }

  /** The next piece is asked for while this one is sent. */
  private Future<Void> send(
      Context context, Future<Buffer> coming, long from, long until, HttpServerResponse response) {
    return coming.compose(
        bytes -> {
          long next = from + bytes.length();
          if (bytes.length() == 0 || response.closed()) {
            return Future.failedFuture(new IOException("the body ended early"));
          } else if (next >= until) {
            return response.end(bytes);
          }
          Future<Buffer> ahead = piece(context, next, until);
          return response
              .write(bytes)
              .compose(written -> send(context, ahead, next, until, response));
        });
  }

  @Override
  public void close() {
    piece = ByteBuffer.allocate(0);
  }
}
