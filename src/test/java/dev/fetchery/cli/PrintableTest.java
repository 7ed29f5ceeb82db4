package dev.fetchery.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PrintableTest {
  @ParameterizedTest
  @ValueSource(strings = {"", "US-United_States.gif", "日本 é 👍", "👩‍💻"})
  void ordinaryTextIsLeftAsItIs(String text) {
    assertThat(Printable.of(text)).isEqualTo(text);
  }

  @Test
  void whatMovesTheCursorOrTheDirectionIsShownAsAnEscape() {
    assertThat(Printable.of("a\u001b[2Jb\r\n\tc\u0007\u007f\u009b"))
        .isEqualTo("a\\u001b[2Jb\\u000d\\u000a\\u0009c\\u0007\\u007f\\u009b");
    assertThat(Printable.of("exe\u202egpj\u2066\u2028")).isEqualTo("exe\\u202egpj\\u2066\\u2028");
    assertThat(Printable.of("\ud800")).isEqualTo("\\ud800");
    assertThat(Printable.of("\udb40\udc41")).isEqualTo("\\U000e0041");
  }
}
