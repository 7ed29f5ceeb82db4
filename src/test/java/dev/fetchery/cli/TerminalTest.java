package dev.fetchery.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TerminalTest {
  @ParameterizedTest
  @CsvSource({"40, 40", "1, 1", "'', 80", "0, 80", "-5, 80", "wide, 80", "1000000, 80"})
  void columnsOfATerminalThatDoesNotTellAreThoseOfTheEnvironment(String variable, int columns) {
    assertThat(Terminal.unasked(Map.of("COLUMNS", variable))).isEqualTo(columns);
    assertThat(Terminal.unasked(Map.of())).isEqualTo(80);
  }
}
