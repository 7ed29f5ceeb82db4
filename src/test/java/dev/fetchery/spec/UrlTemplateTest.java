package dev.fetchery.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fetchery.naming.TemplateException;
import dev.fetchery.url.WebUrl;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UrlTemplateTest {

  @ParameterizedTest
  @ValueSource(strings = {"http://h/{}", "{a}{}", "{?}", "{a,}", "{,a}", "{*}", "{:3}"})
  void expressionWithoutANameIsAFault(String text) {
    assertThatThrownBy(() -> UrlTemplate.parse(text))
        .isInstanceOf(TemplateException.class)
        .hasMessageContaining("name is missing");
  }

  @Test
  void operatorsAndModifiersAreKnown() {
    UrlTemplate template = UrlTemplate.parse("http://h{/a,b}{?c.lower}");
    assertThat(template.expand(Map.of("a", "a", "b", "b", "c", "C/")::get))
        .isEqualTo("http://h/a/b?c.lower=c%2F");
  }

  /** RFC 6570, 3.1. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "http://h/café/{v}/ü{v} | http://h/caf%C3%A9/a%20b/%C3%BCa%20b",
        "http://h/it's/{v}!$&()*+,;=:@-._~ | http://h/it's/a%20b!$&()*+,;=:@-._~",
        "http://h/\ud83d\ude00{v} | http://h/%F0%9F%98%80a%20b",
        "http://h/%C3%A9/100%/{v}%4 | http://h/%C3%A9/100%25/a%20b%254",
        "http://[::1]:80/{v} | http://[::1]:80/a%20b"
      })
  void whatIsWrittenIsCopiedOrEncoded(String template, String url) {
    assertThat(UrlTemplate.parse(template).expand(name -> "a b")).isEqualTo(url);
    assertThat(UrlTemplate.parse(template).expandWhatIsThere(name -> "a b")).isEqualTo(url);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "http://h/é x{v}     | 10",
        "http://h/{v}/{a b}  | 15",
        "http://h/{v}/{?a-b} | 16",
        "http://h/{v}/{größe}| 16",
        "http://h/{v}}       | 12",
        "http://h/{v}/{x     | 13",
        "http://h/a\"b       | 10",
        "http://h/{v}{}      | 12",
        "http://h/{v}{a:0}   | 12"
      })
  void faultIsNamedWithItsOffset(String template, int offset) {
    assertThatThrownBy(() -> UrlTemplate.parse(template))
        .isInstanceOf(TemplateException.class)
        .hasMessageEndingWith("(at offset " + offset + ")");
  }

  /** RFC 6570, 2.3. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "http://h/{a}{n}      | http://h/x",
        "http://h/{n}         | http://h/",
        "http://h{/a,n}{?n,a} | http://h/x?a=x",
        "http://h/{n.lower}   | http://h/"
      })
  void nullExpandsToNothing(String template, String url) {
    assertThat(UrlTemplate.parse(template).expand(Map.of("a", "x")::get, "n"::equals))
        .isEqualTo(url);
    assertThatThrownBy(() -> UrlTemplate.parse(template).expand(Map.of("a", "x")::get))
        .isInstanceOf(dev.fetchery.naming.MissingVariableException.class);
  }

  @Test
  void halfOfASurrogatePairIsReplaced() {
    assertThat(UrlTemplate.parse("http://h/{v}").expand(name -> "a\ud83d"))
        .isEqualTo("http://h/a%EF%BF%BD");
    assertThat(UrlTemplate.parse("http://h/{v}").expandWhatIsThere(name -> "\ude00"))
        .isEqualTo("http://h/%EF%BF%BD");
  }

  @ParameterizedTest
  @CsvSource({
    "/{v:1}, /a",
    "/{v:2}, /a%F0%9F%98%80",
    "/{v:3}, /a%F0%9F%98%80%EE%80%80",
    "/{v:9999}, /a%F0%9F%98%80%EE%80%80b",
    "/{+v:2}, /a%F0%9F%98%80",
    "'{/v:1,v}', /a/a%F0%9F%98%80%EE%80%80b"
  })
  void prefixCountsCharactersAndCutsNoneInTwo(String template, String expanded) {
    assertThat(UrlTemplate.parse("http://h" + template).expand(name -> "a\ud83d\ude00\ue000b"))
        .isEqualTo("http://h" + expanded);
  }

  @Test
  void expansionStopsWhereItIsLongerThanAnyUrl() {
    String million = "x".repeat(1 << 20);
    String url = UrlTemplate.parse("http://h/" + "{v}".repeat(20_000)).expand(name -> million);
    assertThat(url).startsWith("http://h/xxx").hasSize(WebUrl.MAX_CHARS + 1);
    assertThat(WebUrl.problem(url)).contains("longer than 65536");
  }

  @Test
  void prefixesOfLongValuesAreNoReasonToStop() {
    String million = "x".repeat(1 << 20);
    assertThat(
            UrlTemplate.parse("http://h/{v:3}{v:2}{w}")
                .expand(name -> name.equals("w") ? "y" : million))
        .isEqualTo("http://h/xxxxxy");
  }

  @Test
  void templateLongerThanAnyUrlIsAFault() {
    assertThatThrownBy(() -> UrlTemplate.parse("http://h/" + "{v}".repeat(30_000)))
        .isInstanceOf(TemplateException.class)
        .hasMessageContaining("longer than 65536");
    String names =
        IntStream.range(0, 300).mapToObj(i -> "{v" + i + "}").collect(Collectors.joining());
    assertThatThrownBy(() -> UrlTemplate.parse("http://h/" + names))
        .isInstanceOf(TemplateException.class)
        .hasMessageContaining("more than 256 names");
  }
}
