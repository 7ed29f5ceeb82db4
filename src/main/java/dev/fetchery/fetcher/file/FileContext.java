package dev.fetchery.fetcher.file;

import dev.fetchery.bus.Blocking;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.file.FileSystem;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What everything in this package works with.
 *
 * @param context the fetcher's; futures complete there
 * @param root the downloads directory
 * @param fullDurability whether files are synced before they are reported as saved
 */
record FileContext(Context context, DownloadRoot root, Lease lease, boolean fullDurability) {

  /** Blocking work without a result. */
  interface Work {
    void run() throws Exception;
  }

  /** Runs blocking work on a worker, in no order. Only for what {@link FileSystem} cannot do. */
  <T extends @Nullable Object> Future<T> blocking(Callable<T> work) {
    return Blocking.run(context, work);
  }

  Future<@Nullable Void> run(Work work) {
    return blocking(
        () -> {
          work.run();
          return null;
        });
  }

  /** Calls Vert.x's file system. As with {@link Blocking#run}, listeners are called in order. */
  <T extends @Nullable Object> Future<T> call(Function<FileSystem, Future<T>> operation) {
    Promise<T> answer = Promise.promise();
    operation.apply(context.owner().fileSystem()).onComplete(answer);
    return answer.future();
  }

  /** The absolute path, as Vert.x's file system takes it. */
  String absolute(String relative) {
    return root.directory().resolve(relative).toString();
  }

  /**
   * Makes the directories of these files where they are missing.
   *
   * @return the real path of the last one; fails with {@link DestinationException} where one is not
   *     inside
   */
  Future<Path> enter(String... files) {
    return blocking(() -> check(files))
        .recover(
            e -> e instanceof NoSuchFileException ? makeAndCheck(files) : Future.failedFuture(e));
  }

  private Future<Path> makeAndCheck(String... files) {
    return blocking(() -> missing(files))
        .compose(this::make)
        .compose(made -> blocking(() -> check(files)));
  }

  private Path check(String... files) throws IOException {
    Path real = root.directory();
    for (String file : files) {
      real = root.check(root.at(file));
    }
    return real;
  }

  private List<List<Path>> missing(String... files) throws IOException {
    List<List<Path>> missing = new ArrayList<>();
    for (String file : files) {
      List<Path> above = root.missing(root.at(file));
      if (!above.isEmpty()) {
        missing.add(above);
      }
    }
    return missing;
  }

  private Future<Void> make(List<List<Path>> missing) {
    Future<Void> made = Future.succeededFuture();
    for (List<Path> directories : missing) {
      made = made.compose(before -> makeOne(directories));
    }
    return made;
  }

  private Future<Void> makeOne(List<Path> missing) {
    return call(fs -> fs.mkdirs(missing.get(0).toString()))
        .onSuccess(made -> root.made(missing))
        .recover(e -> Future.failedFuture(root.notMade(missing.get(0), DiskFault.cause(e))));
  }

  /** Removes a file; resolves to whether there was one. */
  Future<Boolean> delete(String relative) {
    return call(fs -> fs.delete(absolute(relative)))
        .map(true)
        .recover(
            e ->
                DiskFault.cause(e) instanceof NoSuchFileException
                    ? Future.succeededFuture(false)
                    : Future.failedFuture(e));
  }
}
