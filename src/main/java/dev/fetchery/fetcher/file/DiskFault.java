package dev.fetchery.fetcher.file;

import dev.fetchery.context.OutOfMemory;
import dev.fetchery.job.ErrorCode;
import dev.fetchery.job.Fault;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;

/**
 * What a fault of the file system means for a task. Pure, but for {@link NoSpace} and {@link
 * OutOfMemory}.
 */
public final class DiskFault {
  private DiskFault() {}

  /** The platform's own exception inside those that Vert.x wraps around it. */
  public static IOException cause(Throwable e) {
    OutOfMemory.passOn(e);
    for (Throwable at = e; at != null; at = at.getCause()) {
      if (at instanceof IOException io) {
        return io;
      }
    }
    return new IOException(e.toString(), e);
  }

  /** The result of a publication, or of a write, that failed. */
  public static Publication.Result result(Throwable e, String relative) {
    if (OutOfMemory.passOn(e)) {
      return new Publication.Result.Full("out of memory: " + relative);
    }
    IOException cause = cause(e);
    if (NoSpace.is(cause)) {
      return new Publication.Result.Full(reason(cause) + ": " + relative);
    } else if (cause instanceof DestinationException known) {
      return new Publication.Result.Failed(known.fault());
    }
    return new Publication.Result.Failed(
        new Fault(ErrorCode.DISK, reason(cause) + ": " + relative));
  }

  /** The platform's message without the absolute path in it. */
  private static String reason(IOException e) {
    if (e instanceof AccessDeniedException) {
      return "permission denied";
    } else if (e instanceof FileSystemException fs) {
      return fs.getReason() == null ? e.getClass().getSimpleName() : fs.getReason();
    }
    return String.valueOf(e.getMessage());
  }
}
