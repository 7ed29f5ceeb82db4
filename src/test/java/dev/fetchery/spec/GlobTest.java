package dev.fetchery.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GlobTest {
  @ParameterizedTest
  @CsvSource({
    "*.png, a.png, true",
    "*.png, /dir/a.png, true",
    "*.png, a.png.txt, false",
    "*.PNG, a.png, false",
    "a?c, abc, true",
    "a?c, ac, false",
    "a?c, a😀c, true",
    "dir/*.png, dir/a.png, true",
    "/dir/*.png, dir/a.png, true",
    "dir/*.png, /dir/a.png, true",
    "dir/*.png, dir/x/a.png, false",
    "dir/**.png, dir/x/a.png, true",
    "**/a, x/y/a, true",
    "**/a, a, true",
    "**/a, xa, false",
    "/**/a, /a, true",
    "d/**/*.png, d/a.png, true",
    "d/**/*.png, d/x/y/a.png, true",
    "d/**/*.png, dx/a.png, false",
    "d/**/**/a, d/a, true",
    "d**/a, d/a, true",
    "d/**, d/x/a, true",
    "d/**, d, false",
    "**/, x/, true",
    "dir/?, dir//, false",
    "[a-c]x, bx, true",
    "[!a-c]x, bx, false",
    "[!a-c]x, dx, true",
    "[]x], ], true",
    "[a-], -, true",
    "'\\*', '*', true",
    "'\\*', a, false",
    "*, '', true",
    "*a*a*a*b, aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa, false",
  })
  void matches(String glob, String name, boolean expected) {
    assertThat(Glob.of(glob).matches(name)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"[a", "[", "[]", "x[!"})
  void refusesASetWithoutAnEnd(String glob) {
    assertThatThrownBy(() -> Glob.of(glob)).hasMessageContaining("not closed");
  }

  @Test
  void takesNoLongerForAHostilePattern() {
    Glob glob = Glob.of("*a".repeat(400) + "b");
    assertThat(glob.matches("a".repeat(4_000))).isFalse();
  }
}
