package dev.fetchery.demo.origin;

import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** An emoji list like GitHub's: 1,793 names, each with its own path. */
final class EmojiSet {
  /** Length of GitHub's list when the sample job was written. */
  static final int SIZE = 1793;

  /** Unicode blocks that every supported JVM has names for (Unicode 12 or older). */
  private static final int[][] BLOCKS = {
    {0x1f600, 0x1f64f}, {0x1f300, 0x1f44c}, {0x1f44f, 0x1f5ff}, {0x1f680, 0x1f6c5},
    {0x1f910, 0x1f970}, {0x1f980, 0x1f9a2}, {0x1f9d0, 0x1f9ff}, {0x2600, 0x26ff},
    {0x2701, 0x27bf}, {0x1f000, 0x1f02b}, {0x1f030, 0x1f093}, {0x1f0a1, 0x1f0ae},
    {0x1f0d1, 0x1f0df}, {0x2190, 0x21ff}
  };

  private final Map<String, String> paths;
  private final Set<String> known;

  private EmojiSet(Map<String, String> paths) {
    this.paths = Collections.unmodifiableMap(paths);
    this.known = new HashSet<>(paths.values());
  }

  static EmojiSet create() {
    Map<String, String> paths = new LinkedHashMap<>();
    // a downloader must accept these names although they look like options
    paths.put("+1", path(0x1f44d));
    paths.put("-1", path(0x1f44e));
    paths.put("100", "/images/emoji/unicode/1f4af-fe0f.png");
    paths.put("octocat", "/images/emoji/octocat.png");
    paths.put("shipit", "/images/emoji/shipit.png");
    for (int[] block : BLOCKS) {
      for (int code = block[0]; code <= block[1] && paths.size() < SIZE; code++) {
        paths.putIfAbsent(name(code), path(code));
      }
    }
    return new EmojiSet(paths);
  }

  private static String name(int code) {
    return Character.getName(code).toLowerCase(Locale.ROOT).replace(' ', '_');
  }

  private static String path(int code) {
    return "/images/emoji/unicode/" + Integer.toHexString(code) + ".png";
  }

  /** Name to path, in the list's order; {@link #SIZE} of them. */
  Map<String, String> paths() {
    return paths;
  }

  boolean hasPath(String path) {
    return known.contains(path);
  }
}
