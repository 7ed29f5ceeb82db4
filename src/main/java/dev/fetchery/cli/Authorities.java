package dev.fetchery.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/** Certificates of authorities from a file, besides those of the platform. Blocks. */
final class Authorities {
  private Authorities() {}

  /** A TLS context that trusts both. */
  static SSLContext with(Path pemFile) throws ClientFault {
    try (InputStream pem = Files.newInputStream(pemFile)) {
      Collection<? extends Certificate> given =
          CertificateFactory.getInstance("X.509").generateCertificates(pem);
      if (given.isEmpty()) {
        throw new ClientFault(400, List.of(pemFile + ": holds no certificate"));
      }
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      int number = 0;
      for (X509Certificate usual : trust(null).getAcceptedIssuers()) {
        store.setCertificateEntry("usual" + number++, usual);
      }
      for (Certificate further : given) {
        store.setCertificateEntry("given" + number++, further);
      }
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[] {trust(store)}, null);
      return context;
    } catch (IOException e) {
      throw new ClientFault(400, List.of("--ca-file: cannot read " + pemFile));
    } catch (GeneralSecurityException e) {
      throw new ClientFault(
          400, List.of("--ca-file: " + pemFile + " is not a PEM file of certificates"));
    }
  }

  private static X509TrustManager trust(@Nullable KeyStore store) throws GeneralSecurityException {
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    for (TrustManager manager : factory.getTrustManagers()) {
      if (manager instanceof X509TrustManager x509) {
        return x509;
      }
    }
    throw new GeneralSecurityException("no trust manager for X.509");
  }
}
