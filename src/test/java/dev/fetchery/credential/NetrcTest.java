package dev.fetchery.credential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fetchery.credential.Netrc.Login;
import org.junit.jupiter.api.Test;

class NetrcTest {
  @Test
  void commentEndsALineWhereNoValueIsExpected() {
    assertThat(
            Netrc.parse(
                "# first\r\nmachine a.test # why\r\n  login u#1 password #p # rest\r\n  # last"))
        .containsExactly(new Login("a.test", "u#1", "#p"));
    assertThat(Netrc.parse("machine a.test login \"#u\" password \"# p\" account x"))
        .containsExactly(new Login("a.test", "#u", "# p"));
  }

  @Test
  void hostWithoutALoginHasNone() {
    assertThat(Netrc.parse("machine a.test\nmachine b.test login u\nmachine c.test password p"))
        .containsExactly(new Login("b.test", "u", ""), new Login("c.test", "", "p"));
  }

  @Test
  void faultNamesItsLineAndNoValue() {
    assertThatThrownBy(() -> Netrc.parse("machine a.test\nlogin u\npassword p secret"))
        .hasMessage("line 3 is not netrc");
    assertThatThrownBy(() -> Netrc.parse("machine a.test login u password"))
        .hasMessage("line 1: \"password\" has no value");
  }
}
