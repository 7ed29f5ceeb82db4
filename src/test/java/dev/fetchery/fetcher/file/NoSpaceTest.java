package dev.fetchery.fetcher.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NoSpaceTest {
  private static final String GERMAN = "Auf dem Gerät ist kein Speicherplatz mehr verfügbar";

  @TempDir private Path dir;

  @Test
  void fullDiskIsKnownInEveryLanguage() {
    assertThat(is(new IOException("No space left on device"), GERMAN)).isTrue();
    assertThat(is(new IOException("Disk quota exceeded"), null)).isTrue();
    assertThat(is(new IOException(GERMAN), GERMAN)).isTrue();
    assertThat(is(new IOException("/d/x: " + GERMAN), GERMAN)).isTrue();
    assertThat(is(new IOException("Eingabe-/Ausgabefehler"), GERMAN)).isFalse();
    assertThat(is(new IOException(), null)).isFalse();
  }

  private static boolean is(IOException e, String words) {
    return NoSpace.is(e, words, path -> false);
  }

  @Test
  void readOnlyFileSystemIsKnownByItsStateInEveryLanguage() {
    FileSystemException said =
        new FileSystemException("/d/x", null, "Das Dateisystem ist nur lesbar");
    assertThat(NoSpace.is(said, GERMAN, Path.of("/d/x")::equals)).isTrue();
    assertThat(NoSpace.is(said, GERMAN, path -> false)).isFalse();
    AccessDeniedException denied = new AccessDeniedException("/d/x");
    assertThat(NoSpace.is(denied, GERMAN, path -> true)).isFalse();
    assertThat(is(new IOException("Read-only file system"), null)).isTrue();
  }

  @Test
  void wantOfDescriptorsIsNoFaultOfAFile() {
    assertThat(is(new FileSystemException("/d/x", null, "Too many open files"), null)).isTrue();
    assertThat(is(new IOException("Too many open files in system"), null)).isTrue();
    assertThat(is(new FileSystemException("/d/x", null, "Too many links"), null)).isFalse();
  }

  @Test
  void ordinaryFaultOfAFileIsItsOwn() {
    IOException said =
        catchThrowableOfType(
            IOException.class, () -> Files.createDirectory(dir.resolve("x".repeat(300))));
    assertThat(said).isExactlyInstanceOf(FileSystemException.class);
    assertThat(NoSpace.is(said)).isFalse();
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
