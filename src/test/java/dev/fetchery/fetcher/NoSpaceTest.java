package dev.fetchery.fetcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NoSpaceTest {
  private static final String GERMAN = "Auf dem Gerät ist kein Speicherplatz mehr verfügbar";

  @TempDir private Path dir;

  @Test
  void fullDiskIsKnownInEveryLanguage() {
    assertThat(NoSpace.is(new IOException("No space left on device"), GERMAN)).isTrue();
    assertThat(NoSpace.is(new IOException("Disk quota exceeded"), null)).isTrue();
    assertThat(NoSpace.is(new IOException(GERMAN), GERMAN)).isTrue();
    assertThat(NoSpace.is(new IOException("/d/x: " + GERMAN), GERMAN)).isTrue();
    assertThat(NoSpace.is(new IOException("Eingabe-/Ausgabefehler"), GERMAN)).isFalse();
    assertThat(NoSpace.is(new IOException(), null)).isFalse();
  }

  @Test
  void wordsAreThoseOfThisPlatform() {
    Path full = Path.of("/dev/full");
    IOException said =
        catchThrowableOfType(IOException.class, () -> Files.write(full, new byte[1]));
    assertThat(NoSpace.is(said)).isEqualTo(Files.exists(full));
  }

  @Test
  void whatIsNotThereOrHasRoomSaysNothing() throws IOException {
    assertThat(NoSpace.words(dir.resolve("none"))).isNull();
    assertThat(NoSpace.words(Files.createFile(dir.resolve("room")))).isNull();
    assertThat(NoSpace.words(dir)).isNull();
  }
}
