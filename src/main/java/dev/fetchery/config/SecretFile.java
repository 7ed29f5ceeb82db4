package dev.fetchery.config;

import dev.fetchery.context.ByteOrderMark;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Set;

/** Reads a file that holds secrets, and refuses one that every user of the machine can read. */
final class SecretFile {
  private static final Set<PosixFilePermission> OTHERS =
      EnumSet.of(PosixFilePermission.OTHERS_READ, PosixFilePermission.OTHERS_WRITE);

  private SecretFile() {}

  /**
   * @param what it is, for the message
   * @throws SettingsException if it cannot be read, or can be read or written by others
   */
  static String read(Path file, String what) throws SettingsException {
    try {
      if (isOpenToAll(file)) {
        throw new SettingsException(
            file + " holds secrets (" + what + ") and is open to every user: chmod 600 it");
      }
    } catch (IOException e) {
      throw unreadable(file, what, e);
    }
    return readOpen(file, what);
  }

  /**
   * Whether every user of the machine can read or write it; false where the platform cannot say.
   */
  static boolean isOpenToAll(Path file) throws IOException {
    return file.getFileSystem().supportedFileAttributeViews().contains("posix")
        && Files.getPosixFilePermissions(file).stream().anyMatch(OTHERS::contains);
  }

  /** One that holds no secret. */
  static String readOpen(Path file, String what) throws SettingsException {
    try {
      return ByteOrderMark.without(Files.readString(file, StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw unreadable(file, what, e);
    }
  }

  private static SettingsException unreadable(Path file, String what, IOException e) {
    String reason =
        e instanceof CharacterCodingException ? "not text in UTF-8" : SettingsFile.reason(e);
    return new SettingsException("cannot read " + file + " (" + what + "): " + reason);
  }
}
