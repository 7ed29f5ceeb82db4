package dev.fetchery.fetcher.file;

import dev.fetchery.client.ResponseHead;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a body must come to: the job's SHA-256 and the digests in the response's head ({@code
 * Repr-Digest}, {@code Content-Digest}, RFC 9530). Unknown algorithms are ignored, as are digests
 * of compressed bodies, over whose bytes servers do not agree.
 */
public final class Digests {
  /** No digest is expected. */
  static final Digests NONE = new Digests(null, List.of(), List.of());

  private static final Pattern FIELD =
      Pattern.compile("(?:^|,)\\s*(sha-256|sha-512)\\s*=\\s*:([A-Za-z0-9+/=]*):");

  private final byte @Nullable [] sha256;
  private final List<byte[]> saidSha256;
  private final List<byte[]> saidSha512;

  private Digests(byte @Nullable [] sha256, List<byte[]> saidSha256, List<byte[]> saidSha512) {
    this.sha256 = sha256;
    this.saidSha256 = saidSha256;
    this.saidSha512 = saidSha512;
  }

  /**
   * The digests of a response's body.
   *
   * @param expected the job's SHA-256 in lower-case hex, or null
   */
  public static Digests of(@Nullable String expected, ResponseHead head) {
    byte[] own = expected == null ? null : HexFormat.of().parseHex(expected);
    if (!head.isIdentity() || (!has(head, "repr-digest") && !has(head, "content-digest"))) {
      return new Digests(own, List.of(), List.of());
    }
    List<byte[]> said256 = new ArrayList<>();
    List<byte[]> said512 = new ArrayList<>();
    read(head, "repr-digest", said256, said512);
    if (head.status() != 206) {
      // In a 206 this one covers the part alone.
      read(head, "content-digest", said256, said512);
    }
    return new Digests(own, said256, said512);
  }

  private static boolean has(ResponseHead head, String field) {
    return head.get(field) != null;
  }

  private static void read(
      ResponseHead head, String field, List<byte[]> said256, List<byte[]> said512) {
    Matcher matcher = FIELD.matcher(String.join(",", head.all(field)));
    while (matcher.find()) {
      boolean is256 = matcher.group(1).equals("sha-256");
      try {
        byte[] digest = Base64.getDecoder().decode(matcher.group(2));
        if (digest.length == (is256 ? 32 : 64)) {
          (is256 ? said256 : said512).add(digest);
        }
      } catch (IllegalArgumentException e) {
        // Not a digest: as if it were not there.
      }
    }
  }

  /** Whether there is a digest to compare the body with. */
  public boolean any() {
    return sha256 != null || !saidSha256.isEmpty() || !saidSha512.isEmpty();
  }

  /** Begins to hash a body. */
  public Running start() {
    return new Running(!saidSha512.isEmpty());
  }

  /** Why the body is not what it should be, or null. */
  public @Nullable String objection(Running running) {
    byte[] found = running.sha256();
    if (sha256 != null && !Arrays.equals(sha256, found)) {
      return "expected SHA-256 "
          + HexFormat.of().formatHex(sha256)
          + ", got "
          + HexFormat.of().formatHex(found);
    }
    for (byte[] said : saidSha256) {
      if (!Arrays.equals(said, found)) {
        return "the body does not match the SHA-256 digest in the response";
      }
    }
    for (byte[] said : saidSha512) {
      if (!Arrays.equals(said, running.sha512())) {
        return "the body does not match the SHA-512 digest in the response";
      }
    }
    return null;
  }

  /** Digests being computed; used by one worker at a time. */
  public static final class Running {
    private static final int READ_BYTES = 256 << 10;

    private final MessageDigest sha256 = digest("SHA-256");
    private final @Nullable MessageDigest sha512;
    private byte @Nullable [] result256;
    private byte @Nullable [] result512;

    private Running(boolean with512) {
      this.sha512 = with512 ? digest("SHA-512") : null;
    }

    void update(ByteBuffer bytes) {
      if (sha512 != null) {
        sha512.update(bytes.duplicate());
      }
      sha256.update(bytes.duplicate());
    }

    /** Takes bytes of a file, whose position stays. */
    void update(FileChannel file, long from, long until) throws IOException {
      ByteBuffer bytes = ByteBuffer.allocate(READ_BYTES);
      long at = from;
      while (at < until) {
        bytes.clear().limit((int) Math.min(READ_BYTES, until - at));
        int read = file.read(bytes, at);
        if (read < 0) {
          throw new IOException("the file was truncated while it was read");
        }
        update(bytes.flip());
        at += read;
      }
    }

    byte[] sha256() {
      if (result256 == null) {
        result256 = sha256.digest();
      }
      return result256;
    }

    /** The SHA-256 of everything that was taken, in lower-case hex. */
    public String sha256Hex() {
      return HexFormat.of().formatHex(sha256());
    }

    private byte[] sha512() {
      if (result512 == null) {
        result512 = Objects.requireNonNull(sha512).digest();
      }
      return result512;
    }

    private static MessageDigest digest(String name) {
      try {
        return MessageDigest.getInstance(name);
      } catch (NoSuchAlgorithmException e) {
        // Every Java platform has SHA-256; SHA-512 is in every one that is in use.
        throw new IllegalStateException(e);
      }
    }
  }
}
