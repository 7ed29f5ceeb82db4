package dev.fetchery.source.document;

import dev.fetchery.job.DocumentFormat;
import dev.fetchery.url.WebUrl;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Opens documents by their formats. */
public final class DocumentReaders {
  private static final int BUFFER_BYTES = 64 << 10;

  private DocumentReaders() {}

  /**
   * How a source reads its documents.
   *
   * @param format or null, where each document tells
   * @param select CSS selector of the elements that hold references, in HTML
   * @param attribute of those elements that is the reference
   * @param made whether URLs are made of the entries' fields, so that a table needs no column url
   */
  public record Options(
      @Nullable DocumentFormat format, String select, String attribute, boolean made) {
    /** One whose documents hold the URLs. */
    public Options(@Nullable DocumentFormat format, String select, String attribute) {
      this(format, select, attribute, false);
    }
  }

  /**
   * Begins to read.
   *
   * @param document closed with the reader, or where this fails
   * @param contentType of the response, or the empty text
   * @param url of the document, after redirects
   * @param recurse whether directories of an index are branches
   * @throws BadDocumentException if its format cannot be told, or it is another
   */
  public static DocumentReader open(
      InputStream document, String contentType, WebUrl url, Options options, boolean recurse)
      throws IOException {
    BufferedInputStream bytes = new BufferedInputStream(document, BUFFER_BYTES);
    try {
      DocumentFormat format = options.format();
      if (format == null) {
        format =
            Formats.of(mediaType(contentType), url, bytes)
                .orElseThrow(() -> new BadDocumentException(untold(contentType)));
      }
      return open(bytes, contentType, url, options, format, recurse);
    } catch (IOException | RuntimeException e) {
      bytes.close();
      throw e;
    }
  }

  private static DocumentReader open(
      BufferedInputStream bytes,
      String contentType,
      WebUrl url,
      Options options,
      DocumentFormat format,
      boolean recurse)
      throws IOException {
    return switch (format) {
      case HTML ->
          new HtmlReader(
              bytes, Charsets.of(contentType, bytes), options.select(), options.attribute());
      case DIRECTORY -> new DirectoryReader(bytes, Charsets.of(contentType, bytes), url, recurse);
      case RSS -> isJson(bytes) ? new JsonFeedReader(bytes) : new FeedReader(bytes, url);
      case SITEMAP -> new SitemapReader(bytes);
      case S3 -> new S3Reader(bytes, url);
      case TEXT -> new TextReader(Charsets.inUtf8(contentType, bytes));
      case CSV -> new TableReader(Charsets.inUtf8(contentType, bytes), ',', options.made());
      case TSV -> new TableReader(Charsets.inUtf8(contentType, bytes), '\t', options.made());
      case JSONL -> new JsonLinesReader(Charsets.inUtf8(contentType, bytes));
      case SUMS -> new SumsReader(Charsets.inUtf8(contentType, bytes));
      case METALINK -> new MetalinkReader(bytes);
    };
  }

  private static String untold(String contentType) {
    String type = mediaType(contentType);
    return type.isEmpty() || type.length() > 100
        ? "neither media type nor ending tells its format: give source.format"
        : "its media type does not tell its format: give source.format";
  }

  private static String mediaType(String contentType) {
    int end = contentType.indexOf(';');
    return (end < 0 ? contentType : contentType.substring(0, end)).strip().toLowerCase(Locale.ROOT);
  }

  private static boolean isJson(BufferedInputStream bytes) throws IOException {
    bytes.mark(Formats.SNIFFED_BYTES);
    int first = bytes.read();
    while (first >= 0 && (first <= ' ' || first >= 0x80)) {
      first = bytes.read();
    }
    bytes.reset();
    return first == '{';
  }
}
