package dev.fetchery.fetcher.file;

import dev.fetchery.client.ResponseHead;
import dev.fetchery.job.ByteSpan;
import dev.fetchery.job.Checksum;
import dev.fetchery.job.Checksum.Algorithm;
import io.vertx.core.http.HttpHeaders;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The checksums of a whole body that the head of a response tells: {@code Repr-Digest} and {@code
 * Content-Digest} (RFC 9530), {@code Content-MD5} (RFC 1864), and those of object stores, {@code
 * x-goog-hash} and {@code x-amz-checksum-*}. What is no checksum, or of an unknown algorithm, is as
 * if it were not there. Of a packed body those of RFC 9530 count, which are of the bytes as sent
 * and saved; the others do not, since servers do not agree over which bytes they are.
 */
final class ServedChecksums {
  /** A dictionary of byte sequences (RFC 8941, 3.2 and 3.3.5). */
  private static final Pattern MEMBER =
      Pattern.compile("(?:^|,)\\s*([a-z0-9*._-]+)\\s*=\\s*:([A-Za-z0-9+/=]*):");

  private static final Pattern GOOGLE =
      Pattern.compile("(?:^|,)\\s*(crc32c|md5)=([A-Za-z0-9+/=]+)");
  private static final String AMAZON = "x-amz-checksum-";
  private static final int PARTIAL_CONTENT = 206;

  /** Names of all fields that may tell one, whose hash is kept. */
  private static final List<CharSequence> FIELDS =
      Stream.concat(
              Stream.of("repr-digest", "content-digest", "content-md5", "x-goog-hash"),
              Stream.of(Algorithm.values()).map(algorithm -> AMAZON + algorithm.wire()))
          .map(HttpHeaders::createOptimized)
          .toList();

  private final ResponseHead head;
  private final List<Checksum> found = new ArrayList<>();

  private ServedChecksums(ResponseHead head) {
    this.head = head;
  }

  /** Those of the whole that the response is, or is a part of. */
  static List<Checksum> of(ResponseHead head) {
    if (!tellsAny(head)) {
      return List.of();
    }
    ServedChecksums served = new ServedChecksums(head);
    served.read();
    return List.copyOf(served.found);
  }

  /** Those of a piece where the response is all of it, and not the rest of a piece. */
  static List<Checksum> ofPiece(ResponseHead head, ByteSpan piece) {
    if (head.status() != PARTIAL_CONTENT) {
      return of(head);
    }
    boolean all = ContentRange.isOf(head.all("content-range"), piece.first(), piece.last());
    if (!all || !tellsAny(head)) {
      return List.of();
    }
    ServedChecksums served = new ServedChecksums(head);
    served.dictionary("content-digest");
    return List.copyOf(served.found);
  }

  /** Asked of every response, while few tell one. */
  private static boolean tellsAny(ResponseHead head) {
    for (CharSequence field : FIELDS) {
      if (head.headers().contains(field)) {
        return true;
      }
    }
    return false;
  }

  private void read() {
    dictionary("repr-digest");
    if (head.status() != PARTIAL_CONTENT) {
      // Of a part, it covers the part alone.
      dictionary("content-digest");
    }
    if (head.isIdentity()) {
      readOlder();
    }
  }

  private void readOlder() {
    if (head.get("x-goog-stored-content-encoding") == null
        || "identity".equalsIgnoreCase(head.get("x-goog-stored-content-encoding"))) {
      // An object that the store unpacks on its way out has the checksum of what is stored.
      pairs("x-goog-hash");
    }
    if (head.status() != PARTIAL_CONTENT) {
      // As above.
      List<String> md5 = head.all("content-md5");
      add(Algorithm.MD5, md5.size() == 1 ? md5.get(0) : null);
      amazon();
    }
  }

  private void dictionary(String field) {
    // Of a member given twice the last counts (RFC 8941, 4.2.2).
    Map<String, String> members = new LinkedHashMap<>();
    Matcher matcher = MEMBER.matcher(String.join(",", head.all(field)));
    while (matcher.find()) {
      members.put(matcher.group(1), matcher.group(2));
    }
    members.forEach((name, digest) -> add(Algorithm.ofWire(name), digest));
  }

  private void pairs(String field) {
    Matcher matcher = GOOGLE.matcher(String.join(",", head.all(field)));
    while (matcher.find()) {
      add(Algorithm.ofWire(matcher.group(1)), matcher.group(2));
    }
  }

  /** A checksum of the checksums of an object's parts ends in their number, and is no base64. */
  private void amazon() {
    if ("COMPOSITE".equalsIgnoreCase(head.get("x-amz-checksum-type"))) {
      return;
    }
    for (Algorithm algorithm : Algorithm.values()) {
      head.all(AMAZON + algorithm.wire()).forEach(value -> add(algorithm, value));
    }
  }

  private void add(@Nullable Algorithm algorithm, @Nullable String base64) {
    if (algorithm == null || base64 == null) {
      return;
    }
    try {
      byte[] digest = Base64.getDecoder().decode(base64.strip());
      if (digest.length == algorithm.bytes()) {
        found.add(new Checksum(algorithm, List.of(HexFormat.of().formatHex(digest))));
      }
    } catch (IllegalArgumentException e) {
      // Not a digest: as if it were not there.
    }
  }
}
