package dev.fetchery.fetcher.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PrivateFoldersTest {
  @TempDir private Path temporary;
  private Path above;
  private Path top;

  @BeforeEach
  void make() throws IOException {
    above = directory(temporary.toRealPath().resolve("above"), "rwxr-xr-x");
    top = directory(above.resolve("top"), "rwxr-xr-x");
  }

  private static Path directory(Path at, String permissions) throws IOException {
    Files.createDirectory(at);
    return Files.setPosixFilePermissions(at, PosixFilePermissions.fromString(permissions));
  }

  private static void sticky(Path directory) throws IOException {
    Files.setAttribute(directory, "unix:mode", 01777);
  }

  private static long user() throws IOException {
    Path mine = Files.createTempFile("fetchery-user", null);
    long user = ((Number) Files.getAttribute(mine, "unix:uid")).longValue();
    Files.delete(mine);
    return user;
  }

  private boolean isPrivate(Path folder) throws IOException {
    return new PrivateFolders(top, user()).look().isPrivate(folder);
  }

  @Test
  void userIsTheOneWhoOwnsWhatThisProcessMakes() throws IOException {
    assertThat(PrivateFolders.user()).isEqualTo(user());
  }

  @ParameterizedTest
  @ValueSource(strings = {"rwx------", "rwxr-xr-x"})
  void ownDirectoryThatOthersMayNotWriteInIsPrivate(String permissions) throws IOException {
    assertThat(isPrivate(top)).isTrue();
    assertThat(isPrivate(directory(top.resolve("below"), permissions))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"rwxrwxr-x", "rwxr-xrwx", "rwx-w----"})
  void directoryThatOthersMayWriteInIsNot(String permissions) throws IOException {
    Path shared = directory(top.resolve("shared"), permissions);
    assertThat(isPrivate(shared)).isFalse();
    Path own = directory(shared.resolve("own"), "rwxr-xr-x");
    assertThat(isPrivate(own)).as("it can be swapped as a whole").isFalse();
  }

  @Test
  void directoryWhereOwnersAloneRemoveKeepsWhatIsBelowButIsNotPrivateItself() throws IOException {
    Path shared = directory(top.resolve("shared"), "rwxrwxrwx");
    sticky(shared);
    assertThat(isPrivate(shared)).isFalse();
    assertThat(isPrivate(directory(shared.resolve("own"), "rwxr-xr-x"))).isTrue();
  }

  @Test
  void whatIsAboveTheTopCountsAsWell() throws IOException {
    Files.setPosixFilePermissions(above, PosixFilePermissions.fromString("rwxrwxrwx"));
    assertThat(isPrivate(top)).isFalse();
    sticky(above);
    assertThat(isPrivate(top)).isTrue();
  }

  @Test
  void anotherUsersDirectoryIsNotPrivate() throws IOException {
    assertThat(new PrivateFolders(top, user() + 1).look().isPrivate(top)).isFalse();
  }

  @Test
  void nothingIsPrivateWhereTheUserIsNotKnown() throws IOException {
    assertThat(new PrivateFolders(top, -1).look().isPrivate(top)).isFalse();
  }

  @Test
  void eachLookSeesTheRightsOfItsTime() throws IOException {
    PrivateFolders folders = new PrivateFolders(top, user());
    assertThat(folders.look().isPrivate(top)).isTrue();
    Files.setPosixFilePermissions(top, PosixFilePermissions.fromString("rwxrwxrwx"));
    assertThat(folders.look().isPrivate(top)).isFalse();
  }

  @Test
  void directoryThatIsGoneIsNotPrivate() throws IOException {
    assertThat(isPrivate(top.resolve("gone"))).isFalse();
  }
}
