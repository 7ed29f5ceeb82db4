package dev.fetchery.spec;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fetchery.job.ByteSpan;
import dev.fetchery.job.Checksum;
import dev.fetchery.job.Checksum.Algorithm;
import dev.fetchery.job.HttpRequest;
import dev.fetchery.job.Order;
import dev.fetchery.job.Proof;
import dev.fetchery.job.Terms;
import dev.fetchery.url.WebUrl;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads what an entry says of its request and its body, from JSON or from the cells of a table;
 * {@link EntryTermsWriter} writes it.
 */
final class EntryTerms {
  /** Names of fields that are checksums of one algorithm, in hex. */
  static final Map<String, Algorithm> DIGESTS =
      Map.of(
          "md5", Algorithm.MD5,
          "sha1", Algorithm.SHA1,
          "sha256", Algorithm.SHA256,
          "sha512", Algorithm.SHA512,
          "crc32c", Algorithm.CRC32C);

  /** Names of what the body must be. */
  static final Set<String> EXPECTATIONS =
      new TreeSet<>(
          Set.of("size", "md5", "sha1", "sha256", "sha512", "crc32c", "checksum", "integrity"));

  /** Names that stand for orders and expectations, and so for no variable. */
  static final Set<String> NAMES =
      Set.of(
          "size",
          "md5",
          "sha1",
          "sha256",
          "sha512",
          "crc32c",
          "checksum",
          "integrity",
          "mirrors",
          "method",
          "body",
          "json",
          "range");

  private static final Set<String> ORDERS = Set.of("method", "body", "json", "range");

  /** Names kept for orders to come. */
  private static final Set<String> RESERVED =
      Set.of("auth", "cookies", "file", "dir", "as", "form", "etag", "offset", "length");

  /** The content type of a body that is given as JSON. */
  static final String JSON = "application/json";

  private static final String TEXT = "text/plain;charset=UTF-8";
  private static final Set<String> METHODS = Set.of("GET", "POST");
  private static final Pattern RANGE = Pattern.compile("(\\d+)-(\\d+)");
  private static final Pattern SIZE = Pattern.compile("\\d+");

  /** As many fit a number, also where two are added. */
  private static final int MOST_DIGITS = 16;

  private static final String TOO_LARGE = "has more than " + MOST_DIGITS + " digits";

  /** Whether every value is the text of a cell. */
  private final boolean cells;

  private final String pointer;
  private final Violations violations;
  private final Map<Algorithm, Checksum> checksums = new EnumMap<>(Algorithm.class);
  private long size = Proof.ANY_SIZE;
  private @Nullable String method;
  private HttpRequest.@Nullable Body body;
  private @Nullable ByteSpan range;
  private final List<String> mirrors = new ArrayList<>();

  private EntryTerms(boolean cells, String pointer, Violations violations) {
    this.cells = cells;
    this.pointer = pointer;
    this.violations = violations;
  }

  /** Why no entry may have a field of that name, or null. */
  static @Nullable String problemOfName(String name) {
    return RESERVED.contains(name) ? "this name is reserved" : null;
  }

  /**
   * The terms of an entry; those that cannot be right are left out, and are faults.
   *
   * @param entry of the shape that the schema gives, which reports what is not
   */
  static Terms read(JsonNode entry, String pointer, Violations violations) {
    return read(new EntryTerms(false, pointer, violations), entry);
  }

  /** The same of the cells of a table, each of them text. */
  static Terms readCells(JsonNode row, Violations violations) {
    return read(new EntryTerms(true, "", violations), row);
  }

  private static Terms read(EntryTerms terms, JsonNode entry) {
    for (Map.Entry<String, JsonNode> member : entry.properties()) {
      String name = member.getKey();
      String problem = problemOfName(name);
      if (problem != null) {
        terms.fault(name, problem);
      } else if (NAMES.contains(name)) {
        terms.take(name, member.getValue());
      }
    }
    terms.checkTogether();
    return terms.terms();
  }

  private void take(String name, JsonNode value) {
    try {
      if (name.equals("size")) {
        takeSize(value);
      } else if (name.equals("mirrors")) {
        takeMirrors(value);
      } else if (ORDERS.contains(name)) {
        takeOrder(name, value);
      } else if (value.isTextual()) {
        add(name, checksum(name, value.textValue()));
      }
    } catch (BadChecksumException e) {
      fault(name, e.why());
    }
  }

  static Checksum checksum(String name, String text) throws BadChecksumException {
    Algorithm algorithm = DIGESTS.get(name);
    if (algorithm != null) {
      return ChecksumText.of(algorithm, text);
    }
    return name.equals("integrity") ? ChecksumText.integrity(text) : ChecksumText.named(text);
  }

  private void takeSize(JsonNode value) {
    if (value.canConvertToExactIntegral() && value.canConvertToLong()) {
      size = Math.max(0, value.longValue());
    } else if (value.isTextual() && SIZE.matcher(value.textValue().strip()).matches()) {
      String digits = value.textValue().strip();
      if (digits.length() > MOST_DIGITS) {
        fault("size", TOO_LARGE);
      } else {
        size = Long.parseLong(digits);
      }
    } else if (value.isTextual()) {
      fault("size", "must be a whole number of bytes");
    }
  }

  /** In a cell they are separated by blanks. */
  private void takeMirrors(JsonNode value) {
    if (value.isTextual()) {
      for (String mirror : value.textValue().strip().split("\\s+", -1)) {
        addMirror(mirror, Violations.child(pointer, "mirrors"));
      }
    }
    for (int i = 0; value.isArray() && i < value.size(); i++) {
      if (value.get(i).isTextual()) {
        String at = Violations.child(Violations.child(pointer, "mirrors"), i);
        addMirror(value.get(i).textValue(), at);
      }
    }
  }

  private void addMirror(String url, String at) {
    String problem = WebUrl.problem(url);
    if (problem != null) {
      violations.add(at, problem);
    } else {
      mirrors.add(url);
    }
  }

  private void takeOrder(String name, JsonNode value) {
    switch (name) {
      case "json" -> takeBody(name, json(value), JSON);
      case "body" -> takeBody(name, value.textValue(), TEXT);
      case "range" -> takeRange(value.asText().strip());
      default -> {
        method = value.asText().strip().toUpperCase(Locale.ROOT);
        if (!METHODS.contains(method)) {
          fault(name, "must be one of GET, POST");
        }
      }
    }
  }

  /** A cell holds JSON as text. */
  private @Nullable String json(JsonNode value) {
    if (!cells) {
      return value.toString();
    }
    Violations found = new Violations();
    JsonNode read = PostedJson.read(value.asText(), found);
    found.list().forEach(one -> fault("json", one.detail()));
    return read == null ? null : read.toString();
  }

  private void takeBody(String name, @Nullable String text, String contentType) {
    if (body != null) {
      fault(name, "give either body or json");
    } else if (text != null) {
      body = new HttpRequest.Body(text, contentType);
    }
  }

  private void takeRange(String text) {
    Matcher matcher = RANGE.matcher(text);
    if (!matcher.matches()) {
      fault("range", "must be two positions, such as 10-29");
      return;
    }
    if (matcher.group(1).length() > MOST_DIGITS || matcher.group(2).length() > MOST_DIGITS) {
      fault("range", TOO_LARGE);
      return;
    }
    ByteSpan piece = ByteSpan.of(text);
    if (piece.last() < piece.first()) {
      fault("range", "ends before it begins");
    } else {
      range = piece;
    }
  }

  /** What only all fields together tell. */
  private void checkTogether() {
    if (body != null && "GET".equals(method)) {
      fault("method", "a GET request carries no body");
    }
    if (!mirrors.isEmpty() && (body != null || "POST".equals(method))) {
      fault("mirrors", "a POST is never sent twice");
    }
    if (range != null && size != Proof.ANY_SIZE && size != range.length()) {
      fault("size", "the range has " + range.length() + " bytes");
    }
  }

  /** Two that leave nothing to agree on cannot both be right. */
  private void add(String name, Checksum checksum) {
    Checksum known = checksums.get(checksum.algorithm());
    Checksum both = known == null ? checksum : known.and(checksum);
    if (both.values().isEmpty()) {
      fault(name, "contradicts another " + checksum.algorithm().wire() + " of this entry");
    } else {
      checksums.put(checksum.algorithm(), both);
    }
  }

  private void fault(String name, String detail) {
    violations.add(Violations.child(pointer, name), detail);
  }

  private Terms terms() {
    boolean plain = method == null && body == null && range == null && mirrors.isEmpty();
    if (plain && checksums.isEmpty() && size == Proof.ANY_SIZE) {
      return Terms.NONE;
    }
    String sent = method != null ? method : body != null ? "POST" : "GET";
    return new Terms(
        new Order(sent, body, range), new Proof(List.copyOf(checksums.values()), size), mirrors);
  }
}
