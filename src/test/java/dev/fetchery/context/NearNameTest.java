package dev.fetchery.context;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearNameTest {
  private static final List<String> NAMES =
      List.of("concurrency", "perHost", "max-pages", "max-items", "node");

  @ParameterizedTest
  @CsvSource({
    "conurrency, concurrency",
    "cnocurrency, concurrency",
    "concurrencies, concurrency",
    "PERHOST, perHost",
    "per-host, perHost",
    "conc, concurrency",
    "max_pages, max-pages",
    "mode, node",
    "max, max-pages"
  })
  void fewestEditsWin(String written, String meant) {
    assertThat(NearName.asked(written, NAMES)).isEqualTo(" (did you mean " + meant + "?)");
  }

  @ParameterizedTest
  @CsvSource({"''", "_", "x", "no", "parallel", "connectTimeoutMs", "--"})
  void whatIsFarFromAllIsNoSlip(String written) {
    assertThat(NearName.asked(written, NAMES)).isEmpty();
  }
}
