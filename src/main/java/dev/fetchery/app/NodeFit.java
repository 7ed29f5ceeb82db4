package dev.fetchery.app;

import dev.fetchery.cluster.ClusterMember;
import dev.fetchery.cluster.NodeFacts;
import dev.fetchery.config.Settings;
import dev.fetchery.files.FilesPlace;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Whether a process of fetchers can work for a coordinator: it has to save where the coordinator
 * looks, by the same names, and both have certificates or neither has.
 *
 * @param tls whether this process shows a certificate
 * @param mark of the place of its files, see {@link FilesMark}
 * @param files where they are
 * @param names the encoding of its file names
 */
record NodeFit(boolean tls, String mark, FilesPlace files, String names) {

  /** Of this process. Blocks. */
  static NodeFit of(Settings settings) throws StartFault {
    FilesPlace files = settings.storage().files();
    Settings.Cluster cluster = settings.cluster();
    return new NodeFit(
        cluster != null && cluster.tls() != null, FilesMark.of(files), files, encoding());
  }

  /** In which this process writes the names of files: the locale decides. */
  static String encoding() {
    String name = System.getProperty("sun.jnu.encoding", Charset.defaultCharset().name());
    return Charset.isSupported(name) ? Charset.forName(name).name() : name;
  }

  /** Why it cannot, in one line; null where it can. */
  @Nullable String fault(ClusterMember coordinator) {
    NodeFacts facts = coordinator.facts();
    if (facts.tls() != tls) {
      return "the coordinator "
          + coordinator.shown()
          + (tls
              ? " has no certificate: give it --cluster-cert, --cluster-key and --cluster-ca"
              : " takes nodes with certificates alone: give --cluster-cert, --cluster-key and"
                  + " --cluster-ca");
    } else if (!facts.files().place().equals(mark)) {
      // What is saved elsewhere the coordinator would never find.
      return "this fetcher saves to "
          + files.shown()
          + ", which is not where the coordinator "
          + coordinator.shown()
          + " has its files: give both the same --files, a bucket or a directory that they share";
    } else if (!canWrite(facts.files().names())) {
      return "this fetcher writes names of files in "
          + names
          + ", the coordinator "
          + coordinator.shown()
          + " in "
          + facts.files().names()
          + ": start both with LANG=C.UTF-8";
    }
    return null;
  }

  /**
   * Names in ASCII are alike everywhere, and keys always UTF-8; one that tells nothing is older.
   */
  private boolean canWrite(String granted) {
    return files instanceof FilesPlace.Bucket
        || granted.isEmpty()
        || granted.equals(names)
        || granted.equals(StandardCharsets.US_ASCII.name());
  }
}
