package dev.fetchery.config;

import dev.fetchery.files.FilesPlace;
import dev.fetchery.url.WebUrl;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;
import picocli.CommandLine.TypeConversionException;

/** Converts the text of settings about where files are. The exception says what is expected. */
final class FilesConverter {
  private static final String S3 = "s3://";

  /** Wider than Amazon's own rule: other stores take more. */
  private static final Pattern BUCKET = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{1,254}");

  private static final Pattern REGION = Pattern.compile("[A-Za-z0-9-]{1,64}");

  /** Of the longest key something must be left for names. */
  private static final int MAX_PREFIX_BYTES = 512;

  private FilesConverter() {}

  /** A bucket without endpoint and region, which are settings of their own. */
  static FilesPlace place(String text) {
    if (!text.startsWith(S3)) {
      if (WebUrl.hasScheme(text)) {
        throw new TypeConversionException("a directory or s3://BUCKET[/PREFIX]");
      }
      return new FilesPlace.Directory(Converters.path(text));
    }
    String rest = text.substring(S3.length());
    int slash = rest.indexOf('/');
    String bucket = slash < 0 ? rest : rest.substring(0, slash);
    String below = slash < 0 ? "" : rest.substring(slash + 1);
    String prefix = below.replaceAll("/$", "");
    if (!BUCKET.matcher(bucket).matches() || !below.isEmpty() && !isPrefix(prefix)) {
      throw new TypeConversionException("s3://BUCKET or s3://BUCKET/PREFIX");
    }
    return new FilesPlace.Bucket(bucket, prefix, null, null, false);
  }

  /** What paths are made of without being changed on their way. */
  private static boolean isPrefix(String prefix) {
    return prefix.getBytes(StandardCharsets.UTF_8).length <= MAX_PREFIX_BYTES
        && prefix.codePoints().noneMatch(Character::isISOControl)
        && List.of(prefix.split("/", -1)).stream()
            .noneMatch(part -> part.isEmpty() || part.equals(".") || part.equals(".."));
  }

  static URI endpoint(String text) {
    try {
      URI uri = new URI(text.strip());
      boolean web = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
      boolean bare =
          uri.getRawUserInfo() == null && uri.getRawQuery() == null && uri.getRawFragment() == null;
      if (web && bare && uri.getHost() != null) {
        return uri;
      }
    } catch (URISyntaxException e) {
      // Reported below, like any other text.
    }
    throw new TypeConversionException("a URL such as https://s3.example:9000");
  }

  static String region(String text) {
    if (!REGION.matcher(text.strip()).matches()) {
      throw new TypeConversionException("a region such as eu-central-1");
    }
    return text.strip();
  }
}
