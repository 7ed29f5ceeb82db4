package dev.fetchery.bus;

import dev.fetchery.job.Fault;
import dev.fetchery.job.Header;
import dev.fetchery.job.Integrity;
import dev.fetchery.job.Part;
import java.util.List;

/** What came of a task. Durations run from sending to the end of the body. */
public sealed interface Outcome {

  /**
   * Published whole. The part stays linked beside it until the task is settled, which proves after
   * a crash whose file it is.
   *
   * @param bytes received by this and the attempts it continued
   * @param made directories on the way to the target that were made for it, which it is the first
   *     to tell of
   */
  record Saved(
      String target,
      int status,
      long bytes,
      long size,
      String sha256,
      Integrity integrity,
      String contentType,
      String etag,
      String lastModified,
      List<String> made,
      long durationMs)
      implements Outcome {
    public Saved {
      made = List.copyOf(made);
    }
  }

  /**
   * A document, read whole.
   *
   * @param body text of a {@link Sink.ToMemory}; null for a spooled one
   * @param headers of the answer, all of them, names in lower case
   */
  @SuppressWarnings("ArrayRecordComponent") // Handed over once, never compared.
  record Read(int status, byte[] body, List<Header> headers, String contentType, long durationMs)
      implements Outcome {
    public Read {
      headers = List.copyOf(headers);
    }
  }

  /** A probe's final answer, of whatever status. */
  record Probed(int status, long bytes, String contentType, long durationMs) implements Outcome {}

  /** 304 to a conditional request. */
  record NotModified(long durationMs) implements Outcome {}

  /**
   * 301, 302, 303, 307 or 308.
   *
   * @param location as sent, or null
   */
  record Redirected(int status, String location, long durationMs) implements Outcome {}

  /**
   * A final status that is no success.
   *
   * @param retryAfter every {@code Retry-After} field as sent
   */
  record HttpError(int status, List<String> retryAfter, String contentType, long durationMs)
      implements Outcome {
    public HttpError {
      retryAfter = List.copyOf(retryAfter);
    }
  }

  /**
   * No whole answer, or one that is not as expected.
   *
   * @param status of the head, if one came, else null
   * @param permanent whether the same request would fail the same way (a name that does not exist,
   *     a certificate that does not hold)
   * @param received body bytes of this attempt
   * @param part what was kept for continuing, or null
   * @param durationMs until the failure
   */
  record Failed(
      Fault fault, Integer status, boolean permanent, long received, Part part, long durationMs)
      implements Outcome {}

  /**
   * Given up on order.
   *
   * @param part what was kept for continuing, or null
   */
  record Cancelled(Part part) implements Outcome {}

  /**
   * The disk is full, or has become read-only: nothing is wrong with the item.
   *
   * @param detail what the platform said and where
   */
  record NoSpace(String detail) implements Outcome {}
}
