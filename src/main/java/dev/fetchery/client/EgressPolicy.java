package dev.fetchery.client;

import dev.fetchery.job.AddressKind;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Which addresses may be connected to. Judged on the address itself, never on the name: link-local,
 * unspecified, multicast, reserved and cloud metadata addresses are never reached, the others by
 * kind.
 */
public final class EgressPolicy {
  private static final Set<String> METADATA_NAMES =
      Set.of("metadata", "metadata.google.internal", "metadata.goog", "instance-data.ec2.internal");

  private final Set<AddressKind> allowed;

  public EgressPolicy(Set<AddressKind> allowed) {
    this.allowed = Set.copyOf(allowed);
  }

  /** Why nothing of that name is asked, or empty. */
  public Optional<String> refusal(String host) {
    String bare = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
    return METADATA_NAMES.contains(bare.toLowerCase(Locale.ROOT))
        ? Optional.of("a cloud metadata service")
        : Optional.empty();
  }

  /** Why that address is not connected to, or empty. */
  public Optional<String> refusal(InetAddress address) {
    byte[] bytes = address.getAddress();
    String never = address instanceof Inet4Address ? never4(bytes) : never6(bytes);
    if (never != null) {
      return Optional.of(never);
    }
    Inet4Address inside = address instanceof Inet6Address ? embedded(bytes) : null;
    if (inside != null) {
      return refusal(inside).map(why -> why + " inside an IPv6 address");
    }
    AddressKind kind = address instanceof Inet4Address ? kind4(bytes) : kind6(bytes);
    return allowed.contains(kind)
        ? Optional.empty()
        : Optional.of("a " + kind.name().toLowerCase(Locale.ROOT) + " address");
  }

  private static String never4(byte[] a) {
    int first = a[0] & 0xff;
    if (first == 0) {
      return "an unspecified address";
    } else if (first == 169 && (a[1] & 0xff) == 254) {
      return "a link-local address";
    } else if (first >= 224) {
      return "a multicast or reserved address";
    }
    return Arrays.equals(a, new byte[] {100, 100, 100, (byte) 200})
        ? "a cloud metadata service"
        : null;
  }

  private static String never6(byte[] a) {
    if (leading(a, 16) == 0) {
      return "an unspecified address";
    } else if ((a[0] & 0xff) == 0xff) {
      return "a multicast address";
    } else if ((a[0] & 0xff) == 0xfe && (a[1] & 0xc0) == 0x80) {
      return "a link-local address";
    } else if (begins(a, 0xfd, 0x00, 0x0e, 0xc2)
        && leadingFrom(a, 4, 14) == 0
        && tail(a) == 0x254) {
      return "a cloud metadata service";
    }
    return null;
  }

  private static AddressKind kind4(byte[] a) {
    int first = a[0] & 0xff;
    int second = a[1] & 0xff;
    if (first == 127) {
      return AddressKind.LOOPBACK;
    }
    boolean unroutable =
        first == 10
            || (first == 172 && second >= 16 && second < 32)
            || (first == 192 && second == 168)
            || (first == 192 && second == 0 && a[2] == 0)
            || (first == 198 && (second & 0xfe) == 18)
            || (first == 100 && second >= 64 && second < 128);
    return unroutable ? AddressKind.PRIVATE : AddressKind.PUBLIC;
  }

  private static AddressKind kind6(byte[] a) {
    if (leading(a, 15) == 0 && a[15] == 1) {
      return AddressKind.LOOPBACK;
    }
    boolean uniqueLocal = (a[0] & 0xfe) == 0xfc;
    boolean siteLocal = (a[0] & 0xff) == 0xfe && (a[1] & 0xc0) == 0xc0;
    boolean localNat64 = begins(a, 0x00, 0x64, 0xff, 0x9b, 0x00, 0x01);
    return uniqueLocal || siteLocal || localNat64 ? AddressKind.PRIVATE : AddressKind.PUBLIC;
  }

  /** The IPv4 address that an IPv6 one leads to, or null (RFC 4291, 6052, 2765, 3056, 4380). */
  private static Inet4Address embedded(byte[] a) {
    boolean nat64 = begins(a, 0x00, 0x64, 0xff, 0x9b) && leadingFrom(a, 4, 12) == 0;
    boolean mapped = leading(a, 10) == 0 && a[10] == -1 && a[11] == -1;
    boolean compatible = leading(a, 12) == 0 && !(leading(a, 15) == 0 && a[15] == 1);
    boolean translated = leading(a, 8) == 0 && a[8] == -1 && a[9] == -1 && (a[10] | a[11]) == 0;
    if (nat64 || mapped || compatible || translated) {
      return v4(a[12], a[13], a[14], a[15]);
    } else if (begins(a, 0x20, 0x02)) {
      return v4(a[2], a[3], a[4], a[5]);
    } else if (begins(a, 0x20, 0x01, 0x00, 0x00)) {
      // Teredo writes the client's address with every bit turned.
      return v4((byte) ~a[12], (byte) ~a[13], (byte) ~a[14], (byte) ~a[15]);
    }
    return null;
  }

  private static Inet4Address v4(byte... bytes) {
    try {
      return (Inet4Address) InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
  }

  private static boolean begins(byte[] address, int... prefix) {
    for (int i = 0; i < prefix.length; i++) {
      if ((address[i] & 0xff) != prefix[i]) {
        return false;
      }
    }
    return true;
  }

  private static int leading(byte[] address, int count) {
    return leadingFrom(address, 0, count);
  }

  /** All bits of bytes {@code from} to before {@code to}: 0 if they are all zero. */
  private static int leadingFrom(byte[] address, int from, int to) {
    int bits = 0;
    for (int i = from; i < to; i++) {
      bits |= address[i];
    }
    return bits;
  }

  private static int tail(byte[] address) {
    return (address[14] & 0xff) << 8 | (address[15] & 0xff);
  }
}
