package dev.fetchery.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fetchery.job.AddressKind;
import dev.fetchery.job.CookieScope;
import dev.fetchery.job.ErrorCode;
import dev.fetchery.job.HttpRequest;
import dev.fetchery.job.Reach;
import dev.fetchery.proxy.NoProxy;
import dev.fetchery.proxy.ProxyAddress;
import dev.fetchery.proxy.ProxyRules;
import dev.fetchery.testing.Keys;
import dev.fetchery.testing.ProxyServer;
import dev.fetchery.testing.Reply;
import dev.fetchery.testing.Urls;
import io.vertx.core.http.HttpVersion;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests by proxies that are scripted: each kind, with each kind of origin and of failure. */
@NullUnmarked // A test is told by its assertions where something is missing.
class ProxyTest extends ProxyCase {
  private ProxyServer proxy(String kind) {
    return switch (kind) {
      case "http" -> ProxyServer.http(vertx);
      case "https" -> ProxyServer.https(vertx, key);
      default -> ProxyServer.socks(vertx);
    };
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "http | GET http://name.test:PORT/a?b=c",
        "https | GET http://name.test:PORT/a?b=c",
        "socks5 | address 127.0.0.1:PORT",
        "socks5h | name name.test:PORT"
      })
  void plainHttpGoesByTheProxy(String kind, String asked) throws Exception {
    ProxyServer proxy = proxy(kind);
    Result result = get(kind + "://localhost:" + proxy.port(), "http://name.test:PORT/a?b=c");
    assertThat(result.body()).isEqualTo(withPort("from name.test:PORT"));
    assertThat(proxy.asked()).containsExactly(withPort(asked));
    assertThat(origin.seen("/a").get(0).target()).isEqualTo("/a?b=c");
    assertThat(origin.seen("/a").get(0).header("proxy-authorization")).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "http, HTTP_2",
    "http, HTTP_1_1",
    "https, HTTP_2",
    "https, HTTP_1_1",
    "socks5, HTTP_2",
    "socks5, HTTP_1_1",
    "socks5h, HTTP_2",
    "socks5h, HTTP_1_1"
  })
  void tlsGoesThroughTheProxyToTheOrigin(String kind, HttpVersion version) throws Exception {
    ProxyServer proxy = proxy(kind).withUser("us er:p:w");
    int port = listenTls(version);
    String url = "https://tls.test:" + port + "/x";
    List<Result> results =
        get(kind + "://us%20er:p%3Aw@localhost:" + proxy.port(), List.of(url, url, url));
    assertThat(results).allMatch(result -> result.body().equals("secure"));
    String asked =
        switch (kind) {
          case "socks5" -> "address 127.0.0.1:";
          case "socks5h" -> "name tls.test:";
          default -> "CONNECT tls.test:";
        };
    // A connection is used again; that which learns that there is no HTTP/2 is not.
    assertThat(proxy.asked()).hasSize(version == HttpVersion.HTTP_2 ? 1 : 2);
    assertThat(proxy.asked()).containsOnly(asked + port);
  }

  @ParameterizedTest
  @ValueSource(strings = {"http", "https", "socks5", "socks5h"})
  void userAndPasswordAreAskedForAndSent(String kind) throws Exception {
    ProxyServer proxy = proxy(kind).withUser("user:marked");
    String url = kind.startsWith("socks") ? "http://name.test:PORT/" : "https://name.test:PORT/";
    for (String given : List.of("", "user:wrong@")) {
      FetchException none = get(kind + "://" + given + "localhost:" + proxy.port(), url).failure();
      assertThat(none.code()).isEqualTo(ErrorCode.PROXY);
      assertThat(none.permanent()).isTrue();
      assertThat(none.fault().detail())
          .startsWith("proxy " + kind + "://localhost:" + proxy.port())
          .contains(given.isEmpty() ? "asks for a user and a password" : "does not accept")
          .doesNotContain("wrong");
    }
    assertThat(
            get(kind + "://user:marked@localhost:" + proxy.port(), "http://name.test:PORT/").body())
        .startsWith("from");
  }

  @ParameterizedTest
  @ValueSource(strings = {"http", "https"})
  void plainHttpWithoutThePasswordIsTheProxysOwnFailure(String kind) throws Exception {
    ProxyServer proxy = proxy(kind).withUser("user:marked");
    FetchException failure =
        get(kind + "://localhost:" + proxy.port(), "http://name.test:PORT/").failure();
    assertThat(failure.code()).isEqualTo(ErrorCode.PROXY);
    assertThat(failure.permanent()).isTrue();
    assertThat(origin.requests()).isZero();
  }

  @Test
  void status407OfAnOriginIsItsOwn() throws Exception {
    ProxyServer proxy = proxy("socks5h");
    origin.otherwise(request -> Reply.status(407));
    assertThat(get("socks5h://localhost:" + proxy.port(), "http://name.test:PORT/").status())
        .isEqualTo(407);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "http | 403 | PROXY | answered CONNECT with 403",
        "http | 502 | PROXY | answered CONNECT with 502",
        "https | 503 | PROXY | answered CONNECT with 503",
        "socks5 | 1 | PROXY | SOCKS reply 1",
        "socks5h | 2 | CONNECT | the rules do not allow this destination, says the proxy",
        "socks5h | 3 | CONNECT | the destination's network is unreachable, says the proxy",
        "socks5h | 4 | CONNECT | the destination's host is unreachable, says the proxy",
        "socks5 | 5 | CONNECT | the destination refused the connection, says the proxy",
        "socks5h | 6 | CONNECT | the connection to the destination timed out, says the proxy",
        "socks5h | 8 | PROXY | SOCKS reply 8"
      })
  void refusalsOfTheProxyAreToldApart(String kind, int code, ErrorCode error, String detail)
      throws Exception {
    ProxyServer proxy = proxy(kind).refusing(code);
    FetchException failure =
        get(kind + "://localhost:" + proxy.port(), "https://name.test:PORT/").failure();
    assertThat(failure.code()).isEqualTo(error);
    assertThat(failure.permanent()).isFalse();
    assertThat(failure.fault().detail()).contains(detail);
  }

  @ParameterizedTest
  @CsvSource({
    "http, http",
    "http, https",
    "https, http",
    "https, https",
    "socks5, http",
    "socks5h, https"
  })
  void proxyThatIsNotThereFails(String kind, String scheme) throws Exception {
    ProxyServer gone = proxy(kind);
    gone.close();
    FetchException failure =
        get(kind + "://localhost:" + gone.port(), scheme + "://name.test:PORT/").failure();
    assertThat(failure.code()).isEqualTo(ErrorCode.PROXY);
    assertThat(failure.permanent()).isFalse();
    assertThat(failure.fault().detail()).contains("connection refused");
  }

  @ParameterizedTest
  @ValueSource(strings = {"http", "https", "socks5", "socks5h"})
  void proxyThatHangsUpFails(String kind) throws Exception {
    ProxyServer proxy = proxy(kind).silent();
    FetchException failure =
        get(kind + "://localhost:" + proxy.port(), "https://name.test:PORT/").failure();
    assertThat(failure.code()).isEqualTo(ErrorCode.PROXY);
    assertThat(failure.fault().detail()).contains("closed the connection");
  }

  @Test
  void whatSpeaksNoSocksIsSaidToBeNone() throws Exception {
    FetchException failure =
        get("socks5h://localhost:" + origin.port(), "https://name.test:PORT/").failure();
    assertThat(failure.code()).isEqualTo(ErrorCode.PROXY);
  }

  @ParameterizedTest
  @ValueSource(strings = {"http", "https"})
  void certificateOfTheProxyIsJudged(String scheme) throws Exception {
    ProxyServer proxy =
        ProxyServer.https(vertx, Keys.pfx(keys, scheme + ".else.test", "dns:else.test"));
    FetchException failure =
        get("https://localhost:" + proxy.port(), scheme + "://name.test:PORT/").failure();
    assertThat(failure.code()).isEqualTo(ErrorCode.PROXY);
    assertThat(failure.permanent()).isTrue();
    assertThat(failure.fault().detail()).contains("tls, certificate");
  }

  @Test
  void certificateOfTheOriginBehindIsTheOrigins() throws Exception {
    ProxyServer proxy = proxy("http");
    String url = "https://other.test:" + listenTls(HttpVersion.HTTP_2) + "/";
    assertThat(get("http://localhost:" + proxy.port(), url).failure().code())
        .isEqualTo(ErrorCode.TLS);
  }

  @ParameterizedTest
  @CsvSource({
    "http, http://10.0.0.1:PORT/",
    "socks5h, https://10.1:PORT/",
    "https, http://[fd00::1]:PORT/",
    "socks5h, http://169.254.169.254/",
    "http, http://metadata.google.internal/",
    "socks5, http://name.test:PORT/"
  })
  void addressesThatAreKnownHereAreJudged(String kind, String url) throws Exception {
    egress = EnumSet.of(AddressKind.PUBLIC);
    ProxyServer proxy = proxy(kind);
    FetchException failure = get(kind + "://localhost:" + proxy.port(), url).failure();
    assertThat(failure.code()).isEqualTo(ErrorCode.BLOCKED_ADDRESS);
    assertThat(proxy.asked()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"http", "https", "socks5h"})
  void namesAreLetThrough(String kind) throws Exception {
    egress = EnumSet.of(AddressKind.PUBLIC);
    ProxyServer proxy = proxy(kind);
    assertThat(get(kind + "://localhost:" + proxy.port(), "http://name.test:PORT/").body())
        .startsWith("from");
    assertThat(proxy.asked()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({
    "http, CONNECT [2001:db8::1]:7",
    "socks5, address 2001:db8:0:0:0:0:0:1:7",
    "socks5h, address 2001:db8:0:0:0:0:0:1:7"
  })
  void addressOfVersion6IsWrittenAsTheProxyReadsIt(String kind, String asked) throws Exception {
    ProxyServer proxy = proxy(kind).refusing(kind.equals("http") ? 503 : 1);
    get(kind + "://localhost:" + proxy.port(), "https://[2001:db8::1]:7/");
    assertThat(proxy.asked()).containsExactly(asked);
  }

  @Test
  void absoluteFormOfAnAddressOfVersion6HasBrackets() throws Exception {
    ProxyServer proxy = proxy("http").refusing(503);
    get("http://localhost:" + proxy.port(), "http://[2001:db8::1]?q");
    assertThat(proxy.asked()).containsExactly("GET http://[2001:db8::1]/?q");
  }

  @Test
  void requestThatWantsNoneGoesWithout() throws Exception {
    ProxyServer proxy = proxy("http");
    ProxyRules rules =
        ProxyRules.of(
            ProxyAddress.parse("http://localhost:" + proxy.port()), NoProxy.parse(""), Map.of());
    HttpRequest plain = Urls.get(withPort("http://name.test:PORT/"));
    HttpRequest direct =
        new HttpRequest(
            "GET",
            plain.url(),
            List.of(),
            null,
            plain.timeouts(),
            new Reach(false, true, CookieScope.ITEM));
    assertThat(run(rules, List.of(direct)).get(0).body()).startsWith("from");
    assertThat(proxy.asked()).isEmpty();
    assertThat(run(rules, List.of(plain)).get(0).body()).startsWith("from");
    assertThat(proxy.asked()).hasSize(1);
  }

  @Test
  void connectionsByAProxyAndWithoutAreKeptApart() throws Exception {
    ProxyServer proxy = proxy("http");
    ProxyRules rules =
        ProxyRules.of(
            ProxyAddress.parse("http://localhost:" + proxy.port()), NoProxy.parse(""), Map.of());
    String url = "https://tls.test:" + listenTls(HttpVersion.HTTP_2) + "/";
    HttpRequest by = Urls.get(url);
    HttpRequest direct =
        new HttpRequest(
            "GET",
            by.url(),
            List.of(),
            null,
            by.timeouts(),
            new Reach(false, true, CookieScope.ITEM));
    assertThat(run(rules, List.of(direct, by, direct, by))).allMatch(r -> r.status() == 200);
    assertThat(proxy.asked()).hasSize(1);
    assertThat(tlsConnections.get()).isEqualTo(2);
  }
}
