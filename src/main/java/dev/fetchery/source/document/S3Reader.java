package dev.fetchery.source.document;

import dev.fetchery.url.Percent;
import dev.fetchery.url.WebUrl;
import java.io.IOException;
import java.io.InputStream;
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

  private final Xml xml;
  private final WebUrl url;
  private final Map<String, String> page = new HashMap<>();
  private String lastKey = "";
  private boolean over;

  /**
   * @param url that the listing was asked for
   */
  S3Reader(InputStream document, WebUrl url) throws IOException {
    this.xml = new Xml(document, "the listing of a bucket", Set.of("ListBucketResult"));
    this.url = url;
  }

  @Override
  public @Nullable Found next() throws IOException {
    for (String name = over ? null : xml.nextStart(); name != null; name = xml.nextStart()) {
      switch (name) {
        case "Contents" -> {
          Found file = file();
          if (file != null) {
            return file;
          }
        }
        case "IsTruncated", "NextContinuationToken", "NextMarker", "EncodingType" ->
            page.put(name, xml.text());
        default -> {
          // The name, the prefix, common prefixes.
        }
      }
    }
    boolean more = !over && page.getOrDefault("IsTruncated", "").equals("true");
    over = true;
    return more ? following() : null;
  }

  private @Nullable Found file() throws IOException {
    int own = xml.depth();
    Map<String, String> told = new HashMap<>();
    for (String name = xml.nextStart(own); name != null; name = xml.nextStart(own)) {
      if (xml.depth() == own + 1) {
        told.put(name, xml.text());
      }
    }
    String key = key(told.getOrDefault("Key", ""));
    String size = told.getOrDefault("Size", "");
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
    String tag = told.getOrDefault("ETag", "").replace("\"", "");
    if (MD5.matcher(tag).matches()) {
      expected.put("md5", tag);
    }
    Dates.rfc3339(told.getOrDefault("LastModified", ""))
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

  private Found following() {
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
