package dev.fetchery.http.jobs;

import dev.fetchery.http.route.Problem;
import dev.fetchery.job.Source.Manifest;
import dev.fetchery.spec.ManifestCheck;
import dev.fetchery.store.OwnerOnly;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Objects;

/** Writes, checks and fingerprints a manifest as it arrives. Blocks; one call at a time. */
final class ManifestWriter implements ManifestSink {
  private final Manifest.Format format;
  private final Manifest.Reading reading;
  private final ManifestCheck check;
  private final Fingerprint fingerprint = new Fingerprint();
  private final ManifestSink.Beside beside;
  private final FileChannel file;

  private ManifestWriter(
      Manifest.Format format,
      Manifest.Reading reading,
      long maxItems,
      ManifestSink.Beside beside,
      FileChannel file) {
    this.beside = beside;
    this.format = format;
    this.reading = reading;
    this.check = new ManifestCheck(format, reading, maxItems);
    this.file = file;
  }

  static ManifestWriter open(
      Path path,
      Manifest.Format format,
      Manifest.Reading reading,
      long maxItems,
      ManifestSink.Beside beside)
      throws IOException {
    OwnerOnly.directory(Objects.requireNonNull(path.getParent(), "in the data directory"));
    return new ManifestWriter(format, reading, maxItems, beside, OwnerOnly.newFile(path));
  }

  @Override
  public void write(byte[] bytes) throws IOException {
    fingerprint.update(bytes);
    if (!check.feed(ByteBuffer.wrap(bytes))) {
      judge();
    }
    ByteBuffer left = ByteBuffer.wrap(bytes);
    while (left.hasRemaining()) {
      file.write(left);
    }
  }

  @Override
  public Written finish(String name, String query) throws IOException {
    ManifestCheck.Good good = judge();
    file.close();
    return new Written(
        new Manifest(format, name, good.items(), reading),
        good.fields(),
        fingerprint.finish(query));
  }

  @Override
  public void close() throws IOException {
    file.close();
  }

  private ManifestCheck.Good judge() {
    ManifestCheck.Result result = check.finish();
    if (result instanceof ManifestCheck.Faulty faulty) {
      throw Problem.badLines(beside.faults(check.possibleFields()), faulty.faults());
    }
    return (ManifestCheck.Good) result;
  }
}
