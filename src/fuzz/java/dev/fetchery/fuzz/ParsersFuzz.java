package dev.fetchery.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.EnumSet;
import java.util.Set;

/**
 * Fuzzes the parsers, guided by coverage: {@code mvn -Pjazzer test}. An input that fails is written
 * beside the seeds, where {@code SeedsTest} reads it from then on.
 */
class ParsersFuzz {
  private static final String ONE = System.getProperty("fetchery.fuzz.parser", "");
  private static final Set<Parser> PARSERS =
      ONE.isEmpty() ? EnumSet.allOf(Parser.class) : EnumSet.of(Parser.valueOf(ONE));

  @FuzzTest
  void read(byte[] input) {
    for (Parser parser : PARSERS) {
      parser.read(input);
    }
  }
}
