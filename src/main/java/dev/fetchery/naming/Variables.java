package dev.fetchery.naming;

import dev.fetchery.url.Percent;
import dev.fetchery.url.WebUrl;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The template variables that follow from an item's URL and from the head of its answer. */
public final class Variables {
  private static final Map<String, String> EXTENSIONS =
      Map.ofEntries(
          Map.entry("application/epub+zip", "epub"),
          Map.entry("application/geo+json", "geojson"),
          Map.entry("application/gpx+xml", "gpx"),
          Map.entry("application/gzip", "gz"),
          Map.entry("application/java-archive", "jar"),
          Map.entry("application/javascript", "js"),
          Map.entry("application/json", "json"),
          Map.entry("application/manifest+json", "webmanifest"),
          Map.entry("application/msword", "doc"),
          Map.entry("application/ogg", "ogx"),
          Map.entry("application/pdf", "pdf"),
          Map.entry("application/postscript", "ps"),
          Map.entry("application/rtf", "rtf"),
          Map.entry("application/sql", "sql"),
          Map.entry("application/toml", "toml"),
          Map.entry("application/vnd.android.package-archive", "apk"),
          Map.entry("application/vnd.apache.parquet", "parquet"),
          Map.entry("application/vnd.google-earth.kml+xml", "kml"),
          Map.entry("application/vnd.google-earth.kmz", "kmz"),
          Map.entry("application/vnd.ms-excel", "xls"),
          Map.entry("application/vnd.ms-powerpoint", "ppt"),
          Map.entry("application/vnd.oasis.opendocument.graphics", "odg"),
          Map.entry("application/vnd.oasis.opendocument.presentation", "odp"),
          Map.entry("application/vnd.oasis.opendocument.spreadsheet", "ods"),
          Map.entry("application/vnd.oasis.opendocument.text", "odt"),
          Map.entry(
              "application/vnd.openxmlformats-officedocument.presentationml.presentation", "pptx"),
          Map.entry("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx"),
          Map.entry(
              "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx"),
          Map.entry("application/vnd.rar", "rar"),
          Map.entry("application/vnd.sqlite3", "sqlite3"),
          Map.entry("application/wasm", "wasm"),
          Map.entry("application/x-7z-compressed", "7z"),
          Map.entry("application/x-bzip2", "bz2"),
          Map.entry("application/x-gzip", "gz"),
          Map.entry("application/x-ipynb+json", "ipynb"),
          Map.entry("application/x-javascript", "js"),
          Map.entry("application/x-ndjson", "ndjson"),
          Map.entry("application/x-rar", "rar"),
          Map.entry("application/x-rar-compressed", "rar"),
          Map.entry("application/x-tar", "tar"),
          Map.entry("application/x-xz", "xz"),
          Map.entry("application/x-yaml", "yaml"),
          Map.entry("application/x-zip-compressed", "zip"),
          Map.entry("application/xhtml+xml", "xhtml"),
          Map.entry("application/xml", "xml"),
          Map.entry("application/yaml", "yaml"),
          Map.entry("application/zip", "zip"),
          Map.entry("application/zstd", "zst"),
          Map.entry("audio/aac", "aac"),
          Map.entry("audio/flac", "flac"),
          Map.entry("audio/midi", "mid"),
          Map.entry("audio/mp4", "m4a"),
          Map.entry("audio/mpeg", "mp3"),
          Map.entry("audio/ogg", "ogg"),
          Map.entry("audio/opus", "opus"),
          Map.entry("audio/vnd.wave", "wav"),
          Map.entry("audio/wav", "wav"),
          Map.entry("audio/wave", "wav"),
          Map.entry("audio/webm", "weba"),
          Map.entry("audio/x-flac", "flac"),
          Map.entry("audio/x-mpeg", "mp3"),
          Map.entry("audio/x-wav", "wav"),
          Map.entry("font/otf", "otf"),
          Map.entry("font/ttf", "ttf"),
          Map.entry("font/woff", "woff"),
          Map.entry("font/woff2", "woff2"),
          Map.entry("image/apng", "apng"),
          Map.entry("image/avif", "avif"),
          Map.entry("image/bmp", "bmp"),
          Map.entry("image/gif", "gif"),
          Map.entry("image/heic", "heic"),
          Map.entry("image/heif", "heif"),
          Map.entry("image/jp2", "jp2"),
          Map.entry("image/jpeg", "jpg"),
          Map.entry("image/jpg", "jpg"),
          Map.entry("image/jxl", "jxl"),
          Map.entry("image/pjpeg", "jpg"),
          Map.entry("image/png", "png"),
          Map.entry("image/svg+xml", "svg"),
          Map.entry("image/tiff", "tif"),
          Map.entry("image/vnd.adobe.photoshop", "psd"),
          Map.entry("image/vnd.microsoft.icon", "ico"),
          Map.entry("image/webp", "webp"),
          Map.entry("image/x-icon", "ico"),
          Map.entry("image/x-ms-bmp", "bmp"),
          Map.entry("image/x-png", "png"),
          Map.entry("message/rfc822", "eml"),
          Map.entry("model/gltf+json", "gltf"),
          Map.entry("model/gltf-binary", "glb"),
          Map.entry("text/calendar", "ics"),
          Map.entry("text/css", "css"),
          Map.entry("text/csv", "csv"),
          Map.entry("text/html", "html"),
          Map.entry("text/javascript", "js"),
          Map.entry("text/markdown", "md"),
          Map.entry("text/plain", "txt"),
          Map.entry("text/rtf", "rtf"),
          Map.entry("text/tab-separated-values", "tsv"),
          Map.entry("text/vcard", "vcf"),
          Map.entry("text/vtt", "vtt"),
          Map.entry("text/x-markdown", "md"),
          Map.entry("text/xml", "xml"),
          Map.entry("text/yaml", "yaml"),
          Map.entry("video/mp2t", "ts"),
          Map.entry("video/mp4", "mp4"),
          Map.entry("video/mpeg", "mpeg"),
          Map.entry("video/ogg", "ogv"),
          Map.entry("video/quicktime", "mov"),
          Map.entry("video/webm", "webm"),
          Map.entry("video/x-flv", "flv"),
          Map.entry("video/x-m4v", "m4v"),
          Map.entry("video/x-matroska", "mkv"),
          Map.entry("video/x-ms-wmv", "wmv"),
          Map.entry("video/x-msvideo", "avi"));

  /** What servers send of files whose type they do not know. */
  private static final Set<String> SAYS_NOTHING = Set.of("text/plain", "application/octet-stream");

  private Variables() {}

  /**
   * A URL's variables; empty where it lacks what they name.
   *
   * @param host as written but in lower case, without user information and port
   * @param path without the slash at its beginning, each segment percent-decoded once
   * @param file the path's last segment; empty for {@code .} and {@code ..} too, which name no file
   * @param stem the file without its extension
   * @param ext the file's extension, without the dot
   */
  public record Url(String host, String path, String file, String stem, String ext) {
    /** The variable of this name, {@code url.host} and so on, or null if it is none of these. */
    public @Nullable String get(String name) {
      return switch (name) {
        case "url.host" -> host;
        case "url.path" -> path;
        case "url.file" -> file;
        case "url.stem" -> stem;
        case "url.ext" -> ext;
        default -> null;
      };
    }
  }

  /** Takes a URL apart. */
  public static Url ofUrl(WebUrl url) {
    String path = url.path();
    String decoded = decodePath(path.isEmpty() ? path : path.substring(1));
    String last = decoded.substring(decoded.lastIndexOf('/') + 1);
    String file = last.equals(".") || last.equals("..") ? "" : last;
    int dot = file.lastIndexOf('.');
    String host = url.writtenHost().toLowerCase(Locale.ROOT);
    return dot > 0
        ? new Url(host, decoded, file, file.substring(0, dot), file.substring(dot + 1))
        : new Url(host, decoded, file, file, "");
  }

  /**
   * {@code served.name}: the file name in {@code Content-Disposition} (RFC 6266), without any
   * directories; not yet safe as a name. Empty where there is none: then it is {@code url.file}.
   *
   * @param contentDispositions the header's values, in the order received
   */
  public static Optional<String> servedName(List<String> contentDispositions) {
    return ContentDisposition.fileName(contentDispositions);
  }

  /**
   * {@code ext}: the usual extension of a media type that says something, else the URL's, else
   * {@code bin}; no dot.
   *
   * @param contentType the header's value, parameters included, or null
   * @param urlExt the variable {@code url.ext}
   */
  public static String ext(@Nullable String contentType, String urlExt) {
    String mediaType = contentType == null ? "" : contentType;
    String essence =
        mediaType.substring(0, endOf(mediaType, 0, ";,")).strip().toLowerCase(Locale.ROOT);
    if (!urlExt.isEmpty() && SAYS_NOTHING.contains(essence)) {
      return urlExt;
    }
    String usual = EXTENSIONS.get(essence);
    if (usual == null) {
      usual = ofSuffix(essence);
    }
    if (usual != null) {
      return usual;
    }
    return urlExt.isEmpty() ? "bin" : urlExt;
  }

  /** RFC 6839: what a type without an extension of its own is made of. */
  private static @Nullable String ofSuffix(String essence) {
    String suffix = essence.substring(essence.lastIndexOf('+') + 1);
    return suffix.length() < essence.length() && Set.of("json", "xml", "zip").contains(suffix)
        ? suffix
        : null;
  }

  /** Decoded segment by segment, so that an escaped slash makes no segment of its own. */
  private static String decodePath(String path) {
    if (path.indexOf('%') < 0) {
      return path;
    }
    StringBuilder decoded = new StringBuilder(path.length());
    int from = 0;
    while (true) {
      int slash = endOf(path, from, "/");
      decoded.append(Percent.decode(path.substring(from, slash), '_').replace('/', '_'));
      if (slash == path.length()) {
        return decoded.toString();
      }
      decoded.append('/');
      from = slash + 1;
    }
  }

  /** The first place, from the given one on, of any of the chars; the end where there is none. */
  private static int endOf(String text, int from, String chars) {
    int at = from;
    while (at < text.length() && chars.indexOf(text.charAt(at)) < 0) {
      at++;
    }
    return at;
  }
}
