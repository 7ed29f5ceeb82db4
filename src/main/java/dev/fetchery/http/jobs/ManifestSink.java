package dev.fetchery.http.jobs;

import dev.fetchery.http.route.Problem;
import dev.fetchery.job.Source.Manifest;
import dev.fetchery.spec.Violation;
import java.io.Closeable;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Takes the body of a posted manifest as it arrives. Blocks; one call at a time. */
interface ManifestSink extends Closeable {

  /** What is wrong with the job of a manifest beside its lines. */
  interface Beside {
    /**
     * Its faults.
     *
     * @param possible names of variables that the lines may bring; null where it may be any
     */
    List<Violation> faults(@Nullable Collection<String> possible);
  }

  /**
   * What was written.
   *
   * @param fields names of variables that its lines bring, or null where there are too many
   * @param fingerprint of body and query
   */
  record Written(Manifest source, @Nullable Collection<String> fields, String fingerprint) {}

  /**
   * Takes the next bytes.
   *
   * @throws Problem with its bad lines, once there are too many of them to go on
   */
  void write(byte[] bytes) throws IOException;

  /**
   * Closes a manifest that has arrived whole.
   *
   * @param name of the file, under which the job knows it
   * @throws Problem with its bad lines
   */
  Written finish(String name, String query) throws IOException;
}
