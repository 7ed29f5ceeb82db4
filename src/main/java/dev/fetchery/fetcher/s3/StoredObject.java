package dev.fetchery.fetcher.s3;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the store tells of an object.
 *
 * @param etag as it is quoted in conditions
 * @param metadata by lower-case names
 */
record StoredObject(long size, String etag, Map<String, String> metadata) {
  StoredObject {
    metadata = Map.copyOf(metadata);
  }

  /** Its SHA-256 in hex, as it was told when it was saved here; null where it was not. */
  @Nullable String sha256() {
    return metadata.get(ObjectTags.SHA256);
  }

  /** Its time in epoch milliseconds, as it was told when it was saved here; null where not. */
  @Nullable Long timeMs() {
    String time = metadata.get(ObjectTags.TIME);
    return time == null ? null : ObjectTags.millis(time);
  }
}
