package dev.fetchery.client;

import io.vertx.core.net.TrustOptions;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/** The authorities by which certificates of origins are judged. */
public final class Authorities {
  private Authorities() {}

  /** These besides the platform's; null, which means the platform's alone, where there are none. */
  public static @Nullable TrustOptions besidesThePlatforms(List<X509Certificate> more) {
    try {
      return more.isEmpty() ? null : TrustOptions.wrap(trusting(more));
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("the authorities cannot be set up", e);
    }
  }

  /** Trusts these and the platform's. */
  public static X509TrustManager trusting(Collection<X509Certificate> more)
      throws GeneralSecurityException, IOException {
    KeyStore all = KeyStore.getInstance(KeyStore.getDefaultType());
    all.load(null, null);
    int number = 0;
    for (X509Certificate known : manager(null).getAcceptedIssuers()) {
      all.setCertificateEntry("platform" + number++, known);
    }
    for (X509Certificate added : more) {
      all.setCertificateEntry("added" + number++, added);
    }
    return manager(all);
  }

  /**
   * @param store null for the platform's
   */
  private static X509TrustManager manager(@Nullable KeyStore store)
      throws GeneralSecurityException {
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    for (TrustManager manager : factory.getTrustManagers()) {
      if (manager instanceof X509TrustManager x509) {
        return x509;
      }
    }
    throw new GeneralSecurityException("no X.509 trust manager");
  }
}
