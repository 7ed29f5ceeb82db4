package dev.fetchery.demo.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fetchery.context.Clock;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchTest {
  @TempDir private Path dir;
  private final List<String> order = new ArrayList<>();

  private Contender saving(String name, long files) {
    return new Contender() {
      @Override
      public String name() {
        return name;
      }

      @Override
      public long run(Path fresh) {
        assertThat(fresh).isEmptyDirectory();
        order.add(name);
        return files;
      }
    };
  }

  @Test
  void contendersTakeTurns() throws Exception {
    List<Bench.Row> rows =
        new Bench(Clock.system(), List.of(saving("a", 2), saving("b", 2)), 2, 2)
            .run(dir, round -> {});
    assertThat(order).containsExactly("a", "b", "a", "b");
    assertThat(rows).extracting(Bench.Row::name).containsExactly("a", "b");
    assertThat(rows.get(0).ratio()).isEqualTo(1);
    assertThat(rows)
        .allMatch(row -> row.minMs() <= row.medianMs() && row.medianMs() <= row.maxMs());
  }

  @Test
  void contenderThatDoesNotSaveEverythingIsNotMeasured() {
    Bench bench = new Bench(Clock.system(), List.of(saving("a", 1)), 1, 2);
    assertThatThrownBy(() -> bench.run(dir, round -> {})).hasMessage("a saved 1 files of 2");
  }
}
