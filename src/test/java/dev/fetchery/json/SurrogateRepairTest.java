package dev.fetchery.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SurrogateRepairTest {

  private static String mended(String text, int step) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    InputStream slow =
        new ByteArrayInputStream(bytes) {
          @Override
          public synchronized int read(byte[] to, int offset, int length) {
            return super.read(to, offset, Math.min(length, step));
          }
        };
    try (InputStream mended = new SurrogateRepair(slow, step)) {
      return new String(mended.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "\\ud800, \\ufffd",
    "\\uDFFFx, \\ufffdx",
    "\\ud83d\\ude00, \\ud83d\\ude00",
    "\\ude00\\ud83d, \\ufffd\\ufffd",
    "\\ud83d\\ud83d\\ude00, \\ufffd\\ud83d\\ude00",
    "\\\\ud800, \\\\ud800",
    "\\\\\\ud800, \\\\\\ufffd",
    "\\ud83d\\n, \\ufffd\\n",
    "\\ud8, \\ud8",
    "\\ud80g, \\ud80g",
    "\\u00e9, \\u00e9",
    "x\\, x\\"
  })
  void halvesAreReplacedAndNothingElse(String text, String mended) throws IOException {
    for (int step = 1; step <= text.length(); step++) {
      assertThat(mended(text, step)).isEqualTo(mended);
    }
  }

  @Provide
  Arbitrary<String> texts() {
    return Arbitraries.of("\\", "u", "d800", "\\ud83d", "\\ude00", "\\u00e9", "x", "\"", "\u00e9")
        .list()
        .ofMaxSize(20)
        .map(pieces -> String.join("", pieces));
  }

  @Property
  void howItComesMakesNoDifferenceAndOnceIsEnough(
      @ForAll("texts") String text, @ForAll @IntRange(min = 1, max = 20) int step)
      throws IOException {
    String mended = mended(text, Integer.MAX_VALUE);
    assertThat(mended(text, step)).isEqualTo(mended);
    assertThat(mended(mended, step)).isEqualTo(mended);
    assertThat(mended).hasSameSizeAs(text);
  }
}
