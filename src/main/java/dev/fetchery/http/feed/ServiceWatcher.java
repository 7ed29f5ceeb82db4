package dev.fetchery.http.feed;

import dev.fetchery.job.Job;
import dev.fetchery.job.Progress;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * A watcher of all jobs: first each open job as it is, then what changes. Confined to the HTTP
 * event loop.
 */
final class ServiceWatcher {
  /** A watcher with so many changes unread is disconnected; it may connect and begin again. */
  private static final int MAX_UNREAD_CHANGES = 1024;

  private final SseStream stream;
  private final Queue<Buffer> changes = new ArrayDeque<>();
  private final Map<String, Progress> progress = new LinkedHashMap<>();

  /** The open jobs not sent yet, or null until they are known. */
  private @Nullable Iterator<Job> first;

  ServiceWatcher(SseStream stream) {
    this.stream = stream;
  }

  /**
   * Begins with the open jobs. What changed since they were asked for follows, whether or not they
   * show it already.
   */
  void open(List<Job> openJobs, Runnable whenGone) {
    first = openJobs.iterator();
    stream.open(this::pump, whenGone);
    pump();
  }

  void changed(String job, boolean open, Buffer state) {
    if (!open) {
      progress.remove(job);
    }
    changes.add(state);
    if (first == null) {
      return;
    }
    if (changes.size() > MAX_UNREAD_CHANGES) {
      stream.end();
    } else {
      pump();
    }
  }

  void progressChanged(String job, Progress now) {
    if (first != null) {
      progress.put(job, now);
      pump();
    }
  }

  void comment() {
    if (first != null && stream.hasRoom()) {
      stream.write(Sse.COMMENT);
    }
  }

  void close() {
    stream.end();
  }

  private void pump() {
    while (first != null && stream.hasRoom()) {
      if (first.hasNext()) {
        stream.write(Sse.state(first.next()));
      } else if (!changes.isEmpty()) {
        stream.write(changes.remove());
      } else if (!progress.isEmpty()) {
        Map.Entry<String, Progress> next = progress.entrySet().iterator().next();
        stream.write(Sse.progress(next.getKey(), next.getValue()));
        progress.remove(next.getKey());
      } else {
        return;
      }
    }
  }
}
