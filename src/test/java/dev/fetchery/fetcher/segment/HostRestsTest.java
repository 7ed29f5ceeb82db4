package dev.fetchery.fetcher.segment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fetchery.bus.FetcherMessage.PieceRefused;
import dev.fetchery.context.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HostRestsTest {
  private static final String HOST = "a.test:80";

  private final ManualClock clock = new ManualClock(Instant.EPOCH);
  private final List<PieceRefused> told = new ArrayList<>();
  private final HostRests rests = new HostRests(clock, told::add);
  private final HostRests.OfFile file = rests.new OfFile(1, HOST);

  private boolean restsAfter(int seconds) {
    clock.advance(Duration.ofSeconds(seconds));
    return file.rests();
  }

  @Test
  void aLaterAndShorterWaitDoesNotEndTheLongerOneOfAPiece() {
    file.refused(503, 12_000);
    file.refused(503, 1_000);
    assertThat(restsAfter(11)).isTrue();
    assertThat(restsAfter(1)).isFalse();
    assertThat(told).hasSize(2);
  }

  @Test
  void norThatOfAHost() {
    rests.rest(Map.of(HOST, 12_000L));
    rests.rest(Map.of(HOST, 1_000L));
    assertThat(restsAfter(11)).isTrue();
    assertThat(restsAfter(1)).isFalse();
    rests.rest(Map.of(HOST, 1_000L));
    assertThat(file.rests()).isTrue();
    assertThat(restsAfter(1)).isFalse();
  }
}
