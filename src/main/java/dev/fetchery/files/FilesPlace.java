package dev.fetchery.files;

import java.net.URI;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Where all saved files are. */
public sealed interface FilesPlace {

  /** As users see it: an absolute path, or an {@code s3://} URL; without a slash at its end. */
  String shown();

  /** A directory of this machine, or one that several machines share. */
  record Directory(Path path) implements FilesPlace {
    public Directory {
      path = path.toAbsolutePath();
    }

    @Override
    public String shown() {
      return path.toString();
    }
  }

  /**
   * A bucket of Amazon S3, or of a store that speaks its protocol.
   *
   * @param prefix what every key begins with, without a slash at either end; may be empty
   * @param endpoint of a store other than Amazon's, or null
   * @param region null for what the environment says
   * @param pathStyle whether the bucket is named in the path of URLs, not in their host
   */
  record Bucket(
      String name,
      String prefix,
      @Nullable URI endpoint,
      @Nullable String region,
      boolean pathStyle)
      implements FilesPlace {
    /** The longest key, in bytes of UTF-8. */
    public static final int MAX_KEY_BYTES = 1024;

    @Override
    public String shown() {
      return "s3://" + name + (prefix.isEmpty() ? "" : "/" + prefix);
    }

    /** The key of a file. */
    public String key(String path) {
      return prefix.isEmpty() ? path : prefix + '/' + path;
    }
  }
}
