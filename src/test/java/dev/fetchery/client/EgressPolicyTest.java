package dev.fetchery.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fetchery.job.AddressKind;
import dev.fetchery.testing.Urls;
import dev.fetchery.url.WebUrl;
import java.net.InetAddress;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@NullUnmarked // A test is told by its assertions where something is missing.
class EgressPolicyTest {
  private final EgressPolicy all = new EgressPolicy(EnumSet.allOf(AddressKind.class));
  private final EgressPolicy publicOnly = new EgressPolicy(Set.of(AddressKind.PUBLIC));

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0.0.0.0",
        "0",
        "0.1.2.3",
        "169.254.169.254",
        "169.254.0.1",
        "2852039166",
        "0xa9fea9fe",
        "0251.0376.0251.0376",
        "169.16689662",
        "224.0.0.1",
        "255.255.255.255",
        "240.0.0.1",
        "100.100.100.200",
        "::",
        "fe80::1",
        "febf::1",
        "ff02::1",
        "fd00:ec2::254",
        "::ffff:169.254.169.254",
        "64:ff9b::a9fe:a9fe",
        "2002:a9fe:a9fe::1",
        "::169.254.169.254",
        "64:ff9b::100.100.100.200"
      })
  void neverReached(String host) throws Exception {
    assertThat(all.refusal(address(host))).isPresent();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1",
        "127.1",
        "0x7f.1",
        "2130706433",
        "017700000001",
        "127.0.0.1.",
        "0177.0.0.1",
        "::1",
        "0:0:0:0:0:0:0:1",
        "::ffff:127.0.0.1",
        "::ffff:7f00:1",
        "64:ff9b::7f00:1",
        "2002:7f00:1::",
        "::127.0.0.1",
        "2001:0:1:2:3:4:80ff:fffe",
        "10.1.2.3",
        "172.16.0.1",
        "172.31.255.255",
        "192.168.1.1",
        "100.64.0.1",
        "100.127.255.255",
        "fc00::1",
        "fd12:3456::1",
        "fec0::1",
        "64:ff9b::10.0.0.1",
        "64:ff9b:1::1",
        "198.18.0.1"
      })
  void refusedWherePublicAloneIsAllowed(String host) throws Exception {
    InetAddress address = address(host);
    assertThat(publicOnly.refusal(address)).isPresent();
    assertThat(all.refusal(address)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1.1.1.1",
        "172.32.0.1",
        "100.128.0.1",
        "100.63.255.255",
        "192.169.0.1",
        "16843009",
        "2606:4700::1111",
        "64:ff9b::1.1.1.1",
        "2002:101:101::1"
      })
  void publicAddressesAreReached(String host) throws Exception {
    assertThat(publicOnly.refusal(address(host))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"256.1.1.1", "1.2.3.4.5", "4294967296", "08.1.1.1", "fe80::1%eth0", "1::2::3"})
  void brokenAddressesAreNoHosts(String host) {
    String written = host.contains(":") ? "[" + host + "]" : host;
    String problem = WebUrl.problem("http://" + written + "/");
    assertThat(problem != null || Urls.url("http://" + written + "/").unreachable() != null)
        .isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"metadata.google.internal", "METADATA.google.internal.", "metadata"})
  void metadataNamesAreNotEvenAskedFor(String host) {
    assertThat(all.refusal(host)).isPresent();
  }

  @ParameterizedTest
  @ValueSource(strings = {"localhost", "example.com", "a.b.c1", "1.example", "xn--bcher-kva.ch"})
  void namesAreNoAddresses(String host) throws Exception {
    assertThat(address(host)).isNull();
  }

  private static InetAddress address(String host) {
    return Urls.url("http://" + (host.contains(":") ? "[" + host + "]" : host) + "/").address();
  }
}
