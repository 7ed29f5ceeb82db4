package dev.fetchery.http.feed;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;

/**
 * One who watches a job: a position among its completions, and a connection. Whatever it has not
 * room for stays where it is, in the store.
 */
final class JobWatcher {
  /** One that leaves so many changes unread is cut off, and connects again. */
  private static final int STATES = 64;

  private static final long READ_AGAIN_MS = 100;

  private final Vertx vertx;
  private final JobFeed feed;
  private final SseStream stream;
  private final boolean items;
  private final Queue<Buffer> states = new ArrayDeque<>();
  private final Runnable serving = this::serve;
  private long position;
  private boolean progressDue;
  private boolean reading;
  private boolean isDeleted;

  /**
   * @param position number of the last completion it has
   * @param items whether it wants items
   */
  JobWatcher(Vertx vertx, JobFeed feed, SseStream stream, long position, boolean items) {
    this.vertx = vertx;
    this.feed = feed;
    this.stream = stream;
    this.position = position;
    this.items = items;
  }

  void open(Runnable whenGone) {
    stream.open(this::pump, whenGone);
    state(Sse.state(feed.latest()));
  }

  void state(Buffer event) {
    states.add(event);
    if (states.size() > STATES) {
      stream.end();
    } else {
      pump();
    }
  }

  void deleted(Buffer event) {
    isDeleted = true;
    state(event);
  }

  void progress() {
    progressDue = true;
    pump();
  }

  void comment() {
    if (stream.hasRoom()) {
      stream.write(Sse.COMMENT);
    }
  }

  void close() {
    stream.end();
  }

  /** Sends what there is while there is room, when it is its turn. */
  void pump() {
    feed.turns().ask(serving);
  }

  private void serve() {
    boolean sent;
    do {
      sent = stream.hasRoom() && sendNext();
    } while (sent);
  }

  /** Sends the next thing; false when there is nothing to be sent now. */
  private boolean sendNext() {
    if (!states.isEmpty()) {
      stream.write(states.remove());
      return true;
    }
    if (isDeleted) {
      stream.end();
      return false;
    }
    if (progressDue && feed.end() == null) {
      progressDue = false;
      stream.write(feed.progressEvent());
      return true;
    }
    if (items && position < feed.lastN()) {
      return sendItems();
    }
    if (feed.end() != null) {
      stream.write(feed.end());
      stream.end();
    }
    return false;
  }

  private boolean sendItems() {
    EncodedEvents frame = feed.frame(position + 1);
    if (frame != null) {
      send(frame);
      return true;
    }
    if (!reading) {
      reading = true;
      feed.read(position + 1).onSuccess(this::sendPage).onFailure(failure -> readAgain());
    }
    return false;
  }

  /** Sends of a page what there is room for; the rest is read again when there is room again. */
  private void sendPage(List<EncodedEvents> page) {
    EncodedEvents frame = FeedPages.holding(page, position + 1);
    if (frame == null) {
      readAgain();
      return;
    }
    reading = false;
    while (frame != null && stream.hasRoom()) {
      send(frame);
      frame = FeedPages.holding(page, position + 1);
    }
    pump();
  }

  /** The store did not answer with what it is said to hold: not a reason to press it. */
  private void readAgain() {
    vertx.setTimer(
        READ_AGAIN_MS,
        timer -> {
          reading = false;
          pump();
        });
  }

  private void send(EncodedEvents frame) {
    stream.write(frame.from(position + 1));
    position = frame.last();
  }
}
