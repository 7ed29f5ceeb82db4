package dev.fetchery.json;

import com.fasterxml.jackson.databind.node.DecimalNode;
import java.math.BigDecimal;

/**
 * A number whose text has no exponent: {@code 0.0000001} in place of {@code 1E-7}, as it becomes
 * part of a name.
 */
final class PlainDecimal extends DecimalNode {
  private static final long serialVersionUID = 1L;

  PlainDecimal(BigDecimal value) {
    super(value);
  }

  /** How many digits the number has, written out. */
  static long digits(BigDecimal number) {
    long whole = (long) number.precision() - number.scale();
    return Math.max(Math.max(whole, number.scale()), number.precision());
  }

  @Override
  public String asText() {
    boolean writable = digits(_value) <= JsonTree.MAX_DIGITS;
    return writable ? _value.toPlainString() : _value.toString();
  }
}
