package dev.fetchery.crash;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file that was found whole is read again where it may have changed. */
class WholeFilesTest {
  private static final String FILE = "skip/3.bin";

  @TempDir private Path dir;
  private Path file;
  private WholeFiles whole;

  @BeforeEach
  void findWhole() throws IOException {
    file = dir.resolve(FILE);
    whole = new WholeFiles(dir);
    Files.createDirectories(file.getParent());
    Files.write(file, CrashOrigin.body("/items/skip/3"));
    whole.check(FILE);
  }

  @Test
  void unchangedFileIsStillWhole() {
    assertThatCode(() -> whole.check(FILE)).doesNotThrowAnyException();
  }

  @Test
  void contentChangedInPlaceIsFoundThoughSizeAndTimeAreAsBefore() throws IOException {
    FileTime before = Files.getLastModifiedTime(file);
    changeTime();
    Files.write(file, broken());
    Files.setLastModifiedTime(file, before);
    assertThatThrownBy(() -> whole.check(FILE)).isInstanceOf(AssertionError.class);
  }

  @Test
  void anotherFileInItsPlaceIsFound() throws IOException {
    Path other = Files.write(dir.resolve("other"), broken());
    Files.setLastModifiedTime(other, Files.getLastModifiedTime(file));
    Files.move(other, file, StandardCopyOption.REPLACE_EXISTING);
    assertThatThrownBy(() -> whole.check(FILE)).isInstanceOf(AssertionError.class);
  }

  private static byte[] broken() {
    byte[] bytes = CrashOrigin.body("/items/skip/3");
    bytes[0]++;
    return bytes;
  }

  /** Returns when the file system's clock, which is coarse, has gone on. */
  private void changeTime() throws IOException {
    Path probe = dir.resolve("probe");
    FileTime now = (FileTime) Files.getAttribute(file, "unix:ctime");
    do {
      Files.write(probe, new byte[1]);
    } while (Files.getAttribute(probe, "unix:ctime").equals(now));
  }
}
