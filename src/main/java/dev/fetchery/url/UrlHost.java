package dev.fetchery.url;

import java.net.IDN;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The host of a URL: a name or an address. An address is recognised in every way of writing it that
 * some library takes for one ({@code 127.1}, {@code 0x7f.1}, {@code 017700000001}, {@code
 * 2130706433}), so that the host that is limited, the address that is checked and the address that
 * is connected to are the same.
 *
 * @param text ASCII in lower case, without brackets; of an address its one canonical form (RFC 5952
 *     for IPv6)
 * @param address what the URL writes out, or null for a name
 * @param fault why it can never be connected to, or null
 */
record UrlHost(String text, @Nullable InetAddress address, @Nullable String fault) {
  /** RFC 1035, 2.3.4; the dot at the end of a name does not count. */
  private static final int MAX_NAME_OCTETS = 253;

  private static final int MAX_LABEL_OCTETS = 63;
  private static final Pattern NUMBER = Pattern.compile("[0-9]+|0[xX][0-9a-fA-F]*");
  private static final Pattern ZEROS = Pattern.compile("\\b0(:0)+\\b");

  /** Reads a host whose characters have been checked, with its brackets if it has them. */
  static UrlHost of(String written) {
    if (written.startsWith("[")) {
      return addressOf(written.substring(1, written.length() - 1), true);
    }
    String name = written;
    try {
      if (!isAscii(written)) {
        name = IDN.toASCII(written);
      }
    } catch (IllegalArgumentException e) {
      return new UrlHost(
          written.toLowerCase(Locale.ROOT),
          null,
          "the host name cannot be expressed in ASCII, or has a label that is empty or too long");
    }
    String lower = name.toLowerCase(Locale.ROOT);
    if (!isName(lower)) {
      return new UrlHost(lower, null, "no host, or a name that holds other signs");
    }
    return endsInNumber(lower)
        ? addressOf(lower, false)
        : new UrlHost(lower, null, whyNotInDns(lower));
  }

  /** The text, an IPv6 address in brackets. */
  String bracketed() {
    return text.indexOf(':') < 0 ? text : "[" + text + "]";
  }

  private static UrlHost addressOf(String written, boolean bracketed) {
    try {
      InetAddress address = bracketed ? v6(written) : v4(written);
      return new UrlHost(canonical(address), address, null);
    } catch (UnknownHostException | NumberFormatException e) {
      return new UrlHost(written.toLowerCase(Locale.ROOT), null, "not an address: " + written);
    }
  }

  private static boolean isAscii(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) >= 0x80) {
        return false;
      }
    }
    return true;
  }

  /** What IDNA makes of a name may hold signs that the name as written did not. */
  private static boolean isName(String name) {
    if (name.isEmpty() || name.equals(".")) {
      return false;
    }
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (!(c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '-' || c == '_' || c == '.')) {
        return false;
      }
    }
    return true;
  }

  /** Why no name server can have it, and every resolver refuses it, or null. */
  private static @Nullable String whyNotInDns(String name) {
    int end = withoutDot(name).length();
    if (end > MAX_NAME_OCTETS) {
      return "the host name has more than " + MAX_NAME_OCTETS + " octets";
    }
    int labelAt = 0;
    for (int i = 0; i <= end; i++) {
      if (i == end || name.charAt(i) == '.') {
        if (i == labelAt) {
          return "the host name has an empty label";
        } else if (i - labelAt > MAX_LABEL_OCTETS) {
          return "the host name has a label of more than " + MAX_LABEL_OCTETS + " octets";
        }
        labelAt = i + 1;
      }
    }
    return null;
  }

  /** Whether a name can only be an address (WHATWG URL, "ends in a number"). */
  private static boolean endsInNumber(String name) {
    char last = name.charAt(name.length() - (name.endsWith(".") ? 2 : 1));
    if (last >= 'g' && last <= 'w' || last > 'x') {
      return false;
    }
    String bare = withoutDot(name);
    return NUMBER.matcher(bare.substring(bare.lastIndexOf('.') + 1)).matches();
  }

  private static String withoutDot(String name) {
    return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
  }

  private static InetAddress v6(String written) throws UnknownHostException {
    if (written.indexOf(':') < 0) {
      throw new UnknownHostException(written);
    }
    // What stands in brackets is never looked up.
    return InetAddress.getByName("[" + written + "]");
  }

  /** As {@code inet_aton}: one to four numbers, the last of which fills what is left. */
  private static InetAddress v4(String written) throws UnknownHostException {
    String[] parts = withoutDot(written).split("\\.", -1);
    if (parts.length > 4) {
      throw new UnknownHostException(written);
    }
    long address = 0;
    for (int i = 0; i < parts.length; i++) {
      long number = number(parts[i]);
      int bytes = i == parts.length - 1 ? 5 - parts.length : 1;
      if (number >= 1L << (8 * bytes)) {
        throw new UnknownHostException(written);
      }
      address = (address << (8 * bytes)) | number;
    }
    return InetAddress.getByAddress(
        new byte[] {
          (byte) (address >>> 24), (byte) (address >>> 16), (byte) (address >>> 8), (byte) address
        });
  }

  private static long number(String text) {
    if (text.startsWith("0x")) {
      return text.length() == 2 ? 0 : Long.parseLong(text.substring(2), 16);
    }
    return text.length() > 1 && text.startsWith("0")
        ? Long.parseLong(text, 8)
        : Long.parseLong(text);
  }

  /** The platform writes an IPv6 address without shortening its longest run of zeros. */
  private static String canonical(InetAddress address) {
    String full = address.getHostAddress();
    if (full.indexOf(':') < 0) {
      return full;
    }
    Matcher run = ZEROS.matcher(full);
    String longest = "";
    int at = 0;
    while (run.find()) {
      if (run.group().length() > longest.length()) {
        longest = run.group();
        at = run.start();
      }
    }
    if (longest.isEmpty()) {
      return full;
    }
    String before = full.substring(0, at);
    String after = full.substring(at + longest.length());
    return (before.isEmpty() ? ":" : before) + (after.isEmpty() ? ":" : after);
  }
}
