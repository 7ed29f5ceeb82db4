package dev.fetchery.client;

import io.netty.util.NetUtil;

/** A range of addresses, written {@code 10.0.0.0/8} or {@code fe80::/10} (RFC 4632, RFC 4291). */
final class Cidr {
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
  static Cidr of(String text) {
    int slash = text.indexOf('/');
    byte[] network =
        slash < 0 ? null : NetUtil.createByteArrayFromIpAddressString(text.substring(0, slash));
    int bits = network == null ? -1 : Integer.parseInt(text.substring(slash + 1));
    if (network == null || bits < 0 || bits > 8 * network.length) {
      throw new IllegalArgumentException("not a range of addresses: " + text);
    }
    return new Cidr(network, bits);
  }

  /**
   * Whether an address lies in the range.
   *
   * @param address 4 bytes of IPv4 or 16 of IPv6; those of the other kind never do
   */
  boolean contains(byte[] address) {
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
