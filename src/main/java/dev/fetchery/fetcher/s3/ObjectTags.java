package dev.fetchery.fetcher.s3;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What an object tells of itself in its metadata: enough to know it again after an answer that was
 * lost, and after a crash.
 *
 * @param item the job and the number of the item that it was saved for
 * @param upload of this one publication, equal to no other
 * @param replaces whether it may have been put in place of another object
 * @param sha256 of the body in hex, or null where it is not kept
 * @param timeMs in epoch milliseconds, or null for that of its writing
 */
record ObjectTags(
    String item, String upload, boolean replaces, @Nullable String sha256, @Nullable Long timeMs) {
  private static final String ITEM = "fetchery-item";
  private static final String UPLOAD = "fetchery-upload";
  private static final String REPLACES = "fetchery-replaces";

  /** Of the whole body, also where the store keeps one of parts. */
  static final String SHA256 = "fetchery-sha256";

  /** In seconds with a fraction, as rclone and others keep it. */
  static final String TIME = "mtime";

  private static final int MILLIS = 1_000;

  /** {@code .fetchery-JOB-SEQ.part} or {@code .fetchery-JOB-SEQ-2.part}. */
  private static final Pattern PART = Pattern.compile("\\.fetchery-([^-]+)-(\\d+)(?:-2)?\\.part");

  /** The item that a part is of, as it is told of an object. */
  static String item(String part) {
    Matcher name = PART.matcher(part.substring(part.lastIndexOf('/') + 1));
    return name.matches() ? name.group(1) + '/' + name.group(2) : part;
  }

  /** As it is sent. */
  Map<String, String> metadata() {
    Map<String, String> metadata = new LinkedHashMap<>();
    metadata.put(ITEM, item);
    metadata.put(UPLOAD, upload);
    if (replaces) {
      metadata.put(REPLACES, "true");
    }
    if (sha256 != null) {
      metadata.put(SHA256, sha256);
    }
    if (timeMs != null) {
      metadata.put(TIME, BigDecimal.valueOf(timeMs, 3).toPlainString());
    }
    return metadata;
  }

  /** Whether an object is this very one. */
  boolean areOf(StoredObject there) {
    return upload.equals(there.metadata().get(UPLOAD));
  }

  /** Whether an object was saved for that item, in place of no other. */
  static boolean isAnewOf(String item, StoredObject there) {
    return item.equals(there.metadata().get(ITEM)) && !there.metadata().containsKey(REPLACES);
  }

  /** Null where the text is no time. */
  static @Nullable Long millis(String seconds) {
    try {
      return new BigDecimal(seconds).multiply(BigDecimal.valueOf(MILLIS)).longValue();
    } catch (NumberFormatException e) {
      return null;
    }
  }
}
