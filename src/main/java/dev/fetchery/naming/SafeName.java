package dev.fetchery.naming;

import dev.fetchery.url.Percent;
import java.nio.charset.Charset;
import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.function.IntPredicate;
import java.util.regex.Pattern;

/**
 * Names of files made of any text: relative, inside the directory they are resolved against, and
 * good on Linux, macOS and Windows alike. Pure: nothing here looks at a file system.
 */
public final class SafeName {
  /** The longest path, in bytes of UTF-8: {@code PATH_MAX} of Linux. */
  public static final int MAX_PATH_BYTES = 4096;

  /** For {@code encodable}: a platform whose file names can hold every character. */
  public static final IntPredicate EVERYTHING = codePoint -> true;

  /** For {@code encodable}: the platform that this process runs on. */
  public static final IntPredicate PLATFORM =
      encodable(Charset.forName(System.getProperty("sun.jnu.encoding", "UTF-8")));

  // Normalisation takes quadratic time on a long run of combining marks, so that of a text beyond
  // all sense only the head and the extension are looked at; its digest tells it from others.
  private static final int LONG_CHARS = 4096;
  private static final int LONG_HEAD_CODE_POINTS = 1024;

  private static final String FORBIDDEN = "/\\<>:\"|?*";
  private static final Pattern RESERVED_STEM =
      Pattern.compile("CON|PRN|AUX|NUL|CONIN\\$|CONOUT\\$|(COM|LPT)[0-9\u00b9\u00b2\u00b3]");

  private SafeName() {}

  /** A path made safe, or why there is none. */
  public sealed interface Result {}

  /**
   * A path to use.
   *
   * @param path relative, its parts joined by {@code /}
   */
  public record Ok(String path) implements Result {}

  /**
   * No path.
   *
   * @param why what is wrong with the path, for the one who posted the job
   */
  public record Bad(String why) implements Result {}

  /** {@link #part(String, IntPredicate)} where the platform can express everything. */
  public static String part(String text) {
    return part(text, EVERYTHING);
  }

  /**
   * One part of a path made of any text: never empty, {@code .} or {@code ..}, with no separator,
   * control or bidirectional character, NFC, and at most 255 bytes. A safe part stays as it is.
   *
   * @param encodable whether the platform's file names can hold a code point; those that they
   *     cannot are written percent-encoded
   */
  public static String part(String text, IntPredicate encodable) {
    String trimmed = trimEnd(text);
    if (trimmed.length() > LONG_CHARS) {
      int head = trimmed.offsetByCodePoints(0, LONG_HEAD_CODE_POINTS);
      int extension = ShortName.extensionAt(trimmed);
      String sample = trimmed.substring(0, head) + trimmed.substring(extension);
      return ShortName.cut(clean(sample, encodable), trimmed);
    }
    return ShortName.of(clean(trimmed, encodable));
  }

  /**
   * A relative path of parts made safe.
   *
   * @return bad if there is no part, if one is kept for files under way, or if the whole is over
   *     4096 bytes
   */
  public static Result path(List<String> parts, IntPredicate encodable) {
    return path(parts, encodable, PathRoom.ALONE);
  }

  /**
   * {@link #path(List, IntPredicate)}, judged together with the directory it is for.
   *
   * @param room for the path, below what it is appended to
   */
  public static Result path(List<String> parts, IntPredicate encodable, PathRoom room) {
    if (parts.isEmpty()) {
      return new Bad("the path is empty");
    }
    StringBuilder path = new StringBuilder();
    for (String text : parts) {
      String part = part(text, encodable);
      if (isKeptForParts(part)) {
        return new Bad("the name " + part + " is kept for files under way");
      }
      path.append(path.length() == 0 ? "" : "/").append(part);
      if (path.length() > MAX_PATH_BYTES) {
        break;
      }
    }
    return room.fits(path.toString())
        ? new Ok(path.toString())
        : new Bad("the whole " + room.limit());
  }

  /**
   * The n-th other name of a safe path: {@code a/b (1).png} of {@code a/b.png}, cut to 255 bytes
   * before the number where need be. Different for every {@code n}.
   *
   * @param n from 1
   */
  public static String numbered(String path, int n) {
    if (n < 1) {
      throw new IllegalArgumentException("numbers begin with 1, not " + n);
    }
    int nameAt = path.lastIndexOf('/') + 1;
    return path.substring(0, nameAt) + ShortName.numbered(path.substring(nameAt), " (" + n + ")");
  }

  /**
   * What two paths have in common that some file system takes for one: NFC and case folded. Not a
   * path itself.
   */
  public static String key(String path) {
    if (isAscii(path)) {
      return path.toLowerCase(Locale.ROOT);
    }
    String folded = Normalizer.normalize(path, Normalizer.Form.NFD);
    // Twice, since a capital sharp s becomes SS only by way of the small one.
    for (int round = 0; round < 2; round++) {
      folded = folded.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT);
    }
    return Normalizer.normalize(folded, Normalizer.Form.NFC);
  }

  /** Whether a safe part is, in any case or Unicode form, a name kept for files under way. */
  public static boolean isKeptForParts(String part) {
    if (!part.startsWith(".")) {
      return false;
    }
    String key = key(part);
    return key.equals(".fetchery") || (key.startsWith(".fetchery-") && key.endsWith("part"));
  }

  /** What file names in this encoding can hold, beyond ASCII. */
  public static IntPredicate encodable(Charset fileNames) {
    if (fileNames.name().startsWith("UTF-")) {
      return EVERYTHING;
    }
    // An encoder has a state and is not to be shared.
    return codePoint -> fileNames.newEncoder().canEncode(Character.toString(codePoint));
  }

  private static String clean(String text, IntPredicate encodable) {
    // ASCII is in every normal form.
    String normal = isAscii(text) ? text : Normalizer.normalize(text, Normalizer.Form.NFC);
    StringBuilder safe = new StringBuilder(normal.length());
    int codePoint;
    for (int i = 0; i < normal.length(); i += Character.charCount(codePoint)) {
      codePoint = normal.codePointAt(i);
      safe.appendCodePoint(isForbidden(codePoint) ? '_' : codePoint);
    }
    String trimmed = trimEnd(safe.toString());
    String part = trimmed.isEmpty() ? "_" : percentEncode(trimmed, encodable);
    return isReserved(part) ? "_" + part : part;
  }

  private static boolean isAscii(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) >= 0x80) {
        return false;
      }
    }
    return true;
  }

  private static boolean isForbidden(int codePoint) {
    if (codePoint < 0x80) {
      return Character.isISOControl(codePoint) || FORBIDDEN.indexOf(codePoint) >= 0;
    }
    return Character.isISOControl(codePoint)
        || (codePoint >= 0x202a && codePoint <= 0x202e)
        || (codePoint >= 0x2066 && codePoint <= 0x2069)
        || (codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE)
        || isInvisibleControl(codePoint);
  }

  private static boolean isInvisibleControl(int codePoint) {
    return switch (codePoint) {
      case 0x061c, 0x200e, 0x200f, 0x2028, 0x2029, 0xfeff -> true;
      default -> false;
    };
  }

  /** Without the dots and spaces at the end, which Windows drops by itself. */
  private static String trimEnd(String text) {
    int end = text.length();
    while (end > 0 && (text.charAt(end - 1) == '.' || isSpace(text.charAt(end - 1)))) {
      end--;
    }
    return text.substring(0, end);
  }

  private static boolean isSpace(char c) {
    return Character.isSpaceChar(c) && !isForbidden(c);
  }

  private static String percentEncode(String part, IntPredicate encodable) {
    if (isAscii(part)
        || part.codePoints().allMatch(codePoint -> codePoint < 0x80 || encodable.test(codePoint))) {
      return part;
    }
    StringBuilder encoded = new StringBuilder();
    part.codePoints()
        .forEach(
            codePoint -> {
              if (codePoint < 0x80 || encodable.test(codePoint)) {
                encoded.appendCodePoint(codePoint);
              } else {
                Percent.encode(codePoint, encoded);
              }
            });
    return encoded.toString();
  }

  /** Whether Windows takes the part for a device; it looks at what precedes the first dot. */
  private static boolean isReserved(String part) {
    int dot = part.indexOf('.');
    String stem = trimEnd(dot < 0 ? part : part.substring(0, dot));
    return stem.length() <= 7 && RESERVED_STEM.matcher(stem.toUpperCase(Locale.ROOT)).matches();
  }
}
