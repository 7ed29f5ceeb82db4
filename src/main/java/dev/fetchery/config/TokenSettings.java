package dev.fetchery.config;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The token, from its setting or from the file that another one names. Reads files. */
final class TokenSettings {
  private static final Logger LOG = LoggerFactory.getLogger(TokenSettings.class);

  private final SettingValues values;
  private final SettingSources sources;

  TokenSettings(SettingValues values) {
    this.values = values;
    this.sources = values.sources();
  }

  /** If both are set, from the place of higher priority; null where none is. */
  @Nullable String read() throws SettingsException {
    int itself = sources.rank(Setting.TOKEN);
    int file = sources.rank(Setting.TOKEN_FILE);
    if (!values.isSet(Setting.TOKEN) && !values.isSet(Setting.TOKEN_FILE)) {
      return null;
    }
    if (itself == file) {
      throw new SettingsException(
          sources.where(Setting.TOKEN) + ": give either token or token-file, not both");
    }
    Path settings = sources.file();
    if (itself < file && itself == SettingSources.IN_FILE && settings != null) {
      warnIfReadableByOthers(settings);
    }
    String token =
        itself < file ? values.text(Setting.TOKEN) : readFile(values.path(Setting.TOKEN_FILE));
    if (!TokenFile.isToken(token)) {
      throw new SettingsException(
          sources.where(itself < file ? Setting.TOKEN : Setting.TOKEN_FILE)
              + ": "
              + TokenFile.RULE);
    }
    return token;
  }

  private String readFile(Path file) throws SettingsException {
    String token = TokenFile.read(sources.where(Setting.TOKEN_FILE), file);
    warnIfReadableByOthers(file);
    return token;
  }

  private static void warnIfReadableByOthers(Path file) {
    try {
      if (SecretFile.isOpenToAll(file)) {
        LOG.warn("{} holds the token and is open to every user: chmod 600 it", file);
      }
    } catch (IOException e) {
      LOG.debug("the mode of {} cannot be read", file, e);
    }
  }
}
