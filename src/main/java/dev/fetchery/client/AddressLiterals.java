package dev.fetchery.client;

import dev.fetchery.job.ErrorCode;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;

/**
 * Addresses written in place of a host name, in every way that some library somewhere takes for
 * one: {@code 127.1}, {@code 0x7f.1}, {@code 017700000001}, {@code 2130706433}. They are read here
 * once, so that what is checked is what is connected to.
 */
final class AddressLiterals {
  private static final Pattern NUMBER = Pattern.compile("[0-9]+|0[xX][0-9a-fA-F]*");

  private AddressLiterals() {}

  /**
   * The address that {@code host} writes out, or null if it is a name.
   *
   * @throws FetchException {@code bad_url} for something that can only be a mistaken address
   */
  static InetAddress parse(String host) throws FetchException {
    try {
      if (host.indexOf(':') >= 0) {
        return v6(host);
      }
      String bare = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
      String last = bare.substring(bare.lastIndexOf('.') + 1);
      return NUMBER.matcher(last).matches() ? v4(bare) : null;
    } catch (UnknownHostException | NumberFormatException e) {
      throw new FetchException(ErrorCode.BAD_URL, "not an address: " + host, true);
    }
  }

  private static InetAddress v6(String host) throws UnknownHostException {
    if (host.indexOf('%') >= 0) {
      throw new UnknownHostException(host);
    }
    // With a colon in it this never asks a name server.
    return InetAddress.getByName(host);
  }

  /** As {@code inet_aton}: one to four numbers, the last of which fills what is left. */
  private static InetAddress v4(String host) throws UnknownHostException {
    String[] parts = host.split("\\.", -1);
    if (parts.length > 4) {
      throw new UnknownHostException(host);
    }
    long address = 0;
    for (int i = 0; i < parts.length; i++) {
      long number = number(parts[i]);
      int bytes = i == parts.length - 1 ? 5 - parts.length : 1;
      if (number >= 1L << (8 * bytes)) {
        throw new UnknownHostException(host);
      }
      address = (address << (8 * bytes)) | number;
    }
    return InetAddress.getByAddress(
        new byte[] {
          (byte) (address >>> 24), (byte) (address >>> 16), (byte) (address >>> 8), (byte) address
        });
  }

  private static long number(String text) {
    if (text.startsWith("0x") || text.startsWith("0X")) {
      return text.length() == 2 ? 0 : Long.parseLong(text.substring(2), 16);
    }
    return text.length() > 1 && text.startsWith("0")
        ? Long.parseLong(text, 8)
        : Long.parseLong(text);
  }
}
