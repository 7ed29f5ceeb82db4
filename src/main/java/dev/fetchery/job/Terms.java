package dev.fetchery.job;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What an entry says of its item beyond its URL and its variables.
 *
 * @param order how it is asked for
 * @param proof what its body must be
 * @param mirrors further URLs of it, tried in turn
 */
public record Terms(Order order, Proof proof, List<String> mirrors) {
  /** Of an entry that says nothing more. */
  public static final Terms NONE = new Terms(Order.GET, Proof.NONE);

  private static final String METHOD = "method";
  private static final String BODY = "body";
  private static final String TYPE = "type";
  private static final String RANGE = "range";

  /** The name of mirrors in {@link #toMap}. */
  public static final String MIRRORS = "mirrors";

  private static final String SIZE = "size";
  private static final String OR = "|";

  public Terms {
    mirrors = List.copyOf(mirrors);
  }

  /** Those of one without mirrors. */
  public Terms(Order order, Proof proof) {
    this(order, proof, List.of());
  }

  /** What its file must be: a range says the size, as plainly as a size does. */
  public Proof fileProof() {
    ByteSpan piece = order.range();
    return piece == null ? proof : new Proof(proof.checksums(), piece.length());
  }

  /** How many characters the texts have that may be long. */
  public long chars() {
    HttpRequest.Body body = order.body();
    long chars = body == null ? 0 : body.text().length();
    for (String mirror : mirrors) {
      chars += mirror.length();
    }
    return chars;
  }

  /** The terms as names and texts, empty for {@link #NONE}. */
  public Map<String, String> toMap() {
    if (equals(NONE)) {
      return Map.of();
    }
    Map<String, String> map = new HashMap<>();
    HttpRequest.Body body = order.body();
    if (!order.repeatable()) {
      map.put(METHOD, order.method());
    }
    if (body != null) {
      map.put(BODY, body.text());
      map.put(TYPE, body.contentType());
    }
    if (order.range() != null) {
      map.put(RANGE, order.range().toString());
    }
    if (!mirrors.isEmpty()) {
      // No URL holds a control character.
      map.put(MIRRORS, String.join("\n", mirrors));
    }
    for (Checksum checksum : proof.checksums()) {
      map.put(checksum.algorithm().wire(), String.join(OR, checksum.values()));
    }
    if (proof.size() != Proof.ANY_SIZE) {
      map.put(SIZE, Long.toString(proof.size()));
    }
    return map;
  }

  /** The terms that {@link #toMap} made this of. */
  public static Terms ofMap(Map<String, String> map) {
    if (map.isEmpty()) {
      return NONE;
    }
    List<Checksum> checksums = new ArrayList<>();
    for (Checksum.Algorithm algorithm : Checksum.Algorithm.values()) {
      String values = map.get(algorithm.wire());
      if (values != null) {
        checksums.add(new Checksum(algorithm, List.of(values.split("\\|", -1))));
      }
    }
    String size = Objects.requireNonNullElse(map.get(SIZE), Long.toString(Proof.ANY_SIZE));
    String body = map.get(BODY);
    String range = map.get(RANGE);
    Order order =
        new Order(
            map.getOrDefault(METHOD, Order.GET.method()),
            body == null ? null : new HttpRequest.Body(body, map.getOrDefault(TYPE, "")),
            range == null ? null : ByteSpan.of(range));
    String mirrors = map.get(MIRRORS);
    return new Terms(
        order,
        new Proof(checksums, Long.parseLong(size)),
        mirrors == null ? List.of() : List.of(mirrors.split("\n", -1)));
  }
}
