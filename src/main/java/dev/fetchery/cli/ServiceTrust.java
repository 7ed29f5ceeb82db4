package dev.fetchery.cli;

import dev.fetchery.client.Authorities;
import dev.fetchery.config.AuthoritiesFile;
import dev.fetchery.config.SettingsException;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;

/** By which authorities a service's certificate is trusted. Blocks. */
final class ServiceTrust {
  private ServiceTrust() {}

  /**
   * A TLS context that trusts the authorities of a PEM file, and the platform's.
   *
   * @param where the option or variable that names the file
   * @throws ClientFault if the file cannot be read, or holds no certificate or a broken one
   */
  static SSLContext of(String where, Path pemFile) throws ClientFault {
    try {
      TrustManager both = Authorities.trusting(AuthoritiesFile.read(where, pemFile));
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[] {both}, null);
      return context;
    } catch (SettingsException e) {
      throw new ClientFault(400, List.of(String.valueOf(e.getMessage())));
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("the authorities cannot be set up", e);
    }
  }
}
