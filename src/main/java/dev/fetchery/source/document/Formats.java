package dev.fetchery.source.document;

import dev.fetchery.job.DocumentFormat;
import dev.fetchery.url.WebUrl;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Tells a document's format by its media type, then by the ending of its URL, and that of XML by
 * its root element.
 */
final class Formats {
  /** Where the root element begins, after declaration, comments and document type. */
  static final int SNIFFED_BYTES = 8 << 10;

  /** What is packed has the ending of what it holds before this one. */
  private static final Pattern PACKED = Pattern.compile("\\.(gz|zst|zstd)$");

  private static final Pattern ROOT =
      Pattern.compile("<(?:[A-Za-z][\\w.-]*:)?([A-Za-z][\\w.-]*)[\\s/>]");
  private static final Pattern NAMES_SUMS =
      Pattern.compile(
          "((md5|sha1|sha256|sha384|sha512)sums?|shasums(256|512)?|(.*[._-])?checksums?)"
              + "(\\.txt)?(\\.asc)?"
              + "|.*\\.(md5|sha1|sha256|sha384|sha512)(sums?)?");
  private static final Map<String, DocumentFormat> BY_MEDIA_TYPE =
      Map.ofEntries(
          Map.entry("text/html", DocumentFormat.HTML),
          Map.entry("application/xhtml+xml", DocumentFormat.HTML),
          Map.entry("application/rss+xml", DocumentFormat.RSS),
          Map.entry("application/atom+xml", DocumentFormat.RSS),
          Map.entry("application/feed+json", DocumentFormat.RSS),
          Map.entry("text/csv", DocumentFormat.CSV),
          Map.entry("text/tab-separated-values", DocumentFormat.TSV),
          Map.entry("application/x-ndjson", DocumentFormat.JSONL),
          Map.entry("application/ndjson", DocumentFormat.JSONL),
          Map.entry("application/jsonl", DocumentFormat.JSONL),
          Map.entry("application/x-jsonlines", DocumentFormat.JSONL),
          Map.entry("application/jsonlines", DocumentFormat.JSONL),
          Map.entry("application/x-jsonl", DocumentFormat.JSONL),
          Map.entry("application/json-lines", DocumentFormat.JSONL),
          Map.entry("application/x-json-lines", DocumentFormat.JSONL),
          Map.entry("text/x-ndjson", DocumentFormat.JSONL),
          Map.entry("text/jsonl", DocumentFormat.JSONL),
          Map.entry("application/metalink4+xml", DocumentFormat.METALINK));
  private static final Map<String, DocumentFormat> BY_ENDING =
      Map.ofEntries(
          Map.entry("html", DocumentFormat.HTML),
          Map.entry("htm", DocumentFormat.HTML),
          Map.entry("xhtml", DocumentFormat.HTML),
          Map.entry("rss", DocumentFormat.RSS),
          Map.entry("atom", DocumentFormat.RSS),
          Map.entry("txt", DocumentFormat.TEXT),
          Map.entry("lst", DocumentFormat.TEXT),
          Map.entry("csv", DocumentFormat.CSV),
          Map.entry("tsv", DocumentFormat.TSV),
          Map.entry("jsonl", DocumentFormat.JSONL),
          Map.entry("ndjson", DocumentFormat.JSONL),
          Map.entry("meta4", DocumentFormat.METALINK),
          Map.entry("metalink", DocumentFormat.METALINK));
  private static final Map<String, DocumentFormat> BY_ROOT =
      Map.of(
          "rss", DocumentFormat.RSS,
          "feed", DocumentFormat.RSS,
          "rdf", DocumentFormat.RSS,
          "urlset", DocumentFormat.SITEMAP,
          "sitemapindex", DocumentFormat.SITEMAP,
          "listbucketresult", DocumentFormat.S3,
          "metalink", DocumentFormat.METALINK,
          "html", DocumentFormat.HTML);

  private Formats() {}

  /**
   * The format of a document, or none.
   *
   * @param mediaType without parameters, in lower case; empty where the server gave none
   * @param bytes the document; stays where it is
   */
  static Optional<DocumentFormat> of(String mediaType, WebUrl url, BufferedInputStream bytes)
      throws IOException {
    DocumentFormat named = BY_MEDIA_TYPE.get(mediaType);
    if (named == null && !isXml(mediaType)) {
      named = byEnding(url);
    }
    if (named == null || named == DocumentFormat.METALINK) {
      String root = root(bytes);
      named = root == null ? named : BY_ROOT.getOrDefault(root, named);
    }
    boolean plain = mediaType.equals("text/plain");
    return Optional.ofNullable(named == null && plain ? DocumentFormat.TEXT : named);
  }

  private static boolean isXml(String mediaType) {
    return mediaType.equals("application/xml") || mediaType.equals("text/xml");
  }

  private static @Nullable DocumentFormat byEnding(WebUrl url) {
    String path = url.path().toLowerCase(Locale.ROOT);
    String name = path.substring(path.lastIndexOf('/') + 1);
    String bare = PACKED.matcher(name).replaceFirst("");
    return NAMES_SUMS.matcher(bare).matches()
        ? DocumentFormat.SUMS
        : BY_ENDING.get(bare.substring(bare.lastIndexOf('.') + 1));
  }

  /** The local name of the root element, in lower case; null where there is none near. */
  private static @Nullable String root(InputStream bytes) throws IOException {
    bytes.mark(SNIFFED_BYTES);
    byte[] head = bytes.readNBytes(SNIFFED_BYTES);
    bytes.reset();
    // What matters is ASCII in every encoding but the two-byte ones, whose zeros are left out.
    String text = new String(head, StandardCharsets.ISO_8859_1).replace("\0", "");
    String bare = text.replaceAll("(?s)<\\?.*?\\?>|<!--.*?-->|<![A-Za-z][^>]*>", "");
    Matcher root = ROOT.matcher(bare);
    return root.find() ? root.group(1).toLowerCase(Locale.ROOT) : null;
  }
}
