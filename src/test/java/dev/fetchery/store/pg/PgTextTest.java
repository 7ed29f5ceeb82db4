package dev.fetchery.store.pg;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class PgTextTest {
  @Provide
  Arbitrary<String> odd() {
    return Arbitraries.strings()
        .withChars(
            '\0', 'a', '\uD83D', '\uDE00', '\uD800', '\uDFFF', '\uFDD0', '\uE000', '\uE800',
            '\uE801')
        .ofMaxLength(12);
  }

  @Property
  void everyTextComesBack(@ForAll("odd") String text) {
    String stored = PgText.stored(text);
    assertThat(stored).doesNotContain("\0");
    byte[] bytes = stored.getBytes(StandardCharsets.UTF_8);
    assertThat(new String(bytes, StandardCharsets.UTF_8)).isEqualTo(stored);
    assertThat(PgText.restored(stored)).isEqualTo(text);
  }

  @Property
  void noTwoTextsBecomeOne(@ForAll("odd") String one, @ForAll("odd") String other) {
    assertThat(PgText.stored(one).equals(PgText.stored(other))).isEqualTo(one.equals(other));
  }

  @Test
  void ordinaryTextStaysItself() {
    String text = "d/É \uD83D\uDE00 \uE000.png";
    assertThat(PgText.stored(text)).isSameAs(text);
    assertThat(PgText.restored(text)).isSameAs(text);
  }
}
