package dev.fetchery.client;

import dev.fetchery.job.AddressKind;
import dev.fetchery.url.Cidr;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which addresses may be connected to. Judged on the address itself, never on the name: link-local,
 * unspecified, multicast, reserved and cloud metadata addresses are never reached, the others by
 * kind.
 */
public final class EgressPolicy {
  private static final Set<String> METADATA_NAMES =
      Set.of("metadata", "metadata.google.internal", "metadata.goog", "instance-data.ec2.internal");

  /** Ranges that are never connected to, and what they are. */
  private static final List<Never> NEVER =
      List.of(
          never("0.0.0.0/8", "an unspecified address"),
          never("169.254.0.0/16", "a link-local address"),
          never("224.0.0.0/3", "a multicast or reserved address"),
          never("100.100.100.200/32", "a cloud metadata service"),
          never("::/128", "an unspecified address"),
          never("ff00::/8", "a multicast address"),
          never("fe80::/10", "a link-local address"),
          never("fd00:ec2::254/128", "a cloud metadata service"));

  /** Ranges that are not public. */
  private static final List<Kind> KINDS =
      List.of(
          kind("127.0.0.0/8", AddressKind.LOOPBACK),
          kind("::1/128", AddressKind.LOOPBACK),
          kind("10.0.0.0/8", AddressKind.PRIVATE),
          kind("172.16.0.0/12", AddressKind.PRIVATE),
          kind("192.168.0.0/16", AddressKind.PRIVATE),
          // Protocol assignments (RFC 6890), benchmarks (RFC 2544), shared by carriers (RFC 6598).
          kind("192.0.0.0/24", AddressKind.PRIVATE),
          kind("198.18.0.0/15", AddressKind.PRIVATE),
          kind("100.64.0.0/10", AddressKind.PRIVATE),
          // Unique local (RFC 4193), site-local (RFC 3879), NAT64 of one's own (RFC 8215).
          kind("fc00::/7", AddressKind.PRIVATE),
          kind("fec0::/10", AddressKind.PRIVATE),
          kind("64:ff9b:1::/48", AddressKind.PRIVATE));

  /** Ranges of IPv6 whose addresses lead to an IPv4 address that they hold. */
  private static final List<Embedding> EMBEDDINGS =
      List.of(
          // NAT64 (RFC 6052), mapped and compatible (RFC 4291), translated (RFC 2765).
          new Embedding(Cidr.of("64:ff9b::/96"), 12, 0),
          new Embedding(Cidr.of("::ffff:0:0/96"), 12, 0),
          new Embedding(Cidr.of("::/96"), 12, 0),
          new Embedding(Cidr.of("::ffff:0:0:0/96"), 12, 0),
          // 6to4 (RFC 3056).
          new Embedding(Cidr.of("2002::/16"), 2, 0),
          // Teredo (RFC 4380) writes the client's address with every bit turned.
          new Embedding(Cidr.of("2001::/32"), 12, 0xff));

  private record Never(Cidr range, String why) {}

  private record Kind(Cidr range, AddressKind kind) {}

  /**
   * @param at where the IPv4 address begins
   * @param mask what its bytes are combined with
   */
  private record Embedding(Cidr range, int at, int mask) {
    InetAddress inside(byte[] address) {
      byte[] v4 = Arrays.copyOfRange(address, at, at + 4);
      for (int i = 0; i < v4.length; i++) {
        v4[i] ^= (byte) mask;
      }
      try {
        return InetAddress.getByAddress(v4);
      } catch (UnknownHostException e) {
        throw new AssertionError(e);
      }
    }
  }

  private static Never never(String range, String why) {
    return new Never(Cidr.of(range), why);
  }

  private static Kind kind(String range, AddressKind kind) {
    return new Kind(Cidr.of(range), kind);
  }

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
    for (Never never : NEVER) {
      if (never.range.contains(bytes)) {
        return Optional.of(never.why);
      }
    }
    AddressKind listed = listedKind(bytes);
    if (listed != null) {
      return refusal(listed);
    }
    for (Embedding embedding : EMBEDDINGS) {
      if (embedding.range.contains(bytes)) {
        return refusal(embedding.inside(bytes)).map(why -> why + " inside an IPv6 address");
      }
    }
    return refusal(AddressKind.PUBLIC);
  }

  private static @Nullable AddressKind listedKind(byte[] address) {
    for (Kind kind : KINDS) {
      if (kind.range.contains(address)) {
        return kind.kind;
      }
    }
    return null;
  }

  private Optional<String> refusal(AddressKind kind) {
    return allowed.contains(kind)
        ? Optional.empty()
        : Optional.of("a " + kind.name().toLowerCase(Locale.ROOT) + " address");
  }
}
