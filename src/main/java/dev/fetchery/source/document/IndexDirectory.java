package dev.fetchery.source.document;

import dev.fetchery.url.Percent;
import dev.fetchery.url.WebUrl;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The directory that the page of an index lies in: an origin, and a path up to its last slash. */
public final class IndexDirectory {
  private final WebUrl page;
  private final String path;

  private IndexDirectory(WebUrl page) {
    this.page = page;
    String whole = page.path();
    this.path = whole.isEmpty() ? "/" : whole.substring(0, whole.lastIndexOf('/') + 1);
  }

  /** That of a page, by its URL after redirects. */
  public static IndexDirectory of(WebUrl page) {
    return new IndexDirectory(page);
  }

  /**
   * What follows the directory in a URL's path, as written, whichever way both are encoded; empty
   * for the directory itself. Null for what is outside, also where only an origin that decodes the
   * path would find that it leads out.
   */
  public @Nullable String below(WebUrl target) {
    int end = target.sameOrigin(page) ? endOfDirectory(target.path()) : -1;
    if (end < 0) {
      return null;
    }
    String rest = target.path().substring(end);
    List<String> names = Arrays.asList(Percent.decode(rest).split("/", -1));
    return names.contains("..") || names.contains(".") ? null : rest;
  }

  /** Where this directory ends in a path, or -1. */
  private int endOfDirectory(String target) {
    long slashes = path.chars().filter(c -> c == '/').count();
    int end = 0;
    while (slashes > 0 && end < target.length()) {
      slashes -= target.charAt(end++) == '/' ? 1 : 0;
    }
    String beginning = target.substring(0, end);
    boolean inside = slashes == 0 && Arrays.equals(Percent.bytes(beginning), Percent.bytes(path));
    return inside ? end : -1;
  }

  /** The bytes of its path, one a char: the same for all ways to encode it. */
  public String bytes() {
    return new String(Percent.bytes(path), StandardCharsets.ISO_8859_1);
  }
}
