package dev.fetchery.fetcher.file;

import dev.fetchery.bus.FileAnswer;
import dev.fetchery.bus.FileRequest;
import dev.fetchery.context.Clock;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.util.List;

/**
 * Where fetched bodies become files. Every path is relative to the place of all files, with {@code
 * /}; parts and other working files are on a disk of this machine in any case. Methods are called
 * on the fetcher's event loop, and their futures complete there.
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

  /** Answers a request about the files; fails with the reason in one line. */
  Future<FileAnswer> answer(FileRequest request);

  /** Opens the files for one fetcher. */
  @FunctionalInterface
  interface Opener {
    /**
     * Opens them.
     *
     * @param context where the futures complete
     * @param fullDurability whether files are synced before they are reported as saved
     */
    Future<? extends FileStore> open(
        Context context, Lease lease, boolean fullDurability, Clock clock);
  }
}
