package dev.fetchery.url;

import static dev.fetchery.testing.Urls.url;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OriginTest {
  @ParameterizedTest
  @CsvSource({
    "http://a.example, http://a.example:80",
    "https://a.example/x, https://a.example:443",
    "HTTPS://A.Example:8443/X, https://a.example:8443",
    "http://a.example:/x, http://a.example:80",
    "http://a.example:0080/x, http://a.example:80",
    "http://[::1], http://[::1]:80",
    "http://[2001:DB8::A]:8080/x, http://[2001:db8::a]:8080",
    "http://a.example?q=http://b.example/, http://a.example:80",
    "http://u:p@a.example/, http://a.example:80",
    "http://münchen.example/, http://xn--mnchen-3ya.example:80",
    "http://xn--mnchen-3ya.example/, http://xn--mnchen-3ya.example:80"
  })
  void theOriginIsTheSameForEveryWayOfWritingIt(String url, String origin) {
    assertThat(url(url).origin()).isEqualTo(origin);
  }

  @ParameterizedTest
  @CsvSource({
    "http://good@evil/, evil:80",
    "'http://evil#@good/', evil:80",
    "http://evil?@good/, evil:80",
    "http://evil/@good/, evil:80",
    "http://good:80@evil:81/, evil:81",
    "http://a@b@evil/, evil:80"
  })
  void theHostIsTheOneThatIsConnectedTo(String url, String host) {
    assertThat(url(url).hostAndPort()).isEqualTo(host);
  }

  @Test
  void schemeHostAndPortEachMakeAnotherOrigin() {
    String origin = url("https://a.example/").origin();
    assertThat(url("http://a.example/").origin()).isNotEqualTo(origin);
    assertThat(url("http://a.example:443/").origin()).isNotEqualTo(origin);
    assertThat(url("https://b.example/").origin()).isNotEqualTo(origin);
    assertThat(url("https://a.example:444/").origin()).isNotEqualTo(origin);
    assertThat(url("https://a.example:443/other?q#f").origin()).isEqualTo(origin);
  }

  @ParameterizedTest
  @CsvSource({
    "http://user:pass@h/, user:pass",
    "http://user@h/, user:",
    "http://:pass@h/, :pass",
    "http://us%40er:p%3Aa%2Fs@h/, us@er:p:a/s",
    "http://a+b:c+d@h/, a+b:c+d",
    "http://user:100%@h/, user:100%",
    "http://user:p@ss@h/, user:p@ss",
    "http://us%C3%A9r:p@h/, usér:p"
  })
  void userInfoBecomesBasicCredentials(String url, String pair) {
    String encoded = Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    assertThat(url(url).basicCredentials()).isEqualTo("Basic " + encoded);
  }

  @ParameterizedTest
  @CsvSource({"http://h/", "http://@h/", "http://h/a@b", "http://h?a@b", "'http://h#a@b'"})
  void whereThereIsNoUserInfoThereAreNoCredentials(String url) {
    assertThat(url(url).basicCredentials()).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "http://u:p@h/x, http://h/x",
    "http://@h/x, http://h/x",
    "'http://h/x#f', http://h/x",
    "'http://u@h?q=a@b#f#g', http://h?q=a@b",
    "'http://evil#@good/', http://evil",
    "http://h/a@b, http://h/a@b"
  })
  void whatIsSentHasNeitherUserInfoNorFragment(String url, String bare) {
    assertThat(url(url).bare().text()).isEqualTo(bare);
  }

  @Test
  void pathAndQueryStayByteForByte() {
    String rest = "/a%2Fb/%7e/..;x/%zz|{}^?X-Sig=a%2Fb+c%20d%3D&&=%E4#";
    assertThat(url("https://u:p@h:8443" + rest).bare().text())
        .isEqualTo("https://h:8443" + rest.substring(0, rest.length() - 1));
  }

  @ParameterizedTest
  @CsvSource({
    "http://127.1/, 127.0.0.1:80",
    "http://0x7f.1:8080/, 127.0.0.1:8080",
    "http://2130706433/, 127.0.0.1:80",
    "http://127.0.0.1./, 127.0.0.1:80",
    "http://１２７.0.0.1/, 127.0.0.1:80",
    "http://[::FFFF:127.0.0.1]/, 127.0.0.1:80",
    "http://[0:0:0:0:0:0:0:1]/, [::1]:80",
    "http://[2001:db8:0:1::1]/, [2001:db8:0:1::1]:80",
    "http://[2001:db8:0:0:1:0:0:0]/, [2001:db8:0:0:1::]:80",
    "http://[fe80::]/, [fe80::]:80",
    "http://[::]/, [::]:80"
  })
  void anAddressIsLimitedAsTheOneThatIsConnectedTo(String url, String host) {
    assertThat(url(url).hostAndPort()).isEqualTo(host);
    assertThat(url(url).address()).isNotNull();
    assertThat(url(url).unreachable()).isNull();
  }
}
