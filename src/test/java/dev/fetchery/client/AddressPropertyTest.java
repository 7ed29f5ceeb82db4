package dev.fetchery.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fetchery.job.AddressKind;
import dev.fetchery.testing.HostileText;
import dev.fetchery.testing.Urls;
import dev.fetchery.url.BadUrlException;
import dev.fetchery.url.WebUrl;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.EnumSet;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;
import org.jspecify.annotations.NullUnmarked;

/** Whatever stands where a URL is expected, and every address there is. */
@NullUnmarked // A test is told by its assertions where something is missing.
class AddressPropertyTest {

  @Provide
  Arbitrary<String> urls() {
    return HostileText.orAny(
        '\uffff',
        "0x7f§1§.§:§[§]§@§/§?§#§%00§%2f§127§017700000001§::§ffff§。§１§é§\u0000§\r\n§ §\\§65535§-§_§xn--§a§00§",
        10);
  }

  @Property
  void targetCanBeSentOrIsABadUrl(@ForAll("urls") String rest) {
    try {
      WebUrl url = WebUrl.parse("http://" + rest);
      assertThat(url.requestTarget()).startsWith("/").matches("[\\x21-\\x7e]*").doesNotContain("#");
      assertThat(url.bare().hostAndPort()).isEqualTo(url.hostAndPort());
      if (url.unreachable() == null) {
        assertThat(url.host()).matches("[\\x21-\\x7e]+").doesNotContainPattern("[/@\\[\\]?#\\\\]");
        assertThat(url.port()).isBetween(1, 65_535);
        assertThat(WebUrl.parse(url.origin()).origin()).isEqualTo(url.origin());
      }
    } catch (BadUrlException e) {
      assertThat(e.why()).isNotBlank().doesNotContain("\n");
    }
  }

  @Property
  void everyWayToWriteAnAddressOfVersion4IsThatAddress(@ForAll int address) throws Exception {
    long number = address & 0xffff_ffffL;
    long low = number & 0xff_ffff;
    String[] written = {
      String.valueOf(number),
      "0x" + Long.toHexString(number),
      "0" + Long.toOctalString(number),
      (number >> 24) + "." + low,
      "0x" + Long.toHexString(number >> 24) + ".0" + Long.toOctalString(low),
      (number >> 24) + "." + (low >> 16) + "." + (low & 0xffff),
      (number >> 24) + "." + (low >> 16) + "." + (low >> 8 & 0xff) + "." + (low & 0xff) + "."
    };
    for (String one : written) {
      assertThat(Urls.url("http://" + one + "/").address().getAddress())
          .as(one)
          .containsExactly(address >> 24, address >> 16, address >> 8, address);
    }
  }

  /** What an address of version 6 carries is judged as if it were written plainly. */
  @Property
  void addressOfVersion4IsJudgedAlikeInEveryDisguise(@ForAll int address)
      throws UnknownHostException {
    byte[] plain = {
      (byte) (address >> 24), (byte) (address >> 16), (byte) (address >> 8), (byte) address
    };
    byte[][] disguises = {
      embedded(plain, 12, 0x00, 0x64, 0xff, 0x9b),
      embedded(plain, 2, 0x20, 0x02),
      embedded(plain, 12, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff),
      embedded(plain, 12, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff)
    };
    for (AddressKind kind : AddressKind.values()) {
      EgressPolicy policy = new EgressPolicy(EnumSet.of(kind));
      boolean allowed = policy.refusal(InetAddress.getByAddress(plain)).isEmpty();
      for (byte[] disguise : disguises) {
        InetAddress hidden = InetAddress.getByAddress(disguise);
        assertThat(policy.refusal(hidden).isEmpty())
            .as("%s as %s", hidden, kind)
            .isEqualTo(allowed);
      }
    }
  }

  private static byte[] embedded(byte[] plain, int at, int... prefix) {
    byte[] all = new byte[16];
    for (int i = 0; i < prefix.length; i++) {
      all[i] = (byte) prefix[i];
    }
    System.arraycopy(plain, 0, all, at, 4);
    return all;
  }

  @Property
  void addressOfVersion6IsOfOneKindAtMost(@ForAll @Size(16) byte[] bytes)
      throws UnknownHostException {
    InetAddress address = InetAddress.getByAddress(bytes);
    int kinds = 0;
    for (AddressKind kind : AddressKind.values()) {
      kinds += new EgressPolicy(EnumSet.of(kind)).refusal(address).isEmpty() ? 1 : 0;
    }
    assertThat(kinds).isLessThanOrEqualTo(1);
    assertThat(address instanceof Inet6Address || kinds <= 1).isTrue();
  }
}
