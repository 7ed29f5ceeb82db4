package dev.fetchery.fetcher.file;

import dev.fetchery.fetcher.file.Publication.Result;
import dev.fetchery.job.ErrorCode;
import io.vertx.core.Future;
import io.vertx.core.file.CopyOptions;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Gives a file its final name: the one place where this happens, but for the usual case of {@link
 * SmallBodies}.
 *
 * <p>A file gets its name by a hard link, since that fails where another file has the name by now.
 * The part stays linked until the outcome is stored: after a crash that proves whose file it is.
 * Confined to the fetcher's event loop.
 */
final class Publisher {
  private final FileContext files;

  Publisher(FileContext files) {
    this.files = files;
  }

  /**
   * Publishes a part that is whole on disk; does not fail.
   *
   * @param sha256 of the body, where this attempt wrote it from memory; else null
   */
  Future<Result> publish(Publication one, @Nullable String sha256) {
    return files
        .enter(one.part(), one.target())
        .compose(directory -> checkPart(one).map(directory))
        .compose(
            directory ->
                files.lease().mayPublish()
                    ? timed(one).compose(mtimeMs -> named(one, directory, sha256, mtimeMs))
                    : Future.<Result>succeededFuture(new Result.Late(true, sha256)))
        .recover(e -> failed(one, e));
  }

  private Future<Result> named(
      Publication one, Path directory, @Nullable String sha256, @Nullable Long mtimeMs) {
    return name(one)
        .compose(
            named ->
                named
                    ? verify(one, directory, sha256, mtimeMs)
                    : Future.succeededFuture(new Result.Taken(sha256)));
  }

  /** Before its name is taken, and what had it before is replaced. */
  private Future<@Nullable Void> checkPart(Publication one) {
    DownloadRoot root = files.root();
    return files.run(() -> root.written().check(root.at(one.part()), root.at(one.part())));
  }

  private Future<@Nullable Long> timed(Publication one) {
    return one.time().matters()
        ? files.blocking(() -> one.time().apply(files.root().at(one.part())))
        : Future.succeededFuture();
  }

  /**
   * Checks again: a directory that was replaced in between did not get the file, and a part that
   * was replaced did not get the name.
   */
  private Future<Result> verify(
      Publication one, Path directory, @Nullable String sha256, @Nullable Long mtimeMs) {
    return files.blocking(
        () -> {
          try {
            Path part = files.root().at(one.part());
            Path target = files.root().at(one.target());
            files.root().checkAgain(target, directory, files.fullDurability());
            files.root().written().check(part, target);
            files.root().written().forget(part);
            return new Result.Done(sha256, mtimeMs);
          } catch (IOException e) {
            files.root().undo(one);
            return DiskFault.result(e, one.target());
          }
        });
  }

  private Future<Result> failed(Publication one, Throwable e) {
    Result result = DiskFault.result(e, one.target());
    return files.lease().mayPublish()
        ? files.delete(one.part()).<Result>map(result).otherwise(result)
        : Future.succeededFuture(result);
  }

  /** False if another file has the name. */
  private Future<Boolean> name(Publication one) {
    String part = files.absolute(one.part());
    String target = files.absolute(one.target());
    Future<Void> named =
        one.replace()
            ? files.call(fs -> fs.move(part, target, new CopyOptions().setAtomicMove(true)))
            : files.call(fs -> fs.link(target, part));
    return named.map(true).recover(e -> notNamed(one, DiskFault.cause(e), e));
  }

  private Future<Boolean> notNamed(Publication one, IOException why, Throwable e) {
    if (why instanceof FileAlreadyExistsException) {
      return isNamed(one)
          .compose(ours -> ours ? Future.succeededFuture(true) : refuseDirectory(one).map(false));
    } else if (e.getCause() instanceof UnsupportedOperationException) {
      return moveInstead(one);
    } else if (why instanceof AccessDeniedException || !(why instanceof FileSystemException said)) {
      return Future.failedFuture(why);
    } else {
      return refuseDirectory(one)
          .compose(
              refused ->
                  !one.replace() && isLinkless(said)
                      ? moveInstead(one)
                      : Future.failedFuture(said));
    }
  }

  /**
   * Whether the name is that of the part all the same: over NFS the answer to a link may be lost,
   * and the client's second try finds the first one's name.
   */
  private Future<Boolean> isNamed(Publication one) {
    DownloadRoot root = files.root();
    return one.replace()
        ? Future.succeededFuture(false)
        : files.blocking(() -> DownloadRoot.isLinked(root.at(one.part()), root.at(one.target())));
  }

  /** File systems without hard links say that the operation is not permitted or supported. */
  private static boolean isLinkless(FileSystemException e) {
    return String.valueOf(e.getReason())
        .matches(".*(not permitted|not supported|Too many links).*");
  }

  private Future<Void> refuseDirectory(Publication one) {
    return files
        .blocking(() -> Files.isDirectory(files.root().at(one.target()), LinkOption.NOFOLLOW_LINKS))
        .compose(
            directory ->
                directory
                    ? Future.failedFuture(
                        new DestinationException(
                            ErrorCode.DISK, "a directory is in the way: " + one.target()))
                    : Future.succeededFuture());
  }

  /**
   * Where there are no hard links: looks first and moves then, so that a file which comes in
   * between is replaced, and a crash leaves no proof of whose file it is.
   */
  private Future<Boolean> moveInstead(Publication one) {
    return files
        .call(fs -> fs.move(files.absolute(one.part()), files.absolute(one.target())))
        .map(true)
        .recover(
            e ->
                DiskFault.cause(e) instanceof FileAlreadyExistsException
                    ? Future.succeededFuture(false)
                    : Future.failedFuture(e));
  }
}
