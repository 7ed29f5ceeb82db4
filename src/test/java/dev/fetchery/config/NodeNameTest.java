package dev.fetchery.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fetchery.job.NodeName;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NodeNameTest {
  @ParameterizedTest
  @ValueSource(strings = {"a", "7", "fetchery-0.fetchery", "Host_1", "a..b"})
  void lettersDigitsDotsDashesAndUnderscoresMakeAName(String name) {
    assertThat(NodeName.isValid(name)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "..", "-a", "_a", "a b", "a/b", "a\\b", "a\n", "bär", "a:1"})
  void restIsNone(String name) {
    assertThat(NodeName.isValid(name)).isFalse();
  }

  @Test
  void lengthIsBounded() {
    assertThat(NodeName.isValid("n".repeat(100))).isTrue();
    assertThat(NodeName.isValid("n".repeat(101))).isFalse();
    assertThat(NodeName.near("n".repeat(200), "x")).isEqualTo("n".repeat(100));
  }

  @ParameterizedTest
  @CsvSource({"host,host", "'My Mac.local',My-Mac.local", "bär,b-r", "-a,a", "...,none", "'',none"})
  void nameThatIsNearIsAlwaysAName(String text, String name) {
    assertThat(NodeName.near(text, "none")).isEqualTo(name);
    assertThat(NodeName.isValid(name)).isTrue();
  }

  @Test
  void nameOfThisMachineIsOne() {
    assertThat(NodeName.isValid(HostName.read(Map.of()))).isTrue();
  }
}
