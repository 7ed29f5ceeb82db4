package dev.fetchery.fetcher.s3;

import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Finds out which of many paths exist. The bucket is listed along them, so that a page of a
 * thousand objects answers for all paths in it; what it does not hold is jumped over. Where pages
 * answer for few, since the paths lie far apart, the rest is looked up one by one. Confined to the
 * fetcher's event loop.
 */
final class KeySearch {
  /** A page that answers for fewer was not worth its size. */
  private static final int WORTHWHILE = 4;

  private static final int POOR_PAGES = 2;

  /** As the store orders its keys: a surrogate pair stands behind every other character. */
  private static final Comparator<String> BY_BYTES =
      (a, b) ->
          Arrays.compareUnsigned(
              a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));

  private final S3Calls calls;
  private final List<String> wanted;
  private final String prefix;
  private final List<String> found = new ArrayList<>();

  /** The first path of which nothing is known yet. */
  private int next;

  private int poor;

  private KeySearch(S3Calls calls, List<String> paths) {
    this.calls = calls;
    this.wanted = paths.stream().distinct().sorted(BY_BYTES).toList();
    this.prefix = wanted.isEmpty() ? "" : common(wanted.get(0), wanted.get(wanted.size() - 1));
  }

  /** Those of the paths at which an object is. */
  static Future<List<String>> existing(S3Calls calls, List<String> paths) {
    return new KeySearch(calls, paths).search("");
  }

  private static String common(String first, String last) {
    int length = 0;
    while (length < Math.min(first.length(), last.length())
        && first.charAt(length) == last.charAt(length)) {
      length++;
    }
    return first.substring(0, first.lastIndexOf('/', length - 1) + 1);
  }

  private Future<List<String>> search(String listedTo) {
    if (next == wanted.size()) {
      return Future.succeededFuture(found);
    } else if (poor == POOR_PAGES || wanted.size() - next < WORTHWHILE) {
      return lookUpEach();
    }
    String before = before(wanted.get(next));
    String after = BY_BYTES.compare(before, listedTo) > 0 ? before : listedTo;
    return calls.list(prefix, after).compose(page -> take(after, page));
  }

  private Future<List<String>> take(String after, S3Calls.Page page) {
    String last = after;
    int known = next;
    for (String path : page.paths()) {
      if (BY_BYTES.compare(path, last) <= 0) {
        // A store that lists in another order than is asked of it.
        return lookUpEach();
      }
      last = path;
      skipBefore(path);
      if (next < wanted.size() && wanted.get(next).equals(path)) {
        found.add(path);
        next++;
      }
    }
    if (!page.more()) {
      next = wanted.size();
    }
    poor = next - known < WORTHWHILE ? poor + 1 : 0;
    return search(last);
  }

  private void skipBefore(String path) {
    while (next < wanted.size() && BY_BYTES.compare(wanted.get(next), path) < 0) {
      next++;
    }
  }

  private Future<List<String>> lookUpEach() {
    List<String> rest = wanted.subList(next, wanted.size());
    next = wanted.size();
    return Each.of(rest, calls::head)
        .map(
            objects -> {
              for (int i = 0; i < rest.size(); i++) {
                if (objects.get(i) != null) {
                  found.add(rest.get(i));
                }
              }
              return found;
            });
  }

  /** A path that is less than this one, with few between them. */
  static String before(String path) {
    int at = path.offsetByCodePoints(path.length(), -1);
    int last = path.codePointAt(at);
    int lower = last == Character.MAX_SURROGATE + 1 ? Character.MIN_SURROGATE - 1 : last - 1;
    return lower < ' ' ? path.substring(0, at) : path.substring(0, at) + cp(lower) + '~';
  }

  private static String cp(int codePoint) {
    return Character.toString(codePoint);
  }
}
