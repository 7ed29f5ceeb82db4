package dev.fetchery.naming;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TemplateTest {
  private static final Map<String, String> US =
      Map.of("value", "US", "country", "United \t States", "url.path", "a/b.png", "empty", "");

  @Test
  void variablesAreFilledIntoTheText() {
    assertThat(Template.parse("{value}-{country.underscore}.gif").expand(US::get))
        .isEqualTo("US-United_States.gif");
  }

  @Test
  void textWithoutVariablesStaysAsItIs() {
    assertThat(Template.parse("plain").expand(US::get)).isEqualTo("plain");
    assertThat(Template.parse("").expand(US::get)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "a{key,           1, a { without a } after it",
    "a}b,             1, a } without a { before it",
    "{a}}b,           3, a } without a { before it",
    "'a{}',           1, an empty name",
    "'{ }',           0, an empty name",
    "'{a{b}}',        2, a { inside a name"
  })
  void aFaultIsNamedWithItsPlace(String text, int position, String what) {
    assertThatThrownBy(() -> Template.parse(text))
        .hasMessageContaining(what)
        .hasMessageContaining("offset " + position)
        .asInstanceOf(type(TemplateException.class))
        .extracting(TemplateException::position)
        .isEqualTo(position);
  }

  @Test
  void aTemplateLongerThanAnyPathIsAFault() {
    assertThatThrownBy(() -> Template.parse("a".repeat(Template.MAX_CHARS + 1)))
        .isInstanceOf(TemplateException.class);
  }

  @Test
  void aMissingVariableIsNamedAsWritten() {
    assertThatThrownBy(() -> Template.parse("{colour.lower}").expand(US::get))
        .hasMessageContaining("{colour.lower}")
        .asInstanceOf(type(MissingVariableException.class))
        .extracting(MissingVariableException::name)
        .isEqualTo("colour.lower");
  }

  @Test
  void namesAreThoseOfTheVariablesWithoutModifiers() {
    assertThat(Template.parse("{country.underscore}/{url.file}{country}").names())
        .containsExactly("country", "url.file");
  }

  @Test
  void unknownNamesAreFoundBeforehand() {
    Template template = Template.parse("{value}{value.lower}{odd.lower}{typo}{typo.upper}");
    assertThat(template.unknown(Set.of("value", "odd.lower")::contains))
        .containsExactly("typo", "typo.upper");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{served.name}", "x.{ext}", "{ext.upper}"})
  void someNamesOnlyTheAnswerTells(String text) {
    assertThat(Template.parse(text).needsAnswer()).isTrue();
    assertThat(Template.parse("{url.file}").needsAnswer()).isFalse();
  }

  @Test
  void aWrittenSlashSeparatesAndOneInAValueDoesNot() {
    assertThat(Template.parsePath("x/{v}/y-{v}").expandPath(name -> "a/../b"))
        .containsExactly("x", "a_.._b", "y-a_.._b");
  }

  @Test
  void urlPathKeepsItsSlashes() {
    assertThat(Template.parsePath("m/{url.path}.txt").expandPath(US::get))
        .containsExactly("m", "a", "b.png.txt");
    assertThat(Template.parsePath("{url.path.upper}").expandPath(US::get))
        .containsExactly("A", "B.PNG");
  }

  @Test
  void oneSlashAtTheEndSeparatesNothing() {
    assertThat(Template.parsePath("emojis/").expandPath(US::get)).containsExactly("emojis");
    assertThat(Template.parsePath("a//b").expandPath(US::get)).containsExactly("a", "", "b");
    assertThat(Template.parsePath("{empty}/b").expandPath(US::get)).containsExactly("", "b");
  }

  @Test
  void anEmptyPathIsTheDirectoryItself() {
    assertThat(Template.parsePath("").isEmpty()).isTrue();
    assertThat(Template.parsePath("").expandPath(US::get)).isEmpty();
    assertThat(Template.parsePath("{empty}").isEmpty()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "../x,                    0, ..",
    "x/..,                    2, ..",
    "'{key}/../x',            6, ..",
    "/etc/passwd,             0, begins with /",
    "C:/x,                    0, drive letter",
    "f:foo,                   0, drive letter",
    "..\\..\\x,               2, backslash",
    "'{key}\\x',              5, backslash",
    "a/.fetchery-1-2.part,    2, kept",
    "a/.FETCHERY-1-2.part/b,  2, kept",
    ".fetchery/x,             0, kept"
  })
  void aPathThatLeadsOutOrTakesOurNamesIsAFaultWhereItIsWritten(
      String text, int position, String what) {
    assertThatThrownBy(() -> Template.parsePath(text))
        .hasMessageContaining(what)
        .asInstanceOf(type(TemplateException.class))
        .extracting(TemplateException::position)
        .isEqualTo(position);
  }

  @ParameterizedTest
  @ValueSource(strings = {".htaccess", "-1", "...", "a..b", "..{value}", "~/.ssh/x", "{url.path}"})
  void whatOnlyLooksOddIsNoFault(String text) {
    assertThat(Template.parsePath(text)).hasToString(text);
  }

  @Test
  void longValuesUsedOftenDoNotFillTheMemory() {
    Template template = Template.parsePath("{v}".repeat(1000) + "/{url.path}".repeat(80));
    String value = "ab/".repeat(100_000);
    List<String> parts = template.expandPath(name -> value);
    assertThat(parts).hasSizeLessThan(5_000).allMatch(part -> part.length() <= 1 << 16);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{{a}} | {a}",
        "q {{ f(c: {v}) {{ n }} }} | q { f(c: V) { n } }",
        "{{{v}}} | {V}",
        "}}{{ | }{",
        "{v}}} | V}",
        "{{{{ | {{",
      })
  void inATextTwoBracesAreOneThatIsWritten(String template, String text) {
    assertThat(Template.parseText(template).expand(name -> name.equals("v") ? "V" : null))
        .isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{", "}", "{{{", "}}}", "{v", "{{v}", "{}", "{v}}"})
  void inATextALoneBraceIsAFault(String template) {
    assertThatThrownBy(() -> Template.parseText(template)).isInstanceOf(TemplateException.class);
  }

  @Test
  void inAPathBracesAreNeverWritten() {
    assertThatThrownBy(() -> Template.parsePath("{{a}}")).isInstanceOf(TemplateException.class);
  }
}
