package dev.fetchery.fetcher.file;

import dev.fetchery.bus.FileAnswer;
import dev.fetchery.bus.FileRequest;
import io.vertx.core.Future;
import java.util.List;

/**
 * Where fetched bodies become files. Every path is relative to the downloads directory. Methods are
 * called on the fetcher's event loop, and their futures complete there.
 */
public interface FileStore {

  /** The part at {@code path}; nothing is touched yet. */
  PartFile part(String path);

  /**
   * Gives a whole body its final name: whole or not at all, and never in place of a file that came
   * in between, unless the publication says so. The future does not fail.
   */
  Future<Publication.Result> publish(Publication publication);

  /**
   * Directories above a saved file that were made for files here. Each is named once: with the
   * first file that is saved in it.
   */
  List<String> takeMadeDirectories(String target);

  /** Removes the part of a running task, unless its lease is over. The future does not fail. */
  Future<Void> discard(String part);

  /** Removes the parts of settled tasks; a part that is missing counts as removed. */
  Future<Void> settle(List<String> parts);

  /** Answers a request about the downloads directory; fails with the platform's reason. */
  Future<FileAnswer> answer(FileRequest request);
}
