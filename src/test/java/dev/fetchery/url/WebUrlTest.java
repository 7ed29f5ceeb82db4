package dev.fetchery.url;

import static dev.fetchery.testing.Urls.url;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class WebUrlTest {
  private static final String BASE = "http://a/b/c/d;p?q";

  /** What is known of the server of the URL before is not taken for another's. */
  @Test
  void eachUrlHasItsOwnServerWhateverWasReadBefore() {
    List<String> urls =
        List.of(
            "http://ab/x",
            "https://ab/x",
            "http://ab:8080/x",
            "http://AB/x",
            "http://abc/x",
            "http://u@ab/x",
            "http://127.1/x",
            "http://[::1]/x",
            "http://[::1]:8080/x",
            "http://ab/y");
    List<String> origins = new ArrayList<>();
    for (String url : urls) {
      origins.add(url(url).origin() + " " + url(url).hostAndPort() + " " + url(url).hostField());
    }
    assertThat(origins)
        .containsExactly(
            "http://ab:80 ab:80 ab",
            "https://ab:443 ab:443 ab",
            "http://ab:8080 ab:8080 ab:8080",
            "http://ab:80 ab:80 ab",
            "http://abc:80 abc:80 abc",
            "http://ab:80 ab:80 ab",
            "http://127.0.0.1:80 127.0.0.1:80 127.0.0.1",
            "http://[::1]:80 [::1]:80 [::1]",
            "http://[::1]:8080 [::1]:8080 [::1]:8080",
            "http://ab:80 ab:80 ab");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://h",
        "HTTP://h/",
        "https://u:p@h:8443/x?y#z",
        "http://[::1]:80/",
        "http://127.1/",
        "http://h/a b|{}^ü?q=%2F+%20",
        "http://bücher.example/",
        "http://h:/x",
        "http://a_b.c./"
      })
  void whatCanBeParsedIsTaken(String url) {
    assertThat(WebUrl.problem(url)).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "h",
        "/x",
        "//h/x",
        "file:///etc/passwd",
        "ftp://h/",
        "jar:http://h!/x",
        "data:,x",
        "http:",
        "http:h",
        "http://",
        "http:///x",
        "http://:80",
        "http://u@",
        "http://h:99999/",
        "http://h:8x/",
        "http://example.com%2F10.0.0.1/",
        "http://good\\@evil/",
        "http://a b/",
        "http://h/\r\nX: y",
        "http://h/\u0000",
        "http://[x]/",
        " http://h/"
      })
  void whatNamesNoHostOfTheWebIsNot(String url) {
    assertThat(WebUrl.problem(url)).isNotBlank().doesNotContain("\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "65536", "8x", "-1"})
  void aPortThatNothingCanListenOnIsNot(String port) {
    assertThat(WebUrl.problem("http://h:" + port + "/"))
        .isEqualTo("the URL's port is not a number from 1 to 65535");
  }

  /** The longest label has 63 octets, the longest name 253 without the dot at its end. */
  static List<String> longestNames() {
    String label = "a".repeat(63);
    String name = (label + ".").repeat(3) + "a".repeat(61);
    return List.of(label + ".b", name, name + ".", "ü".repeat(57) + ".b");
  }

  @ParameterizedTest
  @MethodSource("longestNames")
  void aNameAsLongAsDnsAllowsIsTaken(String name) {
    assertThat(WebUrl.problem("http://" + name + "/")).isNull();
  }

  static List<String> namesThatDnsCannotHave() {
    String label = "a".repeat(63);
    String name = (label + ".").repeat(3) + "a".repeat(62);
    return List.of(
        "a..b",
        ".a",
        "a..",
        ".",
        "..",
        "1..2",
        "ü..b",
        label + "a",
        "b." + label + "a.c",
        name,
        name + ".",
        "ü".repeat(58) + ".b",
        ("ü".repeat(50) + ".").repeat(5) + "b");
  }

  @ParameterizedTest
  @MethodSource("namesThatDnsCannotHave")
  void aNameThatNoNameServerCanHaveIsNot(String name) {
    String problem = WebUrl.problem("http://" + name + "/");
    assertThat(problem).isNotBlank().doesNotContain("\n");
  }

  @Test
  void aUrlOfOver64KibIsNot() {
    assertThat(WebUrl.problem("http://h/" + "a".repeat(WebUrl.MAX_CHARS))).contains("longer");
  }

  @ParameterizedTest
  @CsvSource({
    "HTTP://User@Host/x,   http://host:80",
    "https://h,            https://h:443",
    "https://h:08443?x@y,  https://h:8443",
    "http://evil#@good/,   http://evil:80",
    "http://[::1]/,        http://[::1]:80"
  })
  void anOriginIsSchemeHostAndPort(String url, String origin) {
    assertThat(url(url).origin()).isEqualTo(origin);
  }

  /** RFC 3986, 5.4. */
  @ParameterizedTest
  @CsvSource({
    "g:h,           g:h",
    "g,             http://a/b/c/g",
    "./g,           http://a/b/c/g",
    "g/,            http://a/b/c/g/",
    "/g,            http://a/g",
    "//g,           http://g",
    "?y,            http://a/b/c/d;p?y",
    "g?y,           http://a/b/c/g?y",
    "#s,            http://a/b/c/d;p?q#s",
    "g#s,           http://a/b/c/g#s",
    ";x,            http://a/b/c/;x",
    "'',            http://a/b/c/d;p?q",
    ".,             http://a/b/c/",
    "./,            http://a/b/c/",
    "..,            http://a/b/",
    "../,           http://a/b/",
    "../g,          http://a/b/g",
    "../..,         http://a/",
    "../../g,       http://a/g",
    "../../../g,    http://a/g",
    "/./g,          http://a/g",
    "/../g,         http://a/g",
    "g.,            http://a/b/c/g.",
    "..g,           http://a/b/c/..g",
    "./../g,        http://a/b/g",
    "./g/.,         http://a/b/c/g/",
    "g/./h,         http://a/b/c/g/h",
    "g/../h,        http://a/b/c/h",
    "g?y/../x,      http://a/b/c/g?y/../x",
    "g#s/../x,      http://a/b/c/g#s/../x"
  })
  void referencesAreResolvedAsTheStandardSays(String reference, String absolute) {
    assertThat(url(BASE).resolve(reference)).isEqualTo(absolute);
  }

  @Test
  void aBaseWithoutPathHasARoot() {
    assertThat(url("http://h").resolve("x")).isEqualTo("http://h/x");
    assertThat(url("http://h?a/b").resolve("x")).isEqualTo("http://h/x");
  }
}
