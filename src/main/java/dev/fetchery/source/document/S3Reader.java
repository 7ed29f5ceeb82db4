package dev.fetchery.source.document;

import dev.fetchery.url.Percent;
import dev.fetchery.url.WebUrl;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The listing of a bucket, {@code ListBucketResult} of S3's ListObjects and ListObjectsV2, with the
 * page that follows it. An object's ETag is its MD5 only where it was uploaded in one piece and not
 * encrypted by the service; one that is no MD5 by its form is not taken for one.
 */
final class S3Reader implements DocumentReader {
  private static final Pattern MD5 = Pattern.compile("[0-9a-fA-F]{32}");
  private static final Pattern ASKS_FOR_ENCODING = Pattern.compile("[?&]encoding-type=url(&|#|$)");

  /** Of objects that wait to be told how their keys are written; a page of S3 has 1,000. */
  private static final int MAX_WAITING = 10_000;

  private final Xml xml;
  private final WebUrl url;
  private final Map<String, String> page = new HashMap<>();

  /** What the page says of its objects, as long as it may still say that keys are encoded. */
  private final Deque<Map<String, String>> waiting = new ArrayDeque<>();

  /** Whether it is known how keys are written. Some name the encoding behind the objects. */
  private boolean told;

  private String lastKey = "";
  private boolean over;

  /**
   * @param url that the listing was asked for
   */
  S3Reader(InputStream document, WebUrl url) throws IOException {
    this.xml = new Xml(document, "the listing of a bucket", Set.of("ListBucketResult"));
    this.url = url;
    this.told = !ASKS_FOR_ENCODING.matcher(References.afterPath(url)).find();
  }

  @Override
  public @Nullable Found next() throws IOException {
    Found found = waitingFile();
    while (found == null && !over) {
      String name = xml.nextStart();
      if (name != null) {
        take(name);
      } else {
        told = true;
        over = true;
      }
      found = waitingFile();
    }
    return found == null ? following() : found;
  }

  private void take(String name) throws IOException {
    switch (name) {
      case "Contents" -> {
        waiting.add(object());
        told |= waiting.size() >= MAX_WAITING;
      }
      case "IsTruncated", "NextContinuationToken", "NextMarker" -> page.put(name, xml.text());
      case "EncodingType" -> {
        page.put(name, xml.text());
        told = true;
      }
      default -> {
        // The name, the prefix, common prefixes.
      }
    }
  }

  private Map<String, String> object() throws IOException {
    int own = xml.depth();
    Map<String, String> object = new HashMap<>();
    for (String name = xml.nextStart(own); name != null; name = xml.nextStart(own)) {
      if (xml.depth() == own + 1) {
        object.put(name, xml.text());
      }
    }
    return object;
  }

  /** The next file among the objects read, or null. */
  private @Nullable Found waitingFile() {
    Found file = null;
    while (file == null && told && !waiting.isEmpty()) {
      file = file(waiting.remove());
    }
    return file;
  }

  private @Nullable Found file(Map<String, String> object) {
    String key = key(object.getOrDefault("Key", ""));
    String size = object.getOrDefault("Size", "");
    lastKey = key;
    boolean folder = key.endsWith("/") && size.equals("0");
    if (key.isEmpty() || folder) {
      return null;
    }
    Map<String, String> fields = new HashMap<>();
    Map<String, String> expected = new HashMap<>();
    if (Numbers.isCount(size)) {
      fields.put("size", size);
      expected.put("size", size);
    }
    String tag = object.getOrDefault("ETag", "").replace("\"", "");
    if (MD5.matcher(tag).matches()) {
      expected.put("md5", tag);
    }
    Dates.rfc3339(object.getOrDefault("LastModified", ""))
        .ifPresent(date -> fields.put("lastmod", date));
    return new Found.Entry(bucket() + References.path(key), key, fields, expected, List.of());
  }

  private String key(String written) {
    return page.getOrDefault("EncodingType", "").equals("url")
        ? Percent.decode(written.replace('+', ' '))
        : written;
  }

  /** The bucket's own URL: that of the listing without its query. */
  private String bucket() {
    String bucket =
        url.text().substring(0, url.text().length() - References.afterPath(url).length());
    return bucket.endsWith("/") ? bucket : bucket + "/";
  }

  private @Nullable Found following() {
    boolean more = "true".equals(page.remove("IsTruncated"));
    return more ? continuation() : null;
  }

  private Found continuation() {
    String token = page.get("NextContinuationToken");
    if (token != null) {
      return new Found.Continuation(References.withQuery(url, "continuation-token", token));
    }
    String marker = key(page.getOrDefault("NextMarker", ""));
    return new Found.Continuation(
        References.withQuery(url, "marker", marker.isEmpty() ? lastKey : marker));
  }

  @Override
  public void close() throws IOException {
    xml.close();
  }
}
