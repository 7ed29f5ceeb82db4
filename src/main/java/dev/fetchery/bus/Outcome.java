package dev.fetchery.bus;

import dev.fetchery.job.Fault;
import dev.fetchery.job.Header;
import dev.fetchery.job.Part;
import dev.fetchery.job.Response;
import dev.fetchery.job.SavedFile;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** How a task ended. Durations run from sending to the end of the body. */
public sealed interface Outcome {

  /**
   * Published whole. The part stays linked beside it until the task is settled, which proves after
   * a crash whose file it is.
   *
   * @param response its head; the coordinator adds the URL that answered
   * @param made directories on the way to the target that were made for it and that no outcome has
   *     named before
   */
  record Saved(SavedFile file, Response response, List<String> made, long durationMs)
      implements Outcome {
    public Saved {
      made = List.copyOf(made);
    }
  }

  /**
   * A document, read whole.
   *
   * @param body what a {@link Sink.ToMemory} holds; null where it is in a working file
   * @param headers of the response, all of them, names in lower case
   */
  @SuppressWarnings("ArrayRecordComponent") // Handed over once, never compared.
  record Read(byte @Nullable [] body, List<Header> headers) implements Outcome {
    public Read {
      headers = List.copyOf(headers);
    }

    /** One whose body is in a working file. */
    public static Read inFile(List<Header> headers) {
      return new Read(null, headers);
    }
  }

  /**
   * The final response to a probe, of any status.
   *
   * @param retryAfterMs how long the server asks to wait; -1 where it does not ask
   */
  record Probed(
      int status, long bytes, @Nullable String contentType, long retryAfterMs, long durationMs)
      implements Outcome {
    /** One that does not ask to wait. */
    public Probed(int status, long bytes, @Nullable String contentType, long durationMs) {
      this(status, bytes, contentType, -1, durationMs);
    }
  }

  /** 304 to a request for what differs from the file that is there. */
  record NotModified(long durationMs) implements Outcome {}

  /**
   * 301, 302, 303, 307 or 308.
   *
   * @param location as sent, or null
   */
  record Redirected(int status, @Nullable String location, long durationMs) implements Outcome {}

  /**
   * A final status that is no success.
   *
   * @param retryAfterMs how long the server asks to wait, from the arrival of the response on; -1
   *     where it does not ask
   */
  record HttpError(int status, long retryAfterMs, long durationMs) implements Outcome {
    /** How long the server asks to wait; empty where it does not ask. */
    public OptionalLong retryAfter() {
      return retryAfterMs < 0 ? OptionalLong.empty() : OptionalLong.of(retryAfterMs);
    }
  }

  /**
   * No whole response, or one that is not as expected.
   *
   * @param status of the head, if one came, else null
   * @param permanent whether the same request would fail the same way (a name that does not exist,
   *     a certificate that does not hold)
   * @param part what was kept for continuing, or null
   * @param grew whether the part is one that an earlier attempt had left, with more bytes in it
   * @param durationMs until the failure
   */
  record Failed(
      Fault fault,
      @Nullable Integer status,
      boolean permanent,
      @Nullable Part part,
      boolean grew,
      long durationMs)
      implements Outcome {}

  /**
   * Stopped because the coordinator asked for it, or because nothing more comes while the host
   * rests.
   *
   * @param part what was kept for continuing, or null
   */
  record Cancelled(@Nullable Part part) implements Outcome {}

  /**
   * The disk is full or read-only: nothing is wrong with the item.
   *
   * @param detail the platform's message and the path
   * @param part what was kept for continuing, or null
   */
  record NoSpace(String detail, @Nullable Part part) implements Outcome {}
}
