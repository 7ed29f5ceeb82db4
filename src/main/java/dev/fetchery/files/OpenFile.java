package dev.fetchery.files;

import io.vertx.core.Future;
import io.vertx.core.http.HttpServerResponse;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/** A saved file that is open. Used by one thread at a time. */
public interface OpenFile extends Closeable {

  /** Its size in bytes. */
  long size();

  /**
   * Reads on from where the last call ended. Blocks.
   *
   * @return bytes read, at least one; -1 at the end
   */
  int read(ByteBuffer into) throws IOException;

  /**
   * Sends bytes of it as the body of a response, and ends that. Does not block: the body is sent as
   * fast as it is taken.
   */
  Future<Void> send(long from, long length, HttpServerResponse response);

  /** Blocks. */
  @Override
  void close();
}
