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

/** One who watches every job: first each open one as it is, then what changes. */
final class ServiceWatcher {
  /** One that leaves so many changes unread is cut off; connecting again, it is told all anew. */
  private static final int CHANGES = 1024;

  private final SseStream stream;
  private final Queue<Buffer> changes = new ArrayDeque<>();
  private final Map<String, Progress> moved = new LinkedHashMap<>();

  /** Of the list, or null until it is there. */
  private Iterator<Job> first;

  ServiceWatcher(SseStream stream) {
    this.stream = stream;
  }

  /**
   * Begins with the list. What changed since it was asked for comes after it, whether the list
   * shows it already or was read before.
   */
  void open(List<Job> openJobs, Runnable whenGone) {
    first = openJobs.iterator();
    stream.open(this::pump, whenGone);
    pump();
  }

  void changed(String job, boolean open, Buffer state) {
    if (!open) {
      moved.remove(job);
    }
    changes.add(state);
    if (first == null) {
      return;
    }
    if (changes.size() > CHANGES) {
      stream.end();
    } else {
      pump();
    }
  }

  void moved(String job, Progress progress) {
    if (first != null) {
      moved.put(job, progress);
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
    while (stream.hasRoom()) {
      if (first.hasNext()) {
        stream.write(Sse.state(first.next()));
      } else if (!changes.isEmpty()) {
        stream.write(changes.remove());
      } else if (!moved.isEmpty()) {
        Map.Entry<String, Progress> next = moved.entrySet().iterator().next();
        stream.write(Sse.progress(next.getKey(), next.getValue()));
        moved.remove(next.getKey());
      } else {
        return;
      }
    }
  }
}
