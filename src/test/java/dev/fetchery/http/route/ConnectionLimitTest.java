package dev.fetchery.http.route;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConnectionLimitTest {

  @ParameterizedTest
  @CsvSource({
    "1024, 1048576, 10922",
    "256, 1048576, 2730",
    "4096, 1024, 448",
    "4096, 256, 64",
    "4096, 100, 16",
    "1, 100, 16",
  })
  void halfOfTheDescriptorsAndNoMoreThanTheHeapHolds(long heapMib, long descriptors, int all) {
    ConnectionLimit limit = ConnectionLimit.of(heapMib << 20, descriptors);
    assertThat(limit.all()).isEqualTo(all);
    assertThat(limit.perAddress()).isBetween(all * 3 / 4, all - all / 4);
  }
}
