package dev.fetchery.naming;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModifierTest {
  @ParameterizedTest
  @CsvSource({
    "LOWER,      TITLE İ,                      title i̇",
    "UPPER,      straße,                       STRASSE",
    "UNDERSCORE, 'United  States of\u00a0X',   United_States_of_X",
    "UNDERSCORE, ' a ',                        _a_",
    "SLUG,       '  Crème Brûlée (2) ',        creme-brulee-2",
    "SLUG,       Côte d'Ivoire,                cote-d-ivoire",
    "SLUG,       Ελλάδα & हिन्दी,                 ελλαδα-हिन्दी",
    "SLUG,       '!?',                         ''"
  })
  void valuesAreModified(Modifier modifier, String value, String expected) {
    assertThat(modifier.apply(value)).isEqualTo(expected);
  }

  @Test
  void aVariableThatIsItselfCalledSoWins() {
    Map<String, String> fields = Map.of("a.lower", "Own", "a", "Other");
    assertThat(Modifier.applyNamed("a.lower", fields::get)).isEqualTo("Own");
    assertThat(Modifier.applyNamed("a.upper", fields::get)).isEqualTo("OTHER");
  }

  @Test
  void modifiersMayFollowOneAnother() {
    assertThat(Modifier.applyNamed("v.lower.underscore", Map.of("v", "A B")::get)).isEqualTo("a_b");
  }

  @Test
  void whatIsNoVariableHasNoValue() {
    assertThat(Modifier.applyNamed("x.lower", Map.of("v", "A")::get)).isNull();
    assertThat(Modifier.applyNamed("v.bold", Map.of("v", "A")::get)).isNull();
    assertThat(Modifier.applyNamed(".lower", Map.of("v", "A")::get)).isNull();
  }

  @Test
  void namesOfVariablesKeepTheirOwnDots() {
    assertThat(Modifier.variableOf("url.file")).isEqualTo("url.file");
    assertThat(Modifier.variableOf("url.file.lower")).isEqualTo("url.file");
    assertThat(Modifier.isKnown("url.file.lower", "url.file"::equals)).isTrue();
    assertThat(Modifier.isKnown("url.file.bold", "url.file"::equals)).isFalse();
  }
}
