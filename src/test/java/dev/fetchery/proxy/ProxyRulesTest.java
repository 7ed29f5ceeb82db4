package dev.fetchery.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fetchery.testing.Urls;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@NullUnmarked // A test is told by its assertions where something is missing.
class ProxyRulesTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // list | URL | whether it is asked without a proxy
        "'' | http://a.test/ | false",
        "* | http://a.test/ | true",
        "* | http://[2001:db8::1]/ | true",
        "a.test | http://a.test/ | true",
        "a.test | http://www.a.test/ | true",
        "a.test | http://nota.test/ | false",
        "a.test | http://a.test.other/ | false",
        "a.test | http://A.TEST:81/ | true",
        "a.test | http://a.test./ | true",
        "A.Test. | http://a.test/ | true",
        ".a.test | http://a.test/ | true",
        ".a.test | http://www.a.test/ | true",
        "*.a.test | http://www.a.test/ | true",
        "b.test,a.test | http://a.test/ | true",
        "b.test, a.test | http://a.test/ | true",
        "b.test a.test | http://a.test/ | true",
        "a.test:8080 | http://a.test:8080/ | true",
        "a.test:8080 | http://a.test/ | false",
        "a.test:443 | https://a.test/ | true",
        "a.test:80 | https://a.test/ | false",
        "10.0.0.1 | http://10.0.0.1/ | true",
        "10.0.0.1 | http://10.1/ | true",
        "10.0.0.1 | http://10.0.0.2/ | false",
        "0.0.1 | http://10.0.0.1/ | false",
        "10.0.0.1:81 | http://10.0.0.1:81/ | true",
        "10.0.0.1:81 | http://10.0.0.1/ | false",
        "10.0.0.0/8 | http://10.255.0.1/ | true",
        "10.0.0.0/8 | http://11.0.0.1/ | false",
        "10.0.0.0/8 | http://a.test/ | false",
        "10.0.0.0/8:81 | http://10.0.0.1:81/ | true",
        "2001:db8::1 | http://[2001:db8::1]/ | true",
        "2001:db8::1 | http://[2001:db8::2]/ | false",
        "[2001:db8::1] | http://[2001:DB8:0:0::1]/ | true",
        "[2001:db8::1]:81 | http://[2001:db8::1]:81/ | true",
        "[2001:db8::1]:81 | http://[2001:db8::1]/ | false",
        "2001:db8::/32 | http://[2001:db8:1::1]/ | true",
        "2001:db8::/32 | http://[2001:db9::1]/ | false",
        "müller.test | http://xn--mller-kva.test/ | true",
      })
  void hostsOfTheListAreAskedDirectly(String list, String url, boolean direct) {
    ProxyRules rules = ProxyRules.of(proxy(), NoProxy.parse(list), Map.of());
    assertThat(rules.of(Urls.url(url)) == null).isEqualTo(direct);
    ProxyRules environment = ProxyRules.of(proxy(), null, Map.of("NO_PROXY", list));
    assertThat(environment.of(Urls.url(url)) == null).isEqualTo(direct);
  }

  @ParameterizedTest
  @ValueSource(strings = {"10.0.0.0/33", "fe80::/129", "a/b", "a b,c?d", "[::1", "::1::", "a_b:x"})
  void listOfTheOptionIsReadStrictlyAndThatOfTheEnvironmentIsNot(String list) {
    assertThatThrownBy(() -> NoProxy.parse(list)).isInstanceOf(IllegalArgumentException.class);
    ProxyRules rules = ProxyRules.of(proxy(), null, Map.of("no_proxy", list + ",a.test"));
    assertThat(rules.of(Urls.url("http://a.test/"))).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://localhost/",
        "http://a.localhost:81/",
        "http://127.0.0.1/",
        "http://127.1.2.3:8/",
        "http://[::1]/",
        "http://[::ffff:127.0.0.1]/"
      })
  void loopbackIsProxiedOnlyWhereTheOptionLeavesItOut(String url) {
    assertThat(ProxyRules.of(proxy(), null, Map.of()).of(Urls.url(url))).isNull();
    assertThat(ProxyRules.of(proxy(), null, Map.of("NO_PROXY", "a.test")).of(Urls.url(url)))
        .isNull();
    assertThat(ProxyRules.of(proxy(), NoProxy.parse(""), Map.of()).of(Urls.url(url)))
        .isEqualTo(proxy());
  }

  @Test
  void environmentNamesOneForEachSchemeAndOneForAll() {
    ProxyRules each =
        ProxyRules.ofEnvironment(
            null, Map.of("HTTPS_PROXY", "http://s.test:1", "http_proxy", "http://p.test:2"));
    assertThat(each.of(Urls.url("https://a.test/"))).hasToString("http://s.test:1");
    assertThat(each.of(Urls.url("http://a.test/"))).hasToString("http://p.test:2");
    ProxyRules some =
        ProxyRules.ofEnvironment(
            null, Map.of("ALL_PROXY", "socks5h://all.test", "HTTP_PROXY", "p.test:2"));
    assertThat(some.of(Urls.url("https://a.test/"))).hasToString("socks5h://all.test:1080");
    assertThat(some.of(Urls.url("http://a.test/"))).hasToString("http://p.test:2");
    ProxyRules both =
        ProxyRules.ofEnvironment(
            null, Map.of("https_proxy", "http://low.test:1", "HTTPS_PROXY", "http://up.test:1"));
    assertThat(both.of(Urls.url("https://a.test/"))).hasToString("http://low.test:1");
    assertThat(both.of(Urls.url("http://a.test/"))).isNull();
    assertThat(ProxyRules.ofEnvironment(null, Map.of("ALL_PROXY", "")).describe()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"*", "a.test, *", "* a.test"})
  void noProxyIsInUseWhereEveryHostIsAskedWithout(String list) {
    for (ProxyRules rules :
        List.of(
            ProxyRules.of(proxy(), NoProxy.parse(list), Map.of()),
            ProxyRules.of(proxy(), null, Map.of("NO_PROXY", list)),
            ProxyRules.ofEnvironment(
                null, Map.of("ALL_PROXY", "http://p.test:2", "no_proxy", list)))) {
      assertThat(rules.describe()).isEmpty();
      assertThat(rules.letNamesThrough()).isFalse();
    }
    assertThat(ProxyRules.of(proxy(), NoProxy.parse("*:443"), Map.of()).letNamesThrough()).isTrue();
  }

  @Test
  void partsOfAUrlAreRead() {
    assertThat(ProxyAddress.parse("https://us%40er:p%3Aw+d%25@[2001:db8::1]:8443/"))
        .isEqualTo(
            new ProxyAddress(ProxyAddress.Kind.HTTPS, "2001:db8::1", 8443, "us@er", "p:w+d%"));
    assertThat(ProxyAddress.parse("SOCKS5://user@h"))
        .isEqualTo(new ProxyAddress(ProxyAddress.Kind.SOCKS5, "h", 1080, "user", ""));
    assertThat(ProxyAddress.parse("https://h").port()).isEqualTo(443);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ftp://user:marked@h:1",
        "http://user:marked@",
        "http://user:marked@h:0",
        "http://user:marked@h:70000",
        "http://user:marked%zz@h",
        "socks4://user:marked@h",
        "http://user:marked@h:1/path",
        "http://user:marked@a b",
        "",
        "http://u:marked%0a@h"
      })
  void faultTellsWhatIsExpectedAndNoPassword(String text) {
    assertThatThrownBy(() -> ProxyAddress.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("socks5h")
        .message()
        .doesNotContain("marked");
    if (!text.isEmpty()) {
      assertThatThrownBy(() -> ProxyRules.ofEnvironment(null, Map.of("HTTPS_PROXY", text)))
          .hasMessageStartingWith("HTTPS_PROXY: expected")
          .message()
          .doesNotContain("marked");
    }
  }

  @Test
  void passwordIsNotShown() {
    assertThat(ProxyAddress.parse("http://user:marked@h:1")).hasToString("http://h:1");
  }

  private static ProxyAddress proxy() {
    return ProxyAddress.parse("http://proxy.test:3128");
  }
}
