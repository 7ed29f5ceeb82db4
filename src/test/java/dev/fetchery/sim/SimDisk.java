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

/** The downloads directory: which task wrote what. Survives every kill, as a disk does. */
public final class SimDisk {
  /** By path: the task whose bytes it holds. */
  private final Map<String, Long> files = new TreeMap<>();

  private final Map<String, Long> parts = new TreeMap<>();
  private final Set<Long> late = new HashSet<>();

  /**
   * Bytes are being written to a part.
   *
   * @param leased whether the fetcher's lease lasts; one that has slept through its session begins
   *     parts that nothing knows of, and the sweep at a later start removes them
   */
  public void write(String part, long task, boolean leased) {
    parts.put(part, task);
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
    if (files.containsKey(target) || !Long.valueOf(task).equals(parts.get(part))) {
      return false;
    }
    files.put(target, task);
    return true;
  }

  public void remove(String part) {
    parts.remove(part);
  }

  public Set<String> files() {
    return new TreeSet<>(files.keySet());
  }

  /** Parts that something should have removed. */
  public Set<String> parts() {
    Set<String> left = new TreeSet<>(parts.keySet());
    left.removeIf(part -> late.contains(parts.get(part)));
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
      Long part = parts.get(state.part());
      if (part != null && state.target() != null && part.equals(files.get(state.target()))) {
        files.remove(state.target());
        parts.remove(state.part());
      } else if (part != null && state.keep()) {
        kept.add(state.seq());
      } else {
        parts.remove(state.part());
      }
    }
    return new FileAnswer.Recovered(kept);
  }
}
