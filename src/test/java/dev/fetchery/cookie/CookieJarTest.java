package dev.fetchery.cookie;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fetchery.testing.Urls;
import java.util.List;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@NullUnmarked // A test is told by its assertions where something is missing.
class CookieJarTest {
  private static final long NOW_MS = 1_800_000_000_000L;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        // who sets | what | who is asked | what goes along
        "https://a.test/x/y | n=v | https://a.test/x/z | n=v",
        "https://a.test/x/y | n=v | https://a.test/z | -",
        "https://a.test/x/y | n=v | https://a.test/xy | -",
        "https://a.test/x | n=v | https://a.test/z | n=v",
        "https://a.test | n=v | https://a.test/z | n=v",
        "https://a.test/x/y | n=v; Path=/ | https://a.test/z | n=v",
        "https://a.test/ | n=v; path=/p | https://a.test/p/q | n=v",
        "https://a.test/ | n=v; path=/p | https://a.test/pq | -",
        "https://a.test/ | n=v | https://www.a.test/ | -",
        "https://a.test/ | n=v; Domain=a.test | https://www.a.test/ | n=v",
        "https://www.a.test/ | n=v; Domain=.A.test | https://b.a.test/ | n=v",
        "https://a.test/ | n=v; Domain=a.test | https://nota.test/ | -",
        "https://a.test/ | n=v; Domain=b.test | https://b.test/ | -",
        "https://a.test/ | n=v; Domain=www.a.test | https://www.a.test/ | -",
        "https://a.co.uk/ | n=v; Domain=co.uk | https://b.co.uk/ | -",
        "https://a.github.io/ | n=v; Domain=github.io | https://b.github.io/ | -",
        "https://github.io/ | n=v; Domain=github.io | https://b.github.io/ | -",
        "https://github.io/ | n=v; Domain=github.io | https://github.io/ | n=v",
        "https://a.com/ | n=v; Domain=com | https://b.com/ | -",
        "http://10.0.0.1/ | n=v | http://10.0.0.1/ | n=v",
        "http://10.0.0.1/ | n=v; Domain=0.0.1 | http://10.0.0.1/ | -",
        "https://a.test/ | n=v; Secure | https://a.test/ | n=v",
        "https://a.test/ | n=v; Secure | http://a.test/ | -",
        "http://a.test/ | n=v; Secure | https://a.test/ | -",
        "https://a.test/ | n=v | http://a.test:81/ | n=v",
        "https://a.test/ | n=v; Max-Age=1 | https://a.test/ | n=v",
        "https://a.test/ | n=v; Max-Age=0 | https://a.test/ | -",
        "https://a.test/ | n=v; Max-Age=-1 | https://a.test/ | -",
        "https://a.test/ | n=v; Expires=Thu, 01 Jan 1970 00:00:00 GMT | https://a.test/ | -",
        "https://a.test/ | n=v; Expires=Fri, 01-Jan-2100 00:00:00 GMT | https://a.test/ | n=v",
        "https://a.test/ | n=v; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=9 | https://a.test/"
            + " | n=v",
        "https://a.test/ | n=v; Expires=nonsense | https://a.test/ | n=v",
        "https://a.test/ | n=a=b; HttpOnly; SameSite=Lax | https://a.test/ | n=a=b",
        "https://a.test/ | n= | https://a.test/ | n=",
        "https://a.test/ | n | https://a.test/ | -",
        "https://a.test/ | =v | https://a.test/ | -",
        "https://a.test/ | '' | https://a.test/ | -",
      })
  void whatGoesAlongIsAsTheRulesSay(String from, String field, String to, String sent) {
    CookieJar jar = new CookieJar();
    jar.receive(Urls.url(from), List.of(field), NOW_MS);
    assertThat(jar.header(Urls.url(to), NOW_MS)).isEqualTo(sent);
  }

  @ParameterizedTest
  @ValueSource(strings = {"n=a\r\nX: y", "n\u0000=v", "n=\u00e4"})
  void whatCouldBreakARequestIsIgnored(String field) {
    CookieJar jar = new CookieJar();
    jar.receive(Urls.url("https://a.test/"), List.of(field), NOW_MS);
    assertThat(jar.isEmpty()).isTrue();
  }

  @Test
  void laterOneReplacesAndLongerPathsComeFirst() {
    CookieJar jar = new CookieJar();
    jar.receive(
        Urls.url("https://a.test/p/q"),
        List.of("a=1; Path=/", "b=2; Path=/p", "a=3; Path=/", "c=" + "x".repeat(5000)),
        NOW_MS);
    assertThat(jar.header(Urls.url("https://a.test/p/q"), NOW_MS)).isEqualTo("b=2; a=3");
    jar.receive(Urls.url("https://a.test/"), List.of("a=; Path=/; Max-Age=0"), NOW_MS);
    assertThat(jar.header(Urls.url("https://a.test/p/q"), NOW_MS)).isEqualTo("b=2");
  }

  @Test
  void expiryGoesByTheClockThatIsGiven() {
    CookieJar jar = new CookieJar();
    jar.receive(Urls.url("https://a.test/"), List.of("n=v; Max-Age=10"), NOW_MS);
    assertThat(jar.header(Urls.url("https://a.test/"), NOW_MS + 9_999)).isEqualTo("n=v");
    assertThat(jar.header(Urls.url("https://a.test/"), NOW_MS + 10_000)).isNull();
  }

  @Test
  void endlessCookiesAreBounded() {
    CookieJar jar = new CookieJar();
    for (int i = 0; i < 3000; i++) {
      jar.receive(Urls.url("https://a.test/"), List.of("n" + i + "=v"), NOW_MS);
    }
    assertThat(jar.header(Urls.url("https://a.test/"), NOW_MS).split("; ")).hasSize(1000);
  }
}
