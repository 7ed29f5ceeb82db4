package dev.fetchery.testing;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Tuple;

/** Text that others may send, for properties that hold for any text. */
public final class HostileText {
  private static final int MOST_CHARS = 60;

  private HostileText() {}

  /**
   * Pieces that mean something where the text is read, in any order.
   *
   * @param pieces with {@code §} between them
   * @param most of them in one text
   */
  public static Arbitrary<String> joined(String pieces, int most) {
    return Arbitraries.of(pieces.split("§", -1))
        .list()
        .ofMaxSize(most)
        .map(some -> String.join("", some));
  }

  /** Mostly {@link #joined}; one in five is any characters up to {@code last}. */
  public static Arbitrary<String> orAny(char last, String pieces, int most) {
    Arbitrary<String> any = Arbitraries.strings().withCharRange('\0', last).ofMaxLength(MOST_CHARS);
    return Arbitraries.frequencyOf(Tuple.of(1, any), Tuple.of(4, joined(pieces, most)));
  }
}
