package dev.fetchery.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fetchery.naming.TemplateException;
import java.util.Map;
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
}
