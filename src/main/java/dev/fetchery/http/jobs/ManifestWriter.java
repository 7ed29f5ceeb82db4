package dev.fetchery.http.jobs;

import dev.fetchery.http.route.Problem;
import dev.fetchery.job.Source.Manifest;
import dev.fetchery.spec.ManifestCheck;
import dev.fetchery.store.OwnerOnly;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Writes, checks and fingerprints a manifest as it arrives. Blocks; one call at a time. */
final class ManifestWriter implements Closeable {
  private final Manifest.Format format;
  private final ManifestCheck check;
  private final Fingerprint fingerprint = new Fingerprint();
  private final FileChannel file;

  private ManifestWriter(Manifest.Format format, long maxItems, FileChannel file) {
    this.format = format;
    this.check = new ManifestCheck(format, maxItems);
    this.file = file;
  }

  /**
   * What was written.
   *
   * @param fields names of variables that its lines bring, or null where there are too many
   * @param fingerprint of body and query
   */
  record Written(Manifest source, @Nullable Collection<String> fields, String fingerprint) {}

  static ManifestWriter open(Path path, Manifest.Format format, long maxItems) throws IOException {
    OwnerOnly.directory(Objects.requireNonNull(path.getParent(), "in the data directory"));
    return new ManifestWriter(format, maxItems, OwnerOnly.newFile(path));
  }

  /**
   * Takes the next bytes.
   *
   * @throws Problem with its bad lines, once there are too many of them to go on
   */
  void write(byte[] bytes) throws IOException {
    fingerprint.update(bytes);
    if (!check.feed(ByteBuffer.wrap(bytes))) {
      judge();
    }
    ByteBuffer left = ByteBuffer.wrap(bytes);
    while (left.hasRemaining()) {
      file.write(left);
    }
  }

  /**
   * Closes a manifest that has arrived whole.
   *
   * @param name of the file, under which the job knows it
   * @throws Problem with its bad lines
   */
  Written finish(String name, String query) throws IOException {
    ManifestCheck.Good good = judge();
    file.close();
    return new Written(
        new Manifest(format, name, good.items()), good.fields(), fingerprint.finish(query));
  }

  @Override
  public void close() throws IOException {
    file.close();
  }

  private ManifestCheck.Good judge() {
    ManifestCheck.Result result = check.finish();
    if (result instanceof ManifestCheck.Faulty faulty) {
      throw Problem.badLines(faulty.faults());
    }
    return (ManifestCheck.Good) result;
  }
}
