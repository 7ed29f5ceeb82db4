package dev.fetchery.url;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CidrTest {
  @ParameterizedTest
  @CsvSource({
    "10.0.0.0/8, 10.255.255.255, 11.0.0.0",
    "172.16.0.0/12, 172.31.255.255, 172.32.0.0",
    "224.0.0.0/3, 255.255.255.255, 223.255.255.255",
    "192.0.2.7/32, 192.0.2.7, 192.0.2.6",
    "fe80::/10, febf:ffff::1, fec0::",
    "fd00:ec2::254/128, fd00:ec2::254, fd00:ec2::255",
    "0.0.0.0/0, 255.1.2.3, ::1"
  })
  void aRangeHoldsItsAddressesAlone(String range, String inside, String outside) throws Exception {
    Cidr cidr = Cidr.of(range);
    assertThat(cidr.contains(InetAddress.getByName(inside).getAddress())).isTrue();
    assertThat(cidr.contains(InetAddress.getByName(outside).getAddress())).isFalse();
  }

  @Test
  void aMappedPrefixIsOfIpv6() {
    byte[] mapped = new byte[16];
    mapped[10] = -1;
    mapped[11] = -1;
    assertThat(Cidr.of("::ffff:0:0/96").contains(mapped)).isTrue();
    assertThat(Cidr.of("::ffff:0:0/96").contains(new byte[4])).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"10.0.0.0", "10.0.0.0/33", "::/129", "10.0.0.0/-1", "host/8"})
  void aMistakeInTheTableIsSeen(String text) {
    assertThatThrownBy(() -> Cidr.of(text)).isInstanceOf(IllegalArgumentException.class);
  }
}
