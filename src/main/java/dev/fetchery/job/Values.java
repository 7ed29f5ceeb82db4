package dev.fetchery.job;

import java.util.List;
import java.util.Map;
import java.util.Set;

/** What a {@code template} source goes over. */
public sealed interface Values {
  /** How many values there are; at least 1. */
  long count();

  /** The variables of value {@code index}, from 0; a plain value is the variable {@code value}. */
  Map<String, String> at(long index);

  /** The variables of value {@code index} that are there and null. */
  default Set<String> nullsAt(long index) {
    return Set.of();
  }

  /**
   * Values written out in the job.
   *
   * @param nulls for each value, its variables that are null
   */
  record Listed(List<Map<String, String>> values, List<Set<String>> nulls) implements Values {
    public Listed {
      values = values.stream().map(Map::copyOf).toList();
      nulls = nulls.stream().map(Set::copyOf).toList();
    }

    /** Values of which none is null. */
    public Listed(List<Map<String, String>> values) {
      this(values, values.stream().map(value -> Set.<String>of()).toList());
    }

    @Override
    public long count() {
      return values.size();
    }

    @Override
    public Map<String, String> at(long index) {
      return values.get(Math.toIntExact(index));
    }

    @Override
    public Set<String> nullsAt(long index) {
      return nulls.get(Math.toIntExact(index));
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
