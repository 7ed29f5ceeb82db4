package dev.fetchery.app;

import dev.fetchery.client.CredentialStore;
import dev.fetchery.config.CredentialsFile;
import dev.fetchery.config.Settings;
import dev.fetchery.config.SettingsException;
import dev.fetchery.credential.CredentialRules;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The credentials of a process, which may be read again while it runs. */
final class CredentialReload {
  private static final Logger LOG = LoggerFactory.getLogger(CredentialReload.class);

  private final Vertx vertx;
  private final Settings.Credentials settings;
  private final CredentialStore store;

  CredentialReload(Vertx vertx, Settings.Credentials settings) {
    this.vertx = vertx;
    this.settings = settings;
    this.store = new CredentialStore(settings.rules());
  }

  CredentialStore store() {
    return store;
  }

  /** Reads their file again; where it cannot be used, those of before stay. Blocks. */
  void run() {
    Path file = settings.file();
    try {
      if (file != null) {
        CredentialRules rules = CredentialsFile.read(file);
        TlsCheck.check(vertx, rules);
        store.replace(rules);
        LOG.info("credentials read again from {}", file);
      }
    } catch (SettingsException | StartFault e) {
      LOG.warn("the credentials stay as they were: {}", e.getMessage());
    }
  }
}
