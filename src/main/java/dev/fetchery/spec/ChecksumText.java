package dev.fetchery.spec;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fetchery.job.Checksum;
import dev.fetchery.job.Checksum.Algorithm;
import dev.fetchery.job.Proof;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads checksums as people write them. */
public final class ChecksumText {
  private static final Pattern HEX = Pattern.compile("[0-9A-Fa-f]+");
  private static final Pattern PREFIXED = Pattern.compile("([A-Za-z0-9-]{1,20})[:=](.*)");
  private static final Pattern INTEGRITY = Pattern.compile("([A-Za-z0-9]{1,20})-([^?]*)(\\?.*)?");

  /** The codes of the multihash table, each with the length that follows it, in hex. */
  private enum Multihash {
    SHA1("1114", Algorithm.SHA1),
    SHA256("1220", Algorithm.SHA256),
    SHA384("2030", Algorithm.SHA384),
    SHA512("1340", Algorithm.SHA512),
    /** The code takes two bytes as a variable-length integer. */
    MD5("d50110", Algorithm.MD5);

    private final String prefix;
    private final Algorithm algorithm;

    Multihash(String prefix, Algorithm algorithm) {
      this.prefix = prefix;
      this.algorithm = algorithm;
    }

    boolean fits(String hex) {
      return hex.startsWith(prefix) && hex.length() == prefix.length() + 2 * algorithm.bytes();
    }
  }

  private ChecksumText() {}

  /** A checksum of this algorithm in hex or base64, told apart by length. */
  public static Checksum of(Algorithm algorithm, String text) throws BadChecksumException {
    return new Checksum(algorithm, List.of(value(algorithm, text.strip())));
  }

  private static String value(Algorithm algorithm, String text) throws BadChecksumException {
    int bytes = algorithm.bytes();
    if (text.length() == 2 * bytes && HEX.matcher(text).matches()) {
      return text.toLowerCase(Locale.ROOT);
    }
    try {
      // Both alphabets of RFC 4648, with and without padding.
      byte[] digest = Base64.getDecoder().decode(text.replace('-', '+').replace('_', '/'));
      if (digest.length == bytes) {
        return HexFormat.of().formatHex(digest);
      }
    } catch (IllegalArgumentException e) {
      // Falls through.
    }
    throw new BadChecksumException(
        "no "
            + algorithm.wire()
            + ": "
            + 2 * bytes
            + " hex digits, or "
            + (bytes + 2) / 3 * 4
            + " characters of base64");
  }

  /**
   * A checksum that names its algorithm: {@code md5:…}, a multihash in hex, or hex whose length
   * tells MD5, SHA-1, SHA-256, SHA-384 or SHA-512.
   */
  public static Checksum named(String text) throws BadChecksumException {
    String plain = text.strip();
    Matcher prefixed = PREFIXED.matcher(plain);
    if (prefixed.matches()) {
      Algorithm algorithm = Algorithm.ofWire(prefixed.group(1));
      if (algorithm == null) {
        throw new BadChecksumException(
            prefixed.group(1) + " is none of the checksums that can be checked: " + names());
      }
      return of(algorithm, prefixed.group(2));
    }
    if (HEX.matcher(plain).matches()) {
      String hex = plain.toLowerCase(Locale.ROOT);
      for (Multihash one : Multihash.values()) {
        if (one.fits(hex)) {
          return new Checksum(one.algorithm, List.of(hex.substring(one.prefix.length())));
        }
      }
      for (Multihash one : Multihash.values()) {
        if (hex.length() == 2 * one.algorithm.bytes()) {
          return new Checksum(one.algorithm, List.of(hex));
        }
      }
    }
    throw new BadChecksumException("no checksum such as md5:…, nor a multihash in hex");
  }

  /**
   * What a body must be, of texts by the names that an entry has for them.
   *
   * @throws BadChecksumException if one of them cannot be right
   */
  public static Proof proof(Map<String, String> texts) throws BadChecksumException {
    ObjectNode cells = JsonNodeFactory.instance.objectNode();
    texts.forEach(cells::put);
    Violations violations = new Violations();
    Proof proof = EntryTerms.readCells(cells, violations).proof();
    if (!violations.none()) {
      Violation first = violations.list().get(0);
      throw new BadChecksumException(first.pointer().substring(1) + ": " + first.detail());
    }
    return proof;
  }

  private static String names() {
    return Arrays.stream(Algorithm.values()).map(Algorithm::wire).collect(Collectors.joining(", "));
  }

  /**
   * The metadata of Subresource Integrity (W3C, 3.5): of several checksums the strongest algorithm
   * counts, and any one of its values is right. Unknown algorithms are passed over.
   */
  public static Checksum integrity(String text) throws BadChecksumException {
    @Nullable Algorithm strongest = null;
    Set<String> values = new LinkedHashSet<>();
    for (String one : text.strip().split("\\s+", -1)) {
      Matcher parts = INTEGRITY.matcher(one);
      if (!parts.matches()) {
        throw new BadChecksumException("no integrity such as sha512-…, with base64 after the -");
      }
      Algorithm algorithm = Algorithm.ofWire(parts.group(1));
      if (algorithm == null || algorithm.bytes() < Algorithm.MD5.bytes()) {
        continue;
      }
      String value = value(algorithm, parts.group(2));
      if (strongest == null || algorithm.compareTo(strongest) > 0) {
        strongest = algorithm;
        values.clear();
      }
      if (algorithm == strongest) {
        values.add(value);
      }
    }
    if (strongest == null) {
      throw new BadChecksumException("none of its algorithms is known: sha256, sha384, sha512");
    }
    return new Checksum(strongest, List.copyOf(values));
  }
}
