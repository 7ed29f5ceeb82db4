package dev.fetchery.fetcher;

import dev.fetchery.bus.Sink;
import dev.fetchery.bus.Task;
import dev.fetchery.client.ResponseHead;
import org.jspecify.annotations.Nullable;

/** What a response means for its task, judged by its head. Pure. */
enum ResponseKind {
  /** It names another URL. */
  REDIRECT,

  /** The file that is there is unchanged. */
  NOT_MODIFIED,

  /** Its body is the rest of what an earlier attempt left. */
  REST,

  /** It cannot be joined to what an earlier attempt left. */
  NO_REST,

  /** Its body is what was asked for; for a probe, any final response. */
  BODY,

  /** Its status is an error. */
  OTHER;

  /**
   * The kind of a response.
   *
   * @param earlier part whose rest was asked for, if it is continued; or null
   */
  static ResponseKind of(Task task, ResponseHead response, @Nullable ResumablePart earlier) {
    int status = response.status();
    if (isRedirect(status)) {
      return REDIRECT;
    } else if (status == 304 && isOfKnownFile(task)) {
      return NOT_MODIFIED;
    } else if (earlier != null && earlier.isContinued() && isOfRest(status, earlier)) {
      return status == 206 && earlier.fits(task.request().url().text(), response) ? REST : NO_REST;
    }
    boolean probe = task.sink() instanceof Sink.Drop;
    boolean piece = status == 206 && task.demands().piece() != null;
    return probe || piece || status == 200 || status == 203 ? BODY : OTHER;
  }

  /**
   * What can only be about the range and its condition: without them there is a body to be had. So
   * is the whole where a piece of it is continued: it has changed, and the piece is asked for anew.
   */
  private static boolean isOfRest(int status, ResumablePart earlier) {
    boolean whole = status == 200 || status == 203;
    return earlier.isOfPiece() && whole
        || status == 206
        || status == 304
        || status == 412
        || status == 416;
  }

  private static boolean isRedirect(int status) {
    return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
  }

  /** A condition of the job's own is about something else: its 304 is a status like any other. */
  private static boolean isOfKnownFile(Task task) {
    return task.sink() instanceof Sink.ToFile to && to.known();
  }
}
