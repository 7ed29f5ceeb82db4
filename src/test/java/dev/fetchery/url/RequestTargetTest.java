package dev.fetchery.url;

import static dev.fetchery.testing.Urls.url;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestTargetTest {
  @Test
  void signedQueryIsKeptByteForByte() throws Exception {
    String uri = "/a%2Fb/c+d%20e?X-Sig=%2f%2B+%20&x=a%26b=~!*'();:@&[]|{}^";
    assertThat(url("https://host" + uri).requestTarget()).isEqualTo(uri);
  }

  @ParameterizedTest
  @CsvSource({
    "HTTP://Host.Example/x, false, host.example, 80, /x",
    "https://h, true, h, 443, /",
    "https://h:8443?q=1, true, h, 8443, /?q=1",
    "http://h:/a#frag, false, h, 80, /a",
    "http://[::1]:81/, false, ::1, 81, /",
    "http://bücher.example/ä ö, false, xn--bcher-kva.example, 80, /%C3%A4%20%C3%B6",
    "http://h/a\\b\"<>`, false, h, 80, /a%5Cb%22%3C%3E%60",
    "http://h/Up 100% today.mp3, false, h, 80, /Up%20100%25%20today.mp3",
    "http://h/%2B%2b%a/%%41%4?%zz=%&%20%, false, h, 80, /%2B%2b%25a/%25%41%254?%25zz=%25&%20%25",
    "http://h/a/../b/./c?x=../y, false, h, 80, /a/../b/./c?x=../y",
    "http://under_score/, false, under_score, 80, /"
  })
  void partsAreReadOff(String url, boolean ssl, String host, int port, String uri)
      throws Exception {
    WebUrl parsed = WebUrl.parse(url);
    assertThat(parsed.isHttps()).isEqualTo(ssl);
    assertThat(parsed.host()).isEqualTo(host);
    assertThat(parsed.port()).isEqualTo(port);
    assertThat(parsed.requestTarget()).isEqualTo(uri);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "file:///etc/passwd",
        "ftp://h/",
        "//h/x",
        "http://",
        "http://:80",
        "http:///x",
        "http://example.com%2F10.0.0.1/",
        "http://h:65536/",
        "http://h:8x/",
        "http://h /",
        "http://a\\b/",
        "http://h/a\r\nX: y",
        "http://h/\t",
        "http://[0x7f[]/",
        "http://[x y]/",
        "http://[]/",
        "http://[::\u0661]/",
        "http://h/\u0000",
        "data:,x",
        "jar:http://h/x",
        ""
      })
  void whatIsNoUrlIsSaidSo(String url) {
    assertThatThrownBy(() -> WebUrl.parse(url)).isInstanceOf(BadUrlException.class);
  }

  @Test
  void anEndlessUrlIsRefused() {
    assertThatThrownBy(() -> WebUrl.parse("http://h/" + "x".repeat(70_000)))
        .hasMessageContaining("longer");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://h:0/",
        "http://./",
        "http://[1.2.3.4]/",
        "http://[abc]/",
        "http://[1::2::3]/",
        "http://256.1.1.1/",
        "http://256.0.0.1/",
        "http://1.2.3.08",
        "http://[0::0::0]",
        "http://1.2.3.4.5/",
        "http://4294967296/",
        "http://08.1.1.1/",
        "http://a..\u0665/"
      })
  void someUrlsLeadNowhere(String url) {
    assertThat(url(url).unreachable()).isNotBlank();
    assertThat(WebUrl.problem(url)).isEqualTo(url(url).unreachable());
    assertThat(WebUrl.malformed(url)).isNull();
    assertThat(url(url).hostAndPort()).isNotBlank();
  }

  @Test
  void textForAPersonHoldsNoSecret() {
    assertThat(url("https://u:p@h/a?token=1#x")).hasToString("https://h/a");
  }
}
