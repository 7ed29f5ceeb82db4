package dev.fetchery.naming;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fetchery.testing.Urls;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class VariablesTest {
  @Test
  void aUrlIsTakenApart() {
    assertThat(
            Variables.ofUrl(Urls.url("https://Me:pw@Img.Example:8443/a%20b/c.tar.gz?x=/y.png#z")))
        .isEqualTo(new Variables.Url("img.example", "a b/c.tar.gz", "c.tar.gz", "c.tar", "gz"));
  }

  @ParameterizedTest
  @CsvSource({
    "http://h/a/,            a/,        '',        '',        ''",
    "http://h,               '',        '',        '',        ''",
    "http://h?q=/x.png,      '',        '',        '',        ''",
    "http://h/.htaccess,     .htaccess, .htaccess, .htaccess, ''",
    "http://h/a/..,          a/..,      '',        '',        ''",
    "http://h/%2e%2e,        ..,        '',        '',        ''",
    "http://h/a.,            a.,        a.,        a,         ''"
  })
  void whatAUrlLacksIsEmpty(String url, String path, String file, String stem, String ext) {
    Variables.Url parts = Variables.ofUrl(Urls.url(url));
    assertThat(Stream.of("url.path", "url.file", "url.stem", "url.ext").map(parts::get))
        .containsExactly(path, file, stem, ext);
    assertThat(parts.get("value")).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "http://[::1]:80/x,        [::1]",
    "http://Host/x,                 host",
    "http://good@evil/,        evil",
    "http://Bücher.example/,   bücher.example"
  })
  void theHostIsTakenWithoutUserAndPort(String url, String host) {
    assertThat(Variables.ofUrl(Urls.url(url)).host()).isEqualTo(host);
  }

  @ParameterizedTest
  @CsvSource({
    "%2e%2e%2fx,        .._x",
    "%252e%252e,        %2e%2e",
    "%c0%ae%c0%ae,      ____",
    "%ff,               _",
    "%zz%,              %zz%",
    "%e2%82%ac.png,     €.png",
    "%e2%82,            _",
    "a+b,               a+b"
  })
  void aFileNameIsDecodedOnceAndWhatIsNotUtf8IsReplaced(String segment, String file) {
    assertThat(Variables.ofUrl(Urls.url("http://h/d/" + segment)).file()).isEqualTo(file);
  }

  static List<List<String>> dispositions() {
    return List.of(
        List.of("attachment; filename=\"a.png\"", "a.png"),
        List.of("attachment; filename=a.png;", "a.png"),
        List.of("attachment;filename=my file.png ; size=3", "my file.png"),
        List.of("ATTACHMENT; FileName = \"a;b.png\"", "a;b.png"),
        List.of("filename=\"a.png\"", "a.png"),
        List.of("attachment; filename=\"a\\\"b.png\"", "a\"b.png"),
        List.of("attachment; filename=\"unclosed.png", "unclosed.png"),
        List.of("attachment; filename=x.png; filename*=UTF-8''%e2%82%ac.png", "€.png"),
        List.of("attachment; filename*=UTF-8'en'%e2%82%ac.png; filename=x.png", "€.png"),
        List.of("attachment; filename*=iso-8859-1''%A3.png", "£.png"),
        List.of("attachment; filename*=UTF-8''%ff.png; filename=x.png", "x.png"),
        List.of("attachment; filename*=KOI8-R''%c1; filename=x.png", "x.png"),
        List.of("attachment; filename*=broken; filename=x.png", "x.png"),
        List.of("filename=\"invoice.pdf\"; filename*=ISO-8859-1''report%2", "invoice.pdf"),
        List.of("filename=\"invoice.pdf\"; filename*=UTF-8''%zz.pdf", "invoice.pdf"),
        List.of("filename=\"invoice.pdf\"; filename*=UTF-8''", "invoice.pdf"),
        List.of("filename=\"invoice.pdf\"; filename*=''report.pdf", "invoice.pdf"),
        List.of("attachment; filename=a.png; filename=b.png", "a.png"),
        List.of("attachment; filename=\"a%20b.png\"", "a%20b.png"),
        List.of("attachment; filename=\"../../x\"", "x"),
        List.of("attachment; filename=\"..\\\\..\\\\x\"", "x"),
        List.of("attachment; filename*=UTF-8''..%2f..%2fx", "x"),
        List.of("attachment; filename=\"\u00e2\u0082\u00ac.png\"", "€.png"),
        List.of("attachment; filename=\"\u00e4.png\"", "ä.png"));
  }

  @ParameterizedTest
  @MethodSource("dispositions")
  void theServedNameIsReadAsBrowsersReadIt(List<String> valueAndName) {
    assertThat(Variables.servedName(valueAndName.subList(0, 1))).contains(valueAndName.get(1));
  }

  @ParameterizedTest
  @CsvSource({
    "''",
    "attachment",
    "attachment; filename=",
    "attachment; filename=..",
    "=;=;\"",
    "a/"
  })
  void withoutANameThereIsNoServedName(String value) {
    assertThat(Variables.servedName(List.of(value))).isEmpty();
    assertThat(Variables.servedName(List.of())).isEmpty();
  }

  @Test
  void ofTwoHeadersTheFirstWithANameCounts() {
    assertThat(Variables.servedName(List.of("inline", "inline; filename=a", "inline; filename=b")))
        .contains("a");
  }

  @Test
  void aHeaderOf64KilobytesIsReadInPart() {
    String value = "attachment; filename=\"" + "x".repeat(1 << 16) + ".png\"";
    assertThat(Variables.servedName(List.of(value)).orElseThrow()).hasSizeLessThan(8193);
    assertThat(Variables.servedName(List.of(";".repeat(1 << 16) + "filename=x"))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "image/png,                   jpeg, png",
    "IMAGE/JPEG; q=1,             x,    jpg",
    "text/html;charset=utf-8,     '',   html",
    "image/svg+xml,               '',   svg",
    "application/ld+json,         '',   json",
    "application/vnd.google-earth.kml+xml, xml, kml",
    "application/geo+json,        json, geojson",
    "application/rss+xml,         '',   xml",
    "application/vnd.api+json,    '',   json",
    "image/pjpeg,                 '',   jpg",
    "application/octet-stream,    iso,  iso",
    "application/octet-stream,    '',   bin",
    "application/octet-stream,    mp3,  mp3",
    "text/plain; charset=utf-8,   md,   md",
    "TEXT/PLAIN,                  csv,  csv",
    "text/plain,                  '',   txt",
    "application/+,               '',   bin",
    "json,                        '',   bin",
    "'',                          gif,  gif",
    ",                            gif,  gif"
  })
  void theExtensionIsTheMediaTypesElseTheUrlsElseBin(String type, String urlExt, String ext) {
    assertThat(Variables.ext(type, urlExt)).isEqualTo(ext);
  }
}
