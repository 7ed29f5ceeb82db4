package dev.fetchery.http;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A secret of the service's own user, made at each start. As a bearer token it lets the user's
 * commands in. The service proves by it that it is the one meant, before a command shows it the
 * secret or a job.
 */
public final class OwnerKey {
  /** Header of a request that asks for the proof: 16 to 64 hex digits. */
  public static final String CHALLENGE = "Fetchery-Challenge";

  /** Header of the answer with the proof. */
  public static final String PROOF = "Fetchery-Proof";

  private static final Pattern CHALLENGES = Pattern.compile("[0-9a-f]{16,64}");
  private static final Pattern SECRETS = Pattern.compile("[0-9a-f]{64}");
  private static final String MAC = "HmacSHA256";

  private final String secret;

  private OwnerKey(String secret) {
    this.secret = secret;
  }

  /** A new one of 256 random bits. */
  public static OwnerKey random() {
    return new OwnerKey(randomHex());
  }

  /**
   * One that was kept.
   *
   * @throws IllegalArgumentException if it is none
   */
  public static OwnerKey of(String secret) {
    if (!SECRETS.matcher(secret).matches()) {
      throw new IllegalArgumentException("a key has 64 hex digits");
    }
    return new OwnerKey(secret);
  }

  /** 256 random bits, in hex digits. */
  public static String randomHex() {
    byte[] random = new byte[32];
    new SecureRandom().nextBytes(random);
    return HexFormat.of().formatHex(random);
  }

  /** In hex digits. */
  public String secret() {
    return secret;
  }

  byte[] asToken() {
    return secret.getBytes(StandardCharsets.UTF_8);
  }

  static boolean isChallenge(String text) {
    return CHALLENGES.matcher(text).matches();
  }

  /** HMAC-SHA-256 (RFC 2104) of a text under this key, in hex digits. */
  public String mac(String text) {
    try {
      Mac mac = Mac.getInstance(MAC);
      mac.init(new SecretKeySpec(HexFormat.of().parseHex(secret), MAC));
      return HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The answer to a challenge. */
  public String proof(String challenge) {
    return mac("proof:" + challenge);
  }

  /** Whether the answer to a challenge is right. */
  public boolean proves(String challenge, String proof) {
    return MessageDigest.isEqual(
        proof(challenge).getBytes(StandardCharsets.UTF_8), proof.getBytes(StandardCharsets.UTF_8));
  }

  /** Hides the secret. */
  @Override
  public String toString() {
    return "OwnerKey";
  }
}
