package dev.fetchery.config;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads certificates of authorities from a PEM file (RFC 7468); text between them is skipped. */
public final class AuthoritiesFile {
  private static final Pattern BLOCK =
      Pattern.compile(
          "-----BEGIN (?:TRUSTED |X509 )?CERTIFICATE-----([^-]*)"
              + "-----END (?:TRUSTED |X509 )?CERTIFICATE-----");

  private AuthoritiesFile() {}

  /**
   * @param where the setting or variable that names the file
   * @throws SettingsException if the file cannot be read, or holds no certificate or a broken one
   */
  public static List<X509Certificate> read(String where, Path file) throws SettingsException {
    String text;
    try {
      text = Files.readString(file, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new SettingsException(where + ": cannot read " + file + ": " + SettingsFile.reason(e));
    }
    List<X509Certificate> all = new ArrayList<>();
    for (Matcher block = BLOCK.matcher(text); block.find(); ) {
      try {
        all.add(certificate(block.group(1)));
      } catch (CertificateException | IllegalArgumentException e) {
        throw new SettingsException(
            where + ": " + file + ": certificate " + (all.size() + 1) + " is broken");
      }
    }
    if (all.isEmpty()) {
      throw new SettingsException(
          where + ": " + file + " holds no certificate: expected PEM, -----BEGIN CERTIFICATE-----");
    }
    return all;
  }

  private static X509Certificate certificate(String base64) throws CertificateException {
    byte[] der = Base64.getMimeDecoder().decode(base64);
    return (X509Certificate)
        CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
  }
}
