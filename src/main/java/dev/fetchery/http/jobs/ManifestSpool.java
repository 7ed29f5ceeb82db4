package dev.fetchery.http.jobs;

import dev.fetchery.http.route.Problem;
import dev.fetchery.http.route.RequestBody;
import dev.fetchery.job.Source.Manifest;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes manifests in: streamed to a file of the data directory, each line checked on the way, so
 * that no body needs its own size in memory. What is bad, or breaks off, leaves nothing behind.
 */
public final class ManifestSpool {
  /** Bytes gathered before a worker is bothered. */
  private static final int GATHER_BYTES = 128 << 10;

  private static final Logger LOG = LoggerFactory.getLogger(ManifestSpool.class);
  private static final String UNFINISHED = ".part";

  private final Vertx vertx;
  private final Path dataDir;
  private final long maxItems;

  public ManifestSpool(Vertx vertx, Path dataDir, long maxItems) {
    this.vertx = vertx;
    this.dataDir = dataDir;
    this.maxItems = maxItems;
  }

  /** Removes what a process that was killed had not finished taking in. */
  public Future<Void> sweep() {
    return blocking(
        () -> {
          Path directory = Files.createDirectories(dataDir.resolve("manifests"));
          try (DirectoryStream<Path> left = Files.newDirectoryStream(directory, "*" + UNFINISHED)) {
            for (Path file : left) {
              Files.deleteIfExists(file);
            }
          }
          return null;
        });
  }

  Future<ManifestWriter.Written> take(
      HttpServerRequest request, Manifest.Format format, String query) {
    String name = "manifests/" + UUID.randomUUID() + extension(format);
    Path file = dataDir.resolve(name);
    Path part = dataDir.resolve(name + UNFINISHED);
    request.pause();
    return storing(() -> ManifestWriter.open(part, format, maxItems))
        .compose(
            writer ->
                RequestBody.stream(
                        vertx,
                        request,
                        GATHER_BYTES,
                        chunk ->
                            storing(
                                () -> {
                                  writer.write(chunk.getBytes());
                                  return null;
                                }))
                    .compose(
                        whole ->
                            storing(
                                () -> {
                                  ManifestWriter.Written written = writer.finish(name, query);
                                  Files.move(part, file);
                                  return written;
                                }))
                    .recover(
                        failure ->
                            blocking(
                                    () -> {
                                      writer.close();
                                      Files.deleteIfExists(part);
                                      return (ManifestWriter.Written) null;
                                    })
                                .transform(gone -> Future.failedFuture(failure))));
  }

  /** Removes a manifest that no job came of. */
  Future<Void> discard(Manifest manifest) {
    return blocking(
        () -> {
          Files.deleteIfExists(dataDir.resolve(manifest.file()));
          return null;
        });
  }

  private static String extension(Manifest.Format format) {
    return switch (format) {
      case TEXT -> ".txt";
      case NDJSON -> ".ndjson";
      case CSV -> ".csv";
    };
  }

  private interface Work<T> {
    T run() throws IOException;
  }

  /** A full data directory is no defect of ours, and the caller may come again. */
  private <T> Future<T> storing(Work<T> work) {
    return blocking(
        () -> {
          try {
            return work.run();
          } catch (IOException e) {
            LOG.warn("a manifest cannot be stored: {}", e.toString());
            throw Problem.of(503, "the manifest cannot be stored now").with("Retry-After", "10");
          }
        });
  }

  private <T> Future<T> blocking(Work<T> work) {
    return vertx.executeBlocking(work::run, false);
  }
}
