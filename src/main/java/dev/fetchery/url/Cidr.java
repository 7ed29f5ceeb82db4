package dev.fetchery.url;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A range of addresses, written {@code 10.0.0.0/8} or {@code fe80::/10} (RFC 4632, RFC 4291). */
public final class Cidr {
  private static final Pattern V4 =
      Pattern.compile("(?:(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)\\.){3}(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)");
  private static final Pattern V6 = Pattern.compile("[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");
  private static final Pattern BITS = Pattern.compile("\\d{1,3}");

  private final byte[] network;
  private final int bits;

  private Cidr(byte[] network, int bits) {
    this.network = network;
    this.bits = bits;
  }

  /**
   * Reads a range.
   *
   * @throws IllegalArgumentException if the text is none
   */
  public static Cidr of(String text) {
    int slash = text.indexOf('/');
    byte[] network = slash < 0 ? null : bytes(text.substring(0, slash));
    String length = text.substring(slash + 1);
    int bits = network != null && BITS.matcher(length).matches() ? Integer.parseInt(length) : -1;
    if (network == null || bits < 0 || bits > 8 * network.length) {
      throw new IllegalArgumentException("not a range of addresses: " + text);
    }
    return new Cidr(network, bits);
  }

  /** The bytes of an address that is written out, or null; no name is ever resolved. */
  private static byte @Nullable [] bytes(String text) {
    boolean v6 = V6.matcher(text).matches();
    if (!v6 && !V4.matcher(text).matches()) {
      return null;
    }
    try {
      byte[] bytes = InetAddress.getByName(text).getAddress();
      return v6 && bytes.length == 4 ? mapped(bytes) : bytes;
    } catch (UnknownHostException e) {
      return null;
    }
  }

  /** The JDK takes a mapped address for the IPv4 address inside (RFC 4291, 2.5.5.2). */
  private static byte[] mapped(byte[] v4) {
    byte[] all = new byte[16];
    Arrays.fill(all, 10, 12, (byte) 0xff);
    System.arraycopy(v4, 0, all, 12, 4);
    return all;
  }

  /**
   * Whether an address lies in the range.
   *
   * @param address 4 bytes of IPv4 or 16 of IPv6; those of the other kind never do
   */
  public boolean contains(byte[] address) {
    if (address.length != network.length) {
      return false;
    }
    int whole = bits / 8;
    for (int i = 0; i < whole; i++) {
      if (address[i] != network[i]) {
        return false;
      }
    }
    int rest = bits % 8;
    return rest == 0 || ((address[whole] ^ network[whole]) & 0xff) >>> (8 - rest) == 0;
  }
}
