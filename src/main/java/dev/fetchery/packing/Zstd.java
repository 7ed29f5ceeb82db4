package dev.fetchery.packing;

import io.airlift.compress.MalformedInputException;
import io.airlift.compress.zstd.ZstdInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.Semaphore;
import java.util.zip.ZipException;

/**
 * Unpacks zstd (RFC 8878) as it is read. A frame's window is 8 MiB at most, as for the content
 * coding (RFC 9659). Since each stream holds as much in memory, only some are open at a time;
 * others wait. Blocks.
 */
public final class Zstd extends FilterInputStream {
  /** Four bytes that a frame begins with, as a number. */
  public static final int MAGIC = 0x28b52ffd;

  /** What a stream may hold: its window, what comes out of it, and what goes in. */
  private static final long STREAM_BYTES = 32L << 20;

  /** How the library says that the input ended within a frame. */
  private static final String CUT = "Not enough input bytes";

  private static final Semaphore OPEN =
      new Semaphore((int) Math.max(1, Runtime.getRuntime().maxMemory() / 8 / STREAM_BYTES), true);

  private boolean open = true;

  private Zstd(InputStream unpacked) {
    super(unpacked);
  }

  /**
   * What is packed. Reading throws {@link ZipException} where it is no whole zstd.
   *
   * @param packed closed with the stream; which must be closed
   */
  public static InputStream open(InputStream packed) {
    OPEN.acquireUninterruptibly();
    return new Zstd(new ZstdInputStream(packed));
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] to, int offset, int length) throws IOException {
    try {
      return super.read(to, offset, length);
    } catch (MalformedInputException | IndexOutOfBoundsException e) {
      throw damaged(e);
    } catch (IOException e) {
      throw CUT.equals(e.getMessage()) ? damaged(e) : e;
    }
  }

  private static IOException damaged(Exception cause) {
    ZipException damaged = new ZipException("not whole zstd: " + cause.getMessage());
    damaged.initCause(cause);
    return damaged;
  }

  @Override
  public void close() throws IOException {
    if (open) {
      open = false;
      OPEN.release();
      super.close();
    }
  }
}
