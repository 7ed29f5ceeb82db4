package dev.fetchery.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fetchery.app.StartFault;
import dev.fetchery.context.ManualClock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GetStateTest {
  @TempDir private Path dir;
  private final ManualClock clock = new ManualClock(Instant.now());
  private final List<String> aside = new ArrayList<>();

  private GetState state(String target, String fingerprint) throws StartFault {
    Map<String, String> environment = Map.of("XDG_STATE_HOME", dir.resolve("state").toString());
    return GetState.of(environment, clock, dir.resolve(target), fingerprint, aside::add);
  }

  private List<String> kept() throws Exception {
    try (Stream<Path> files = Files.list(dir.resolve("state/fetchery/get"))) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }

  @Test
  void eachTargetAndEachContentHasItsOwn() throws Exception {
    try (GetState one = state("a", "x");
        GetState other = state("b", "x");
        GetState content = state("a", "y")) {
      assertThat(List.of(one.dataDir(), other.dataDir(), content.dataDir()))
          .doesNotHaveDuplicates();
    }
  }

  @Test
  void sameCommandFindsItsStateAgain() throws Exception {
    Path first;
    try (GetState state = state("a", "x")) {
      first = state.dataDir();
      assertThat(Files.getPosixFilePermissions(first.getParent()))
          .isEqualTo(PosixFilePermissions.fromString("rwx------"));
    }
    try (GetState state = state("a", "x")) {
      assertThat(state.dataDir()).isEqualTo(first);
    }
  }

  @Test
  void sameCommandAtTheSameTimeIsRefused() throws Exception {
    try (GetState state = state("a", "x")) {
      assertThat(state.dataDir()).isNotNull();
      assertThatThrownBy(() -> state("a", "x"))
          .isInstanceOf(StartFault.class)
          .hasMessageContaining("another process");
    }
  }

  @Test
  void endedStateIsRemoved() throws Exception {
    try (GetState state = state("a", "x")) {
      Files.createDirectories(state.dataDir().resolve("manifests"));
      state.forget();
    }
    assertThat(kept()).isEmpty();
  }

  @Test
  void stateThatWasNotContinuedForAMonthIsRemoved() throws Exception {
    try (GetState old = state("a", "x")) {
      Files.createDirectories(old.dataDir());
    }
    clock.advance(Duration.ofDays(29));
    state("b", "x").close();
    assertThat(kept()).hasSize(3);
    clock.advance(Duration.ofDays(2));
    try (GetState held = state("b", "x")) {
      assertThat(kept()).containsExactly(held.dataDir().getFileName() + ".lock");
    }
  }

  @Test
  void whereNoStateCanBeKeptItWorksAndSaysSo() throws Exception {
    Path file = Files.createFile(dir.resolve("file"));
    Map<String, String> environment = Map.of("XDG_STATE_HOME", file.toString());
    Path data;
    try (GetState state = GetState.of(environment, clock, dir, "x", aside::add)) {
      data = state.dataDir();
      assertThat(aside)
          .singleElement()
          .asString()
          .contains("will not be continued", "XDG_STATE_HOME");
    }
    assertThat(data.getParent()).doesNotExist();
  }

  @Test
  void relativeStateHomeIsNotUsed() throws Exception {
    Map<String, String> environment =
        Map.of("XDG_STATE_HOME", "state", "HOME", dir.resolve("home").toString());
    try (GetState state = GetState.of(environment, clock, dir, "x", aside::add)) {
      assertThat(state.dataDir()).startsWithRaw(dir.resolve("home/.local/state/fetchery/get"));
    }
  }
}
