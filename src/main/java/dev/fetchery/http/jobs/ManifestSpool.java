package dev.fetchery.http.jobs;

import dev.fetchery.http.route.BodyReader;
import dev.fetchery.http.route.PackedBody;
import dev.fetchery.http.route.Problem;
import dev.fetchery.job.Source.Manifest;
import dev.fetchery.store.DiskSync;
import dev.fetchery.store.JobReads;
import dev.fetchery.store.ListCopies;
import dev.fetchery.store.OwnerOnly;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Streams posted manifests to files of the data directory and checks each line on the way, so that
 * no body needs its own size in memory. A manifest that is bad or incomplete leaves no file.
 */
public final class ManifestSpool {
  /** Bytes gathered for one hop to a worker thread. */
  private static final int GATHER_BYTES = 128 << 10;

  private static final Logger LOG = LoggerFactory.getLogger(ManifestSpool.class);
  private static final String UNFINISHED = ".part";

  private final Vertx vertx;
  private final JobReads store;
  private final BodyReader bodies;
  private final Path dataDir;
  private final long maxItems;
  private final DiskSync sync;

  /**
   * @param sync what a manifest has to outlive by the time that it is taken
   */
  public ManifestSpool(
      Vertx vertx, JobReads store, BodyReader bodies, Path dataDir, long maxItems, DiskSync sync) {
    this.vertx = vertx;
    this.store = store;
    this.bodies = bodies;
    this.dataDir = dataDir;
    this.maxItems = maxItems;
    this.sync = sync;
  }

  /** Removes unfinished manifests of a process that was killed. */
  public Future<Void> sweep() {
    return blocking(
        () -> {
          Path directory = OwnerOnly.directory(dataDir.resolve("manifests"));
          sync.directory(dataDir);
          try (DirectoryStream<Path> left = Files.newDirectoryStream(directory, "*" + UNFINISHED)) {
            for (Path file : left) {
              Files.deleteIfExists(file);
            }
          }
          return null;
        });
  }

  /**
   * Takes the body.
   *
   * @param beside what is to be told with its bad lines
   */
  Future<ManifestSink.Written> take(
      HttpServerRequest request,
      Manifest.Format format,
      Manifest.Reading reading,
      String query,
      ManifestSink.Beside beside) {
    String name = "manifests/" + UUID.randomUUID() + extension(format);
    Path file = dataDir.resolve(name);
    Path part = dataDir.resolve(name + UNFINISHED);
    request.pause();
    PackedBody.Coding coding = PackedBody.coding(request);
    return storing(() -> open(part, format, reading, coding, beside))
        .compose(
            writer ->
                bodies.stream(
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
                                  ManifestSink.Written written = writer.finish(name, query);
                                  sync.file(part);
                                  Files.move(part, file);
                                  sync.directory(directoryOf(file));
                                  return written;
                                }))
                    .recover(
                        failure ->
                            blocking(
                                    () -> {
                                      writer.close();
                                      Files.deleteIfExists(part);
                                      Files.deleteIfExists(file);
                                      return (ManifestSink.Written) null;
                                    })
                                .transform(gone -> Future.failedFuture(failure))));
  }

  private ManifestSink open(
      Path part,
      Manifest.Format format,
      Manifest.Reading reading,
      PackedBody.Coding coding,
      ManifestSink.Beside beside)
      throws IOException {
    ManifestWriter writer = ManifestWriter.open(part, format, reading, maxItems, beside);
    if (coding == PackedBody.Coding.NONE) {
      return writer;
    }
    try {
      Path packed = part.resolveSibling(part.getFileName() + UNFINISHED);
      return PackedManifest.open(packed, coding, writer);
    } catch (IOException e) {
      writer.close();
      throw e;
    }
  }

  /**
   * A manifest with the content of another one, for another job; empty for null. A link where the
   * file system has them: manifests are never changed.
   */
  Future<Optional<Manifest>> copy(@Nullable Manifest manifest) {
    if (manifest == null) {
      return Future.succeededFuture(Optional.empty());
    }
    String name = "manifests/" + UUID.randomUUID() + extension(manifest.format());
    return storing(
        () -> {
          ListCopies.bringHere(store, dataDir, manifest.file());
          Path from = dataDir.resolve(manifest.file());
          Path to = dataDir.resolve(name);
          try {
            Files.createLink(to, from);
          } catch (UnsupportedOperationException | FileSystemException e) {
            Files.copy(from, to);
            sync.file(to);
          }
          sync.directory(directoryOf(to));
          return Optional.of(manifest.in(name));
        });
  }

  private static Path directoryOf(Path manifest) {
    return Objects.requireNonNull(manifest.getParent(), "in the data directory");
  }

  /** Removes a manifest that no job was made from. */
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
      case TSV -> ".tsv";
    };
  }

  private interface Work<T> {
    @Nullable T run() throws IOException;
  }

  /** A full data directory is 503, not a defect of the service: the caller may try again. */
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
