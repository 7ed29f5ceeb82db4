package dev.fetchery.http.feed;

import dev.fetchery.job.Job;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;

/**
 * A watcher of one job: a position among its completions, and a connection. Holds no completions:
 * while the connection has no room, they stay in the store. Confined to the HTTP event loop.
 */
final class JobWatcher {
  /** A watcher with so many changes of state unread is disconnected; it may connect again. */
  private static final int MAX_UNREAD_STATES = 64;

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
   * @param position number of the last completion the watcher has
   * @param items whether it wants {@code item} events
   */
  JobWatcher(Vertx vertx, JobFeed feed, SseStream stream, long position, boolean items) {
    this.vertx = vertx;
    this.feed = feed;
    this.stream = stream;
    this.position = position;
    this.items = items;
  }

  /** Whether it is sent {@code item} events. */
  boolean wantsItems() {
    return items;
  }

  /** Begins with the job as it is. */
  void open(Job job, Runnable whenGone) {
    stream.open(this::pump, whenGone);
    state(Sse.state(job));
  }

  void state(Buffer event) {
    states.add(event);
    if (states.size() > MAX_UNREAD_STATES) {
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

  /** Sends what the connection has room for, now or in a later slice of time. */
  void pump() {
    feed.throttle().ask(serving);
  }

  private void serve() {
    boolean sent;
    do {
      sent = stream.hasRoom() && sendNext();
    } while (sent);
  }

  /** Sends the next event or events; false when there is nothing to send now. */
  private boolean sendNext() {
    if (!states.isEmpty()) {
      stream.write(states.remove());
      return true;
    }
    if (isDeleted) {
      stream.end();
      return false;
    }
    Buffer end = feed.end();
    Buffer progress = feed.progressEvent();
    if (progressDue && progress != null && end == null) {
      progressDue = false;
      stream.write(progress);
      return true;
    }
    if (items && position < feed.lastN()) {
      return sendItems();
    }
    if (end != null) {
      stream.write(end);
      stream.end();
    }
    return false;
  }

  private boolean sendItems() {
    EncodedEvents events = feed.holding(position + 1);
    if (events != null) {
      send(events);
      return true;
    }
    if (!reading) {
      reading = true;
      feed.read(position + 1).onSuccess(this::sendPage).onFailure(failure -> readAgain());
    }
    return false;
  }

  /** Sends the part of a page that there is room for; the remainder is read again later. */
  private void sendPage(List<EncodedEvents> page) {
    EncodedEvents events = FeedPages.holding(page, position + 1);
    if (events == null) {
      readAgain();
      return;
    }
    reading = false;
    while (events != null && stream.hasRoom()) {
      send(events);
      events = FeedPages.holding(page, position + 1);
    }
    pump();
  }

  /** The store did not have what was announced: a short wait keeps it from being flooded. */
  private void readAgain() {
    vertx.setTimer(
        READ_AGAIN_MS,
        timer -> {
          reading = false;
          pump();
        });
  }

  private void send(EncodedEvents events) {
    stream.write(events.from(position + 1));
    position = events.last();
  }
}
