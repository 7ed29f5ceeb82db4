package dev.fetchery.cookie;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NetscapeCookiesTest {
  /** Python writes a cookie of the session without a time. */
  @ParameterizedTest
  @ValueSource(strings = {"", "0"})
  void cookieOfTheSessionDoesNotExpire(String seconds) {
    String line = "a.test\tFALSE\t/\tFALSE\t" + seconds + "\tname\tvalue\r\n";
    assertThat(NetscapeCookies.parse("# Netscape HTTP Cookie File\r\n\r\n" + line))
        .containsExactly(new Cookie("name", "value", "a.test", true, "/", false, Long.MAX_VALUE));
  }

  @ParameterizedTest
  @CsvSource({
    "'a.test FALSE / FALSE 0 name secret', is no cookie: expected seven fields separated by tabs",
    "'a.test\tFALSE\t/\tFALSE\tsoon\tname\tsecret', is no cookie",
    "'a.test\tFALSE\t/\tFALSE\t0\tname\tsecret\u00e9', : its cookie holds characters that",
    "'a.test\tFALSE\t/\tFALSE\t0\tname\tsecret;x', : its cookie holds characters that"
  })
  void faultNamesItsLineAndNoValue(String line, String message) {
    assertThatThrownBy(() -> NetscapeCookies.parse("# comment\n" + line))
        .hasMessageStartingWith("line 2")
        .hasMessageContaining(message)
        .hasMessageNotContaining("secret");
  }
}
