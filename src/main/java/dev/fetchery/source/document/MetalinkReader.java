package dev.fetchery.source.document;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A Metalink (RFC 5854, and version 3.0 before it): files, each with its mirrors by priority, its
 * size and its digests.
 */
final class MetalinkReader implements DocumentReader {
  private static final int LOWEST_PRIORITY = 999_999;
  private static final int MAX_MIRRORS = 100;

  /** What version 3.0 calls a URL by which a torrent is had, and not the file. */
  private static final String TORRENT = "bittorrent";

  private static final Set<String> GROUPS = Set.of("resources", "verification");
  private static final Map<String, String> DIGESTS =
      Map.of(
          "md5", "md5", "sha-1", "sha1", "sha1", "sha1", "sha-256", "sha256", "sha256", "sha256",
          "sha-512", "sha512", "sha512", "sha512");

  private final Xml xml;

  MetalinkReader(InputStream document) throws IOException {
    this.xml = new Xml(document, "a Metalink", Set.of("metalink"));
  }

  private record Mirror(String reference, int priority) {}

  @Override
  public @Nullable Found next() throws IOException {
    for (String name = xml.nextStart(); name != null; name = xml.nextStart()) {
      if (name.equals("file")) {
        return read(xml.attribute("name"));
      }
    }
    return null;
  }

  private Found read(@Nullable String fileName) throws IOException {
    int own = xml.depth();
    Map<String, String> expected = new HashMap<>();
    List<Mirror> mirrors = new ArrayList<>();
    String group = "";
    for (String name = xml.nextStart(own); name != null; name = xml.nextStart(own)) {
      // Version 3.0 puts mirrors and digests into an element each; pieces have digests of their
      // own.
      boolean grouped = xml.depth() == own + 2 && GROUPS.contains(group);
      if (xml.depth() == own + 1) {
        group = name;
      } else if (!grouped) {
        continue;
      }
      switch (name) {
        case "size" -> putSize(expected, xml.text());
        case "hash" -> putDigest(expected, xml.attribute("type"), xml);
        case "url" -> {
          if (TORRENT.equals(xml.attribute("type"))) {
            continue;
          }
          int priority = priority(xml.attribute("priority"), xml.attribute("preference"));
          mirrors.add(new Mirror(xml.text(), priority));
        }
        default -> {
          // Pieces, signatures, descriptions.
        }
      }
    }
    mirrors.sort(Comparator.comparingInt(Mirror::priority));
    return entry(fileName, mirrors.stream().map(Mirror::reference).toList(), expected);
  }

  private static Found entry(
      @Nullable String name, List<String> references, Map<String, String> expected) {
    if (references.isEmpty()) {
      return new Found.Bad("the file" + (name == null ? "" : " " + name) + " has no url");
    }
    return new Found.Entry(
        references.get(0),
        name,
        name == null ? Map.of() : Map.of("name", name),
        expected,
        references.subList(1, Math.min(references.size(), MAX_MIRRORS)));
  }

  private static void putSize(Map<String, String> expected, String size) {
    if (Numbers.isCount(size)) {
      expected.put("size", size);
    }
  }

  private static void putDigest(Map<String, String> expected, @Nullable String type, Xml xml)
      throws IOException {
    String known = type == null ? null : DIGESTS.get(type.toLowerCase(Locale.ROOT));
    String value = xml.text();
    if (known != null && !value.isEmpty()) {
      expected.put(known, value);
    }
  }

  /** From 1, the lower the better; a preference, up to 100, is the better the higher. */
  private static int priority(@Nullable String written, @Nullable String preference) {
    if (written == null && preference != null && Numbers.isCount(preference)) {
      return (int) (LOWEST_PRIORITY - Math.min(LOWEST_PRIORITY, Long.parseLong(preference)));
    }
    return written != null && Numbers.isCount(written)
        ? (int) Math.min(LOWEST_PRIORITY, Long.parseLong(written))
        : LOWEST_PRIORITY;
  }

  @Override
  public void close() throws IOException {
    xml.close();
  }
}
