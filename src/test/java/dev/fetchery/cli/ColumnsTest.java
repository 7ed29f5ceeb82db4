package dev.fetchery.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ColumnsTest {
  @Test
  void wideCharactersTakeTwo() {
    assertThat(Columns.of("abc")).isEqualTo(3);
    assertThat(Columns.of("日本")).isEqualTo(4);
    assertThat(Columns.of("😀")).isEqualTo(2);
    assertThat(Columns.of("e\u0301")).isEqualTo(1);
  }

  /** Unicode Standard Annex 11, and emojis by their style (Annex 51). */
  @Test
  void emojisOfEveryBlockTakeTwo() {
    for (String emoji :
        List.of(
            "⌚", "⏩", "⏬", "☕", "♈", "♓", "⚡", "✅", "✋", "❌", "❕", "➗", "⭐", "🀄", "🆎", "🈁")) {
      assertThat(Columns.of(emoji)).as(emoji).isEqualTo(2);
    }
    assertThat(Columns.of("❤\ufe0f")).isEqualTo(2);
    assertThat(Columns.of("🇩🇪")).isEqualTo(2);
  }

  @Test
  void symbolsOfTextTakeOne() {
    for (String symbol : List.of("→", "✓", "☺", "♔", "①", "─", "█", "⌘", "€", "Ω", "ж", "א")) {
      assertThat(Columns.of(symbol)).as(symbol).isEqualTo(1);
    }
  }

  @Test
  void textIsCutInItsMiddle() {
    assertThat(Columns.middle("abcdefghij", 10)).isEqualTo("abcdefghij");
    assertThat(Columns.middle("abcdefghij", 5)).isEqualTo("ab…ij");
    assertThat(Columns.middle("abcdefghij", 1)).isEqualTo("…");
    assertThat(Columns.of(Columns.middle("日本語日本語日本語", 8))).isLessThanOrEqualTo(8);
  }

  @Test
  void noCharacterIsCutInTwo() {
    assertThat(Columns.start("😀😀", 3)).isEqualTo("😀");
    assertThat(Columns.middle("😀😀😀😀", 5)).isEqualTo("😀…😀");
  }
}
