package dev.fetchery.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fetchery.job.ErrorCode;
import dev.fetchery.job.Header;
import dev.fetchery.plan.RedirectPolicy.Next;
import dev.fetchery.testing.Urls;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class RedirectPolicyTest {
  private static final String BASE = "https://a.example/dir/file?old=1";
  private static final List<Header> HEADERS =
      List.of(
          new Header("Accept", "*/*"),
          new Header("accept-language", "de"),
          new Header("User-Agent", "x"),
          new Header("Authorization", "Bearer s3cret"),
          new Header("Cookie", "sid=1"),
          new Header("Proxy-Authorization", "Basic eA=="),
          new Header("X-Api-Key", "k"),
          new Header("If-None-Match", "\"e\""));

  private static Next next(String method, String url, int status, String location) {
    return RedirectPolicy.next(method, Urls.url(url), HEADERS, status, location, 0, 10);
  }

  private static Next.Follow follow(String url, String location) {
    return (Next.Follow) next("GET", url, 302, location);
  }

  private static ErrorCode refused(Next next) {
    assertThat(next).isInstanceOf(Next.Refuse.class);
    return ((Next.Refuse) next).fault().code();
  }

  @ParameterizedTest
  @CsvSource({
    "https://b.example/x, https://b.example/x",
    "HTTP://b.example, HTTP://b.example",
    "https://b.example/a/../b/./c, https://b.example/b/c",
    "//b.example/x, https://b.example/x",
    "/x, https://a.example/x",
    "x, https://a.example/dir/x",
    "../x, https://a.example/x",
    "../../../x, https://a.example/x",
    "./x/../y/, https://a.example/dir/y/",
    "?q=2, https://a.example/dir/file?q=2",
    "'#frag', https://a.example/dir/file?old=1",
    "'/x#frag', https://a.example/x",
    "' /x ', https://a.example/x",
    "/x?u=http://evil/, https://a.example/x?u=http://evil/"
  })
  void aLocationIsResolvedAgainstWhatAnswered(String location, String url) {
    assertThat(follow(BASE, location).url().text()).isEqualTo(url);
  }

  @Test
  void aBaseWithoutAPathIsTheRoot() {
    assertThat(follow("https://a.example", "x").url().text()).isEqualTo("https://a.example/x");
    assertThat(follow("https://a.example?q=/z/", "x").url().text())
        .isEqualTo("https://a.example/x");
  }

  @Test
  void anOddBaseStillLeadsOn() {
    String odd = "https://a.example/a b/|{}^/100%?q=[1]";
    assertThat(follow(odd, "https://b.example/").url().text()).isEqualTo("https://b.example/");
    assertThat(follow(odd, "x").url().text()).isEqualTo("https://a.example/a b/|{}^/x");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/obj?X-Amz-Signature=a%2Fb%2B+c%20d%3D%3d&&x=&y",
        "/a%2Fb/%7Ec//d?sig=%zz|{}^[1]",
        "/100%?p=50%",
        "/%E4%F6?q=%c3%bc"
      })
  void aSignedTargetStaysByteForByte(String pathAndQuery) {
    assertThat(follow(BASE, pathAndQuery).url().text())
        .isEqualTo("https://a.example" + pathAndQuery);
    String absolute = "https://b.example:8443" + pathAndQuery;
    assertThat(follow(BASE, absolute).url().text()).isEqualTo(absolute);
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(
      strings = {
        "",
        "   ",
        "ftp://a.example/x",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "data:,x",
        "jar:http://a.example!/x",
        "http:",
        "http:/x",
        "http:x",
        "http://",
        "http://:80/",
        "https:///x",
        "http://h:99999/",
        "http://h:x/",
        "http://[::1/",
        "http://a b/",
        "http://evil\\@good/",
        "http://example.com%2F10.0.0.1/",
        "http://h/\r\nX: y",
        "http://h/\u0000",
        "///"
      })
  void aLocationThatLeadsNowhereIsABadResponse(String location) {
    assertThat(refused(next("GET", BASE, 302, location))).isEqualTo(ErrorCode.BAD_RESPONSE);
  }

  @Test
  void aRefusalDoesNotRepeatTheLocation() {
    Next next = next("GET", BASE, 302, "ftp://user:s3cret@a.example/?token=s3cret");
    assertThat(((Next.Refuse) next).fault().detail()).contains("302").doesNotContain("s3cret");
  }

  @ParameterizedTest
  @ValueSource(ints = {200, 300, 304, 305, 306, 309, 399})
  void otherStatusesAreNotFollowed(int status) {
    assertThat(refused(next("GET", BASE, status, "/x"))).isEqualTo(ErrorCode.HTTP_STATUS);
  }

  @Test
  void backslashesStayInThePathOfTheSameHost() {
    assertThat(follow(BASE, "\\\\evil\\x").url().hostAndPort()).isEqualTo("a.example:443");
    assertThat(follow(BASE, "/\\evil/x").url().hostAndPort()).isEqualTo("a.example:443");
  }

  @ParameterizedTest
  @CsvSource({
    "http://good@evil/, evil:80",
    "'http://evil#@good/', evil:80",
    "http://[2001:DB8::1]:8080/x, [2001:db8::1]:8080",
    "//[::1]/x, [::1]:443"
  })
  void theHostIsTheOneBehindUserInfoAndBeforeTheFragment(String location, String host) {
    assertThat(follow(BASE, location).url().hostAndPort()).isEqualTo(host);
  }

  @Test
  void anInternationalHostAndPathMayComeAsUtf8Bytes() {
    String sent = "https://münchen.example/größe";
    String asRead = new String(sent.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    assertThat(follow(BASE, asRead).url().text()).isEqualTo(sent);
    assertThat(follow(BASE, "/gr\u00f6\u00dfe").url().text())
        .isEqualTo("https://a.example/gr%F6%DFe");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://a.example/",
        "http://a.example:443/",
        "https://b.example/",
        "https://a.example:8443/",
        "https://sub.a.example/",
        "https://a.example./",
        "//b.example/"
      })
  void anotherOriginGetsNothingThatMayBeACredential(String location) {
    assertThat(follow(BASE, location).headers())
        .extracting(Header::name)
        .containsExactly("Accept", "accept-language", "User-Agent");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/x", "https://a.example:443/x", "HTTPS://A.EXAMPLE/x", "?q"})
  void theSameOriginGetsWhatItGot(String location) {
    assertThat(follow(BASE, location).headers()).isEqualTo(HEADERS);
  }

  @Test
  void credentialsDoNotComeBackAfterAnotherOrigin() {
    Next.Follow away = follow(BASE, "https://b.example/");
    Next back =
        RedirectPolicy.next("GET", away.url(), away.headers(), 302, "https://a.example/", 1, 10);
    assertThat(((Next.Follow) back).headers())
        .extracting(Header::name)
        .doesNotContain("Authorization", "Cookie");
  }

  @Test
  void userInfoInALocationBecomesItsOwnCredentials() {
    Next.Follow follow = follow(BASE, "https://u:p@a.example/x");
    assertThat(follow.url().text()).isEqualTo("https://a.example/x");
    assertThat(follow.headers())
        .filteredOn(h -> h.name().equalsIgnoreCase("authorization"))
        .containsExactly(new Header("authorization", "Basic dTpw"));
  }

  @ParameterizedTest
  @CsvSource({
    "301, POST, GET, false",
    "302, POST, GET, false",
    "303, POST, GET, false",
    "307, POST, POST, true",
    "308, POST, POST, true",
    "303, GET, GET, false",
    "303, HEAD, HEAD, true",
    "301, GET, GET, true",
    "301, PUT, PUT, true"
  })
  void theMethodFollowsTheStatus(int status, String method, String then, boolean body) {
    Next.Follow follow = (Next.Follow) next(method, BASE, status, "/x");
    assertThat(follow.method()).isEqualTo(then);
    assertThat(follow.body()).isEqualTo(body);
  }

  @Test
  void aBodyDoesNotGoToAnotherOrigin() {
    Next.Follow follow = (Next.Follow) next("POST", BASE, 307, "https://b.example/");
    assertThat(follow.body()).isFalse();
  }

  @Test
  void whatDescribesABodyIsLeftOutWithIt() {
    List<Header> headers =
        List.of(new Header("Content-Type", "text/plain"), new Header("X-Key", "k"));
    Next next = RedirectPolicy.next("POST", Urls.url(BASE), headers, 303, "/x", 0, 10);
    assertThat(((Next.Follow) next).headers()).containsExactly(new Header("X-Key", "k"));
  }

  @Test
  void redirectsAreCounted() {
    assertThat(RedirectPolicy.next("GET", Urls.url(BASE), HEADERS, 302, "/x", 9, 10))
        .isInstanceOf(Next.Follow.class);
    assertThat(refused(RedirectPolicy.next("GET", Urls.url(BASE), HEADERS, 302, "/x", 10, 10)))
        .isEqualTo(ErrorCode.TOO_MANY_REDIRECTS);
    assertThat(refused(RedirectPolicy.next("GET", Urls.url(BASE), HEADERS, 302, "/x", 0, 0)))
        .isEqualTo(ErrorCode.TOO_MANY_REDIRECTS);
  }

  @Test
  void aLoopEndsByTheCount() {
    String url = BASE;
    int hops = 0;
    Next next = next("GET", url, 302, url);
    while (next instanceof Next.Follow follow) {
      url = follow.url().text();
      hops++;
      next = RedirectPolicy.next("GET", Urls.url(url), HEADERS, 302, url, hops, 1000);
    }
    assertThat(hops).isEqualTo(1000);
    assertThat(refused(next)).isEqualTo(ErrorCode.TOO_MANY_REDIRECTS);
  }
}
