package dev.fetchery.fetcher.file;

import dev.fetchery.bus.FileAnswer;
import dev.fetchery.bus.FileRequest;
import dev.fetchery.context.Clock;
import dev.fetchery.fetcher.file.Publication.Result;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Files in a directory of this machine. Confined to the fetcher's event loop. */
public final class LocalFiles implements FileStore {
  private final FileContext files;
  private final Publisher publisher;
  private final SmallBodies small;
  private final FileRequestHandler requests;

  private LocalFiles(FileContext files, FileRequestHandler requests) {
    this.files = files;
    this.publisher = new Publisher(files);
    this.small = new SmallBodies(files);
    this.requests = requests;
  }

  /**
   * Opens, and makes where it is missing, the downloads directory; fails if it is none.
   *
   * @param context where the futures complete
   * @param fullDurability whether files are synced before they are reported as saved
   */
  public static Future<LocalFiles> open(
      Context context, Path directory, Lease lease, boolean fullDurability, Clock clock) {
    String absolute = directory.toAbsolutePath().toString();
    return context
        .owner()
        .fileSystem()
        .mkdirs(absolute)
        .compose(made -> context.executeBlocking(() -> new DownloadRoot(Path.of(absolute))))
        .map(root -> new FileContext(context, root, lease, fullDurability))
        .map(files -> new LocalFiles(files, new FileRequestHandler(files, clock)));
  }

  /** Opens them in this directory. */
  public static Opener in(Path directory) {
    return (context, lease, fullDurability, clock) ->
        open(context, directory, lease, fullDurability, clock);
  }

  /**
   * Where a part lies that was written here.
   *
   * @return its absolute path; fails where another file or a link was put in its place
   */
  public Future<Path> written(String part) {
    return files.blocking(
        () -> {
          Path path = files.root().at(part);
          files.root().check(path);
          files.root().written().check(path, path);
          return path;
        });
  }

  @Override
  public PartFile part(String path) {
    return new PartFile(files, path);
  }

  @Override
  public Future<Result> publish(Publication publication) {
    return publication.body() == null
        ? publisher.publish(publication, null)
        : small
            .publish(publication)
            .compose(
                written ->
                    written.result() == null
                        ? publisher.publish(publication, written.sha256())
                        : Future.succeededFuture(written.result()));
  }

  @Override
  public List<String> takeMadeDirectories(String target) {
    return files.root().takeMade(target);
  }

  @Override
  public Future<Void> discard(String part) {
    files.root().written().forget(files.root().directory().resolve(part));
    return files.lease().mayRemove()
        ? files.delete(part).<Void>mapEmpty().otherwiseEmpty()
        : Future.succeededFuture();
  }

  /** One hop for all of them: with a call of the file system each, small files cost more. */
  @Override
  public Future<Void> settle(List<String> parts) {
    return files.run(
        () -> {
          for (String part : parts) {
            Path path = files.root().at(part);
            files.root().written().forget(path);
            // One call to the system, where the other takes two; that one says why it fails.
            if (!path.toFile().delete()) {
              Files.deleteIfExists(path);
            }
          }
        });
  }

  @Override
  public Future<FileAnswer> answer(FileRequest request) {
    return requests.answer(request);
  }
}
