package dev.fetchery.app;

import dev.fetchery.config.Setting;
import dev.fetchery.config.Settings;
import dev.fetchery.credential.Credential;
import dev.fetchery.credential.CredentialRules;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.PemKeyCertOptions;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import javax.net.ssl.KeyManager;
import javax.net.ssl.X509KeyManager;
import org.jspecify.annotations.Nullable;

/** Checks a certificate and its key before the service listens. Blocks. */
final class TlsCheck {
  private TlsCheck() {}

  static void check(Vertx vertx, Settings.Tls tls) throws StartFault {
    Path cert = tls.cert();
    Path key = tls.key();
    checkReadable(cert, Setting.TLS_CERT);
    checkReadable(key, Setting.TLS_KEY);
    check(vertx, cert, key);
  }

  /** Checks what a node of a cluster shows to others. */
  static void check(Settings.ClusterTls tls) throws StartFault {
    check(null, tls.cert(), tls.key());
  }

  /**
   * @param vertx not needed where everything is given by value
   */
  private static void check(@Nullable Vertx vertx, Path cert, Path key) throws StartFault {
    try {
      PemKeyCertOptions pem =
          new PemKeyCertOptions()
              .addCertValue(Buffer.buffer(Files.readAllBytes(cert)))
              .addKeyValue(Buffer.buffer(Files.readAllBytes(key)));
      for (KeyManager manager : pem.getKeyManagerFactory(vertx).getKeyManagers()) {
        if (manager instanceof X509KeyManager x509 && !match(x509)) {
          throw new StartFault(key + " is not the key of the certificate " + cert);
        }
      }
    } catch (StartFault e) {
      throw e;
    } catch (Exception e) {
      // the parsers of PEM files throw exceptions of many kinds
      throw new StartFault(
          "TLS cannot be set up with "
              + cert
              + " and "
              + key
              + ": both must be PEM, the key without a password",
          e);
    }
  }

  /** Checks the certificates by which origins know this service. */
  static void check(Vertx vertx, CredentialRules rules) throws StartFault {
    for (Credential credential : rules.all()) {
      if (credential instanceof Credential.Certificate pair) {
        check(vertx, pair);
      }
    }
  }

  private static void check(Vertx vertx, Credential.Certificate pair) throws StartFault {
    PemKeyCertOptions pem =
        new PemKeyCertOptions()
            .addCertValue(Buffer.buffer(pair.chainPem()))
            .addKeyValue(Buffer.buffer(pair.keyPem()));
    String what = "a certificate and its key, in the file of --credentials";
    try {
      for (KeyManager manager : pem.getKeyManagerFactory(vertx).getKeyManagers()) {
        if (manager instanceof X509KeyManager x509 && !match(x509)) {
          throw new StartFault(what + ", do not belong together");
        }
      }
    } catch (StartFault e) {
      throw e;
    } catch (Exception e) {
      // the parsers of PEM files throw exceptions of many kinds
      throw new StartFault(
          what + ", cannot be used: both must be PEM, the key without a password", e);
    }
  }

  private static void checkReadable(Path file, Setting setting) throws StartFault {
    if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
      throw new StartFault(
          "cannot read "
              + file
              + ": "
              + setting.flag()
              + " takes a PEM file that this user can read");
    }
  }

  /** Signs with the key and verifies with the certificate; accepts key types it does not know. */
  private static boolean match(X509KeyManager manager) throws GeneralSecurityException {
    for (String kind : new String[] {"RSA", "EC"}) {
      String[] aliases = manager.getServerAliases(kind, null);
      for (String alias : aliases == null ? new String[0] : aliases) {
        PublicKey open = manager.getCertificateChain(alias)[0].getPublicKey();
        if (!signatureMatches(kind, manager.getPrivateKey(alias), open)) {
          return false;
        }
      }
    }
    return true;
  }

  private static boolean signatureMatches(String kind, PrivateKey key, PublicKey open)
      throws GeneralSecurityException {
    byte[] text = "fetchery".getBytes(StandardCharsets.US_ASCII);
    Signature signature =
        Signature.getInstance("SHA256with" + (kind.equals("EC") ? "ECDSA" : kind));
    if (!key.getAlgorithm().equals(open.getAlgorithm())) {
      return false;
    }
    signature.initSign(key);
    signature.update(text);
    byte[] signed = signature.sign();
    signature.initVerify(open);
    signature.update(text);
    return signature.verify(signed);
  }
}
