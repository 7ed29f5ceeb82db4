package dev.fetchery.testing;

import io.vertx.core.net.PfxOptions;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/** Certificates of tests, made by the JDK's keytool. */
public final class Keys {
  public static final String PASSWORD = "secret";

  private Keys() {}

  /**
   * A key with a certificate that it has signed itself.
   *
   * @param names such as {@code dns:a.test,ip:127.0.0.1}
   * @param more further arguments of keytool
   */
  public static PfxOptions pfx(Path directory, String name, String names, String... more) {
    Path file = directory.resolve(name + ".p12");
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "-genkeypair",
                "-alias",
                "k",
                "-keyalg",
                "EC",
                "-storetype",
                "PKCS12",
                "-keystore",
                file.toString(),
                "-storepass",
                PASSWORD,
                "-dname",
                "CN=" + name,
                "-ext",
                "san=" + names));
    arguments.addAll(Arrays.asList(more));
    keytool(arguments);
    return new PfxOptions().setPath(file.toString()).setPassword(PASSWORD);
  }

  /** The certificate of a key that {@link #pfx} made. */
  public static X509Certificate certificate(PfxOptions key) {
    try (InputStream in = Files.newInputStream(Path.of(key.getPath()))) {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(in, PASSWORD.toCharArray());
      return (X509Certificate) store.getCertificate("k");
    } catch (IOException | GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  /** The private key of a key that {@link #pfx} made, as PEM (PKCS 8). */
  public static String keyPem(PfxOptions key) {
    try (InputStream in = Files.newInputStream(Path.of(key.getPath()))) {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(in, PASSWORD.toCharArray());
      return "-----BEGIN PRIVATE KEY-----\n"
          + Base64.getMimeEncoder()
              .encodeToString(store.getKey("k", PASSWORD.toCharArray()).getEncoded())
          + "\n-----END PRIVATE KEY-----\n";
    } catch (IOException | GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  /** A certificate as PEM. */
  public static String pem(X509Certificate certificate) {
    try {
      return "-----BEGIN CERTIFICATE-----\n"
          + Base64.getMimeEncoder().encodeToString(certificate.getEncoded())
          + "\n-----END CERTIFICATE-----\n";
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  /**
   * The certificate of {@code key}, issued anew by an authority, as PEM.
   *
   * @param more options of keytool, such as the time that it holds
   */
  public static String issued(
      Path directory, PfxOptions authority, PfxOptions key, String... more) {
    Path request = directory.resolve("request.csr");
    Path answer = directory.resolve("issued.pem");
    keytool(arguments("-certreq", key, "-file", request.toString()));
    List<String> issue =
        arguments("-gencert", authority, "-infile", request.toString(), "-rfc", "-outfile");
    issue.add(answer.toString());
    issue.addAll(List.of(more));
    keytool(issue);
    try {
      return Files.readString(answer);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static List<String> arguments(String command, PfxOptions key, String... more) {
    List<String> arguments = new ArrayList<>(List.of(command, "-alias", "k"));
    arguments.addAll(List.of("-keystore", key.getPath(), "-storepass", PASSWORD));
    arguments.addAll(List.of(more));
    return arguments;
  }

  private static void keytool(List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(arguments);
    try {
      int exit =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor();
      if (exit != 0) {
        throw new AssertionError(command + " ended with " + exit);
      }
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
