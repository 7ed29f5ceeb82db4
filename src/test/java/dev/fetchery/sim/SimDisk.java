package dev.fetchery.sim;

import dev.fetchery.bus.FileAnswer;
import dev.fetchery.bus.FileRequest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The downloads directory: which task wrote what. Survives every kill, as a disk does. Parts of the
 * same name by different tasks lie apart.
 */
public final class SimDisk {
  /** By path: the task whose bytes it holds. */
  private final Map<String, Long> files = new TreeMap<>();

  /** By name: the tasks that wrote such a part. */
  private final Map<String, Set<Long>> parts = new TreeMap<>();

  private final Set<Long> late = new HashSet<>();

  /**
   * Bytes are being written to a part.
   *
   * @param leased whether the fetcher's lease lasts; one that has slept through its session begins
   *     parts that nothing knows of, and the sweep at a later start removes them
   */
  public void write(String part, long task, boolean leased) {
    parts.computeIfAbsent(part, name -> new TreeSet<>()).add(task);
    if (!leased) {
      late.add(task);
    }
  }

  /**
   * Links a part to its final name.
   *
   * @return whether there was no file, and the part is still this task's
   */
  public boolean link(String part, String target, long task) {
    if (files.containsKey(target) || !parts.getOrDefault(part, Set.of()).contains(task)) {
      return false;
    }
    files.put(target, task);
    return true;
  }

  /** The task removes its part. */
  public void remove(String part, long task) {
    parts.getOrDefault(part, new TreeSet<>()).remove(task);
  }

  public Set<String> files() {
    return new TreeSet<>(files.keySet());
  }

  /** Parts that something should have removed. */
  public Set<String> parts() {
    Set<String> left = new TreeSet<>(parts.keySet());
    left.removeIf(part -> late.containsAll(parts.get(part)));
    return left;
  }

  /** As the fetchers' own. */
  public FileAnswer answer(FileRequest request) {
    if (request instanceof FileRequest.Find find) {
      return new FileAnswer.Found(find.paths().stream().filter(files::containsKey).toList());
    } else if (request instanceof FileRequest.Recover recover) {
      return recover(recover.left());
    } else if (request instanceof FileRequest.Discard discard) {
      discard.paths().forEach(parts::remove);
    }
    return new FileAnswer.Removed(0);
  }

  private FileAnswer recover(List<FileRequest.PartState> left) {
    List<Long> kept = new ArrayList<>();
    for (FileRequest.PartState state : left) {
      Set<Long> wrote = parts.getOrDefault(state.part(), Set.of());
      Long file = state.target() == null ? null : files.get(state.target());
      if (file != null && wrote.contains(file)) {
        files.remove(state.target());
        parts.remove(state.part());
      } else if (!wrote.isEmpty() && state.keep()) {
        kept.add(state.seq());
      } else {
        parts.remove(state.part());
      }
    }
    return new FileAnswer.Recovered(kept);
  }
}
