package dev.fetchery.job;

import java.util.List;
import java.util.Map;

/** What a {@code template} source goes over. */
public sealed interface Values {
  /** How many values there are; at least 1. */
  long count();

  /** The variables of value {@code index}, from 0; a plain value is the variable {@code value}. */
  Map<String, String> at(long index);

  /** Values written out in the job. */
  record Listed(List<Map<String, String>> values) implements Values {
    public Listed {
      values = values.stream().map(Map::copyOf).toList();
    }

    @Override
    public long count() {
      return values.size();
    }

    @Override
    public Map<String, String> at(long index) {
      return values.get(Math.toIntExact(index));
    }
  }

  /**
   * Whole numbers counted up or down.
   *
   * @param from first, inclusive
   * @param to last, inclusive; less than {@code from} counts down
   * @param width digits at least, filled with zeros; 0 for none
   */
  record Range(long from, long to, int width) implements Values {
    @Override
    public long count() {
      return Math.abs(to - from) + 1;
    }

    @Override
    public Map<String, String> at(long index) {
      long number = from <= to ? from + index : from - index;
      String digits = Long.toString(Math.abs(number));
      String padded = "0".repeat(Math.max(0, width - digits.length())) + digits;
      return Map.of("value", number < 0 ? "-" + padded : padded);
    }
  }
}
