package dev.fetchery.source.document;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * Bytes of a document whose reader says when it has handed something on. One that takes too many
 * bytes for a single token, an attribute without an end, is stopped before it fills the memory.
 */
final class BoundedInput extends FilterInputStream {
  private final long maxTokenBytes;
  private long untilFault;

  /**
   * @param maxTokenBytes the longest token, with what a reader takes ahead
   */
  BoundedInput(InputStream in, long maxTokenBytes) {
    super(in);
    this.maxTokenBytes = maxTokenBytes;
    this.untilFault = maxTokenBytes;
  }

  /** A token was handed on. */
  void progressed() {
    untilFault = maxTokenBytes;
  }

  @Override
  public int read() throws IOException {
    int b = super.read();
    count(b < 0 ? 0 : 1);
    return b;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    int read = super.read(bytes, offset, length);
    count(Math.max(0, read));
    return read;
  }

  private void count(int bytes) throws BadDocumentException {
    untilFault -= bytes;
    if (untilFault < 0) {
      throw new BadDocumentException("a text or tag in it is too long");
    }
  }
}
