package dev.fetchery.source.document;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A list of checksums as {@code sha256sum} and its kin write it, or with {@code --tag} as BSD does,
 * or as OpenSSL; one that is signed within itself (RFC 9580, 7) is read as well. The algorithm is
 * told apart by the digest's length. Names are relative to the document.
 */
final class SumsReader implements DocumentReader {
  private static final Pattern GNU = Pattern.compile("(\\\\?)([0-9a-fA-F]{32,128})[ \\t]+[*]?(.+)");
  private static final Pattern BSD =
      Pattern.compile("(\\\\?)[A-Za-z0-9-]{3,10} ?\\((.+)\\) ?= ?([0-9a-fA-F]{32,128})");
  private static final String SIGNED = "-----BEGIN PGP SIGNED MESSAGE-----";
  private static final String SIGNATURE = "-----BEGIN PGP SIGNATURE-----";
  private static final String SIGNATURE_END = "-----END PGP SIGNATURE-----";

  /** An entry has no name of its own for it. */
  private static final String SHA384 = "sha384";

  private static final Map<Integer, String> BY_HEX_DIGITS =
      Map.of(32, "md5", 40, "sha1", 64, "sha256", 96, SHA384, 128, "sha512");

  private final Lines lines;

  SumsReader(InputStream document) {
    this.lines = new Lines(document);
  }

  @Override
  public @Nullable Found next() throws IOException {
    for (String line = lines.next(); line != null; line = lines.next()) {
      String bare = line.strip();
      if (bare.equals(SIGNED)) {
        // What stands in front of the text says how it was signed.
        skipTo("");
      } else if (bare.equals(SIGNATURE)) {
        skipTo(SIGNATURE_END);
      } else if (!bare.isEmpty() && !isRemark(bare)) {
        return read(bare);
      }
    }
    return null;
  }

  private static boolean isRemark(String line) {
    return line.charAt(0) == '#' || line.charAt(0) == ';' || line.startsWith("-----");
  }

  private void skipTo(String last) throws IOException {
    String line = lines.next();
    while (line != null && !line.strip().equals(last)) {
      line = lines.next();
    }
  }

  private Found read(String line) {
    Matcher gnu = GNU.matcher(line);
    if (gnu.matches()) {
      return entry(gnu.group(3), gnu.group(2), !gnu.group(1).isEmpty());
    }
    Matcher bsd = BSD.matcher(line);
    return bsd.matches()
        ? entry(bsd.group(2), bsd.group(3), !bsd.group(1).isEmpty())
        : new Found.Bad("line " + lines.number() + " is no checksum and name");
  }

  private Found entry(String written, String digest, boolean escaped) {
    String algorithm = BY_HEX_DIGITS.get(digest.length());
    if (algorithm == null) {
      return new Found.Bad(
          "line " + lines.number() + ": no digest has " + digest.length() + " digits");
    }
    String name = escaped ? unescaped(written) : written;
    String bare = name.startsWith("./") ? name.substring(2) : name;
    // A name with a colon would be read as a scheme.
    String reference = "./" + References.path(bare);
    return new Found.Entry(
        bare.startsWith("/") ? References.path(bare) : reference,
        bare,
        Map.of("name", bare),
        expected(algorithm, digest.toLowerCase(Locale.ROOT)),
        List.of());
  }

  private static Map<String, String> expected(String algorithm, String digest) {
    return algorithm.equals(SHA384)
        ? Map.of("checksum", algorithm + ":" + digest)
        : Map.of(algorithm, digest);
  }

  /** As coreutils escapes names that hold line ends or backslashes. */
  private static String unescaped(String name) {
    StringBuilder plain = new StringBuilder(name.length());
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c != '\\' || i + 1 == name.length()) {
        plain.append(c);
      } else {
        char next = name.charAt(++i);
        plain.append(next == 'n' ? '\n' : next == 'r' ? '\r' : next);
      }
    }
    return plain.toString();
  }

  @Override
  public void close() throws IOException {
    lines.close();
  }
}
