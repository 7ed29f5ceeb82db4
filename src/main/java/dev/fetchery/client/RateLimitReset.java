package dev.fetchery.client;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads when a host takes requests again from what it says of its quota, where it sends no {@code
 * Retry-After}: {@code RateLimit} (draft-ietf-httpapi-ratelimit-headers-09, a list of policies with
 * {@code r}, what remains, and {@code t}, seconds; draft-07: {@code remaining=0, reset=7}), {@code
 * RateLimit-Reset} (draft-06) and {@code X-RateLimit-Reset}: seconds, or the instant in seconds or
 * milliseconds since 1970. A quota that is not used up asks for no wait, unless the status says
 * that it is (429).
 */
final class RateLimitReset {
  private static final int LONGEST_FIELD = 1_000;
  private static final int MOST_POLICIES = 16;
  private static final int TOO_MANY_REQUESTS = 429;
  private static final int FORBIDDEN = 403;
  private static final BigDecimal INSTANT_FROM = BigDecimal.valueOf(1_000_000_000L);
  private static final BigDecimal MILLIS_FROM = BigDecimal.valueOf(1_000_000_000_000L);
  private static final BigDecimal THOUSAND = BigDecimal.valueOf(1_000);
  private static final Pattern NUMBER = Pattern.compile("\\d{1,15}(\\.\\d{1,9})?");
  private static final Pattern REMAINS =
      Pattern.compile("(?:^|[;,\\s])(?:r|remaining)=(\\d{1,15})(?!\\d)");
  private static final Pattern RESETS =
      Pattern.compile("(?:^|[;,\\s])(?:t|reset)=(\\d{1,15})(?!\\d)");

  /** Pairs of a reset's field and that of what remains. */
  private static final List<List<String>> PAIRS =
      List.of(
          List.of("ratelimit-reset", "ratelimit-remaining"),
          List.of("x-ratelimit-reset", "x-ratelimit-remaining"),
          List.of("x-rate-limit-reset", "x-rate-limit-remaining"));

  private RateLimitReset() {}

  /**
   * How long to wait, in milliseconds from {@code nowMs}; empty where nothing is asked for.
   *
   * @param fields all values of a field, by its name in lower case
   * @param nowMs by the host's clock where it told its time
   */
  static OptionalLong waitMs(int status, Function<String, List<String>> fields, long nowMs) {
    if (status != TOO_MANY_REQUESTS && status != FORBIDDEN) {
      return OptionalLong.empty();
    }
    boolean usedUp = status == TOO_MANY_REQUESTS;
    OptionalLong policies = policies(String.join(", ", fields.apply("ratelimit")), usedUp);
    if (policies.isPresent()) {
      return policies;
    }
    for (List<String> pair : PAIRS) {
      String reset = only(fields.apply(pair.get(0)));
      boolean nothingLeft = only(fields.apply(pair.get(1))).matches("0+");
      if (NUMBER.matcher(reset).matches() && (usedUp || nothingLeft)) {
        return OptionalLong.of(fromNow(new BigDecimal(reset), nowMs));
      }
    }
    return OptionalLong.empty();
  }

  private static String only(List<String> values) {
    return values.size() == 1 && values.get(0).length() <= LONGEST_FIELD
        ? values.get(0).strip()
        : "";
  }

  private static long fromNow(BigDecimal number, long nowMs) {
    if (number.compareTo(INSTANT_FROM) < 0) {
      return rounded(number.multiply(THOUSAND));
    }
    BigDecimal atMs = number.compareTo(MILLIS_FROM) < 0 ? number.multiply(THOUSAND) : number;
    return Math.max(0, rounded(atMs) - nowMs);
  }

  private static long rounded(BigDecimal ms) {
    return ms.setScale(0, RoundingMode.CEILING).longValueExact();
  }

  /** The longest wait among the policies that are used up. */
  private static OptionalLong policies(String field, boolean usedUp) {
    if (field.isEmpty() || field.length() > LONGEST_FIELD) {
      return OptionalLong.empty();
    }
    // Before draft-08 the parameters of the one policy were the members of the list.
    boolean one = !field.contains(";");
    String[] members = one ? new String[] {field} : field.split(",", MOST_POLICIES);
    long longestS = -1;
    long leastLeft = Long.MAX_VALUE;
    for (String member : members) {
      Matcher reset = RESETS.matcher(member);
      Matcher remains = REMAINS.matcher(member);
      if (reset.find()) {
        long left = remains.find() ? Long.parseLong(remains.group(1)) : Long.MAX_VALUE - 1;
        if (left < leastLeft) {
          longestS = -1;
          leastLeft = left;
        }
        longestS = left == leastLeft ? Math.max(longestS, number(reset)) : longestS;
      }
    }
    return longestS >= 0 && (usedUp || leastLeft == 0)
        ? OptionalLong.of(longestS * 1_000)
        : OptionalLong.empty();
  }

  private static long number(Matcher found) {
    return Long.parseLong(found.group(1));
  }
}
