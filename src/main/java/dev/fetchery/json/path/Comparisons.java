package dev.fetchery.json.path;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Comparisons of values, of which null is nothing (RFC 9535, 2.3.5.2.2). */
final class Comparisons {
  private static final int MAX_SCALE = 10_000;

  private Comparisons() {}

  static boolean equal(@Nullable JsonNode left, @Nullable JsonNode right) {
    if (left == null || right == null) {
      return left == null && right == null;
    }
    if (left.isNumber() && right.isNumber()) {
      return compare(left, right) == 0;
    }
    if (left.isArray() && right.isArray()) {
      return equalElements(left, right);
    }
    return left.isObject() && right.isObject() ? equalMembers(left, right) : left.equals(right);
  }

  private static boolean equalElements(JsonNode left, JsonNode right) {
    boolean same = left.size() == right.size();
    for (int i = 0; same && i < left.size(); i++) {
      same = equal(left.get(i), right.get(i));
    }
    return same;
  }

  private static boolean equalMembers(JsonNode left, JsonNode right) {
    if (left.size() != right.size()) {
      return false;
    }
    for (Map.Entry<String, JsonNode> member : left.properties()) {
      JsonNode other = right.get(member.getKey());
      if (other == null || !equal(member.getValue(), other)) {
        return false;
      }
    }
    return true;
  }

  static boolean less(@Nullable JsonNode left, @Nullable JsonNode right) {
    if (left == null || right == null) {
      return false;
    }
    if (left.isNumber() && right.isNumber()) {
      return compare(left, right) < 0;
    }
    return left.isTextual()
        && right.isTextual()
        && compare(left.textValue(), right.textValue()) < 0;
  }

  /** By code points, as Unicode scalar values are ordered. */
  private static int compare(String left, String right) {
    int[] a = left.codePoints().toArray();
    int[] b = right.codePoints().toArray();
    return java.util.Arrays.compare(a, b);
  }

  /** Exact, unless an exponent would make a number of many digits. */
  private static int compare(JsonNode left, JsonNode right) {
    BigDecimal a = left.decimalValue();
    BigDecimal b = right.decimalValue();
    boolean huge = Math.abs((long) a.scale()) > MAX_SCALE || Math.abs((long) b.scale()) > MAX_SCALE;
    return huge ? Double.compare(left.doubleValue(), right.doubleValue()) : a.compareTo(b);
  }
}
