package dev.fetchery.sim;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.AnnotatedElementContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.io.TempDirFactory;
import org.slf4j.LoggerFactory;

/** The whole engine by seed, over a bus that loses messages, with kills; see {@link Simulation}. */
class EngineSimTest {
  private static final long SEEDS = Long.getLong("fetchery.engine.seeds", 1_000);
  private static final long FIRST = Long.getLong("fetchery.engine.first", 0);
  private static final Logger LOG = (Logger) LoggerFactory.getLogger("dev.fetchery");
  private static Level level;

  @BeforeAll
  static void beQuiet() {
    level = LOG.getLevel();
    LOG.setLevel(Boolean.getBoolean("fetchery.engine.log") ? level : Level.OFF);
  }

  @AfterAll
  static void beLoud() {
    LOG.setLevel(level);
  }

  @Test
  void everyItemEndsOnceWhateverIsLostOrKilled(@TempDir(factory = InMemory.class) Path root) {
    long coordinators = 0;
    long fetchers = 0;
    long items = 0;
    for (long seed = FIRST; seed < FIRST + SEEDS; seed++) {
      try (Simulation run = new Simulation(seed, root.resolve("run" + seed))) {
        assertThat(run.run()).as("seed %d", seed).isEmpty();
        coordinators += run.coordinatorKills();
        fetchers += run.fetcherKills();
        items += run.items();
      }
    }
    System.out.printf(
        "engine: %d seeds, %d kills of the coordinator, %d of fetchers, %d items%n",
        SEEDS, coordinators, fetchers, items);
  }

  @Test
  void seedRepeatsExactly(@TempDir(factory = InMemory.class) Path root) {
    for (long seed = FIRST; seed < FIRST + 20; seed++) {
      assertThat(trace(seed, root.resolve("once" + seed)))
          .as("seed %d", seed)
          .isEqualTo(trace(seed, root.resolve("again" + seed)));
    }
  }

  /** The databases are small and many: where there is a file system in memory, they go there. */
  static final class InMemory implements TempDirFactory {
    private static final Path MEMORY = Path.of("/dev/shm");

    @Override
    public Path createTempDirectory(AnnotatedElementContext element, ExtensionContext extension)
        throws IOException {
      return Files.isWritable(MEMORY)
          ? Files.createTempDirectory(MEMORY, "fetchery-sim")
          : Files.createTempDirectory("fetchery-sim");
    }
  }

  private static String trace(long seed, Path root) {
    try (Simulation run = new Simulation(seed, root)) {
      run.run();
      return run.trace();
    }
  }
}
