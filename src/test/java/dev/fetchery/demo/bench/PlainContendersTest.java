package dev.fetchery.demo.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fetchery.context.Clock;
import dev.fetchery.demo.origin.DemoOrigin;
import dev.fetchery.demo.origin.DemoOriginOptions;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(VertxExtension.class)
class PlainContendersTest {
  @TempDir private Path dir;
  private BenchWork work;

  @BeforeEach
  void origin(Vertx vertx) {
    DemoOrigin origin =
        DemoOrigin.start(vertx, DemoOriginOptions.defaults())
            .toCompletionStage()
            .toCompletableFuture()
            .join();
    work = new BenchWork(origin.baseUrl(), 7, 100, 3);
  }

  private void savesEverything(Contender contender) throws Exception {
    assertThat(contender.run(dir)).isEqualTo(7);
    try (var files = Files.list(dir)) {
      List<Long> sizes = files.map(file -> file.toFile().length()).toList();
      assertThat(sizes).hasSize(7).containsOnly(100L);
    }
  }

  @Test
  void oneAtATimeSavesWhatEveryPageLists() throws Exception {
    savesEverything(PlainContenders.oneAtATime(work));
  }

  @Test
  void threadPoolSavesWhatEveryPageLists() throws Exception {
    savesEverything(PlainContenders.threadPool(work));
  }

  @Test
  void virtualThreadsAreUsedWhereTheJvmHasThem() throws Exception {
    var contender = PlainContenders.virtualThreads(work);
    assertThat(contender.isPresent()).isEqualTo(Runtime.version().feature() >= 21);
    if (contender.isPresent()) {
      savesEverything(contender.get());
    }
  }

  @Test
  void sampleOfAJobIsExtrapolatedToAllItsItems() throws Exception {
    OneAtATime alone = new OneAtATime(Clock.system(), dir, work.baseUrl());
    List<String> urls = List.of(work.baseUrl() + "/files/1/10", work.baseUrl() + "/files/2/10");
    assertThat(alone.measureMs("cats", urls, 2_000)).isGreaterThan(0);
    assertThat(dir).isDirectoryContaining("glob:**.bin");
  }
}
