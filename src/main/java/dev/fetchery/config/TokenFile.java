package dev.fetchery.config;

import dev.fetchery.context.ByteOrderMark;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** What the token of a service may be, and how its file is read. */
public final class TokenFile {
  /** What {@link #isToken} asks for. */
  public static final String RULE = "a token is one line of visible ASCII characters";

  /** Without a blank: no header field could carry it (RFC 6750, 2.1). */
  private static final Pattern TOKEN = Pattern.compile("[\\x21-\\x7e]+");

  private TokenFile() {}

  /** Whether clients can send it, and the service takes it. */
  public static boolean isToken(String text) {
    return TOKEN.matcher(text).matches();
  }

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
