package dev.fetchery.fetcher.s3;

import dev.fetchery.bus.FileAnswer;
import dev.fetchery.bus.FileRequest;
import dev.fetchery.context.Clock;
import dev.fetchery.fetcher.file.FileStore;
import dev.fetchery.fetcher.file.Lease;
import dev.fetchery.fetcher.file.LocalFiles;
import dev.fetchery.fetcher.file.PartFile;
import dev.fetchery.fetcher.file.Publication;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.util.List;

/**
 * Files in a bucket. Bodies that are not whole, and other working files, are in a directory of this
 * machine: nothing reaches the bucket before it is known to be good. Confined to the fetcher's
 * event loop.
 */
final class S3Files implements FileStore {
  private final LocalFiles parts;
  private final Uploads uploads;
  private final BucketRequests requests;

  /**
   * What it works with besides the bucket.
   *
   * @param patienceMs how long a store that does not answer is tried again before the job is paused
   */
  record Setup(Context context, Lease lease, Clock clock, Sizes sizes, long patienceMs) {
    static final long PATIENCE_MS = 20_000;
  }

  /**
   * How bodies are sent.
   *
   * @param wholeBytes up to here by one request
   * @param partBytes above that in parts of at least so many
   */
  record Sizes(long wholeBytes, long partBytes) {
    static final Sizes DEFAULT = new Sizes(64L << 20, 16L << 20);
  }

  /**
   * @param parts the directory of working files
   */
  S3Files(S3Calls calls, LocalFiles parts, Setup setup) {
    this.parts = parts;
    this.uploads = new Uploads(calls, parts, setup);
    this.requests = new BucketRequests(calls, parts, setup.context());
  }

  @Override
  public PartFile part(String path) {
    return parts.part(path);
  }

  @Override
  public Future<Publication.Result> publish(Publication publication) {
    return uploads.publish(publication);
  }

  /** None: a bucket has no directories. */
  @Override
  public List<String> takeMadeDirectories(String target) {
    return List.of();
  }

  @Override
  public Future<Void> discard(String part) {
    return parts.discard(part);
  }

  @Override
  public Future<Void> settle(List<String> settled) {
    return parts.settle(settled);
  }

  @Override
  public Future<FileAnswer> answer(FileRequest request) {
    return requests.answer(request);
  }
}
