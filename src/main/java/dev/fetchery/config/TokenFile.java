package dev.fetchery.config;

import dev.fetchery.context.ByteOrderMark;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads the file of a service's token. */
public final class TokenFile {
  private TokenFile() {}

  /**
   * What it holds, without the white space around it.
   *
   * @param where the setting or option that names the file
   * @throws SettingsException if it cannot be read
   */
  public static String read(String where, Path file) throws SettingsException {
    try {
      return ByteOrderMark.without(Files.readString(file, StandardCharsets.UTF_8)).strip();
    } catch (CharacterCodingException e) {
      throw unreadable(where, file, "not text in UTF-8");
    } catch (IOException e) {
      throw unreadable(where, file, SettingsFile.reason(e));
    }
  }

  private static SettingsException unreadable(String where, Path file, String reason) {
    return new SettingsException(where + ": cannot read " + file + ": " + reason);
  }
}
