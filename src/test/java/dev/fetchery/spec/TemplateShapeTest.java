package dev.fetchery.spec;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TemplateShapeTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://h:8080/{x}",
        "http://h:8080{/x}",
        "http://h:8080{/x*}",
        "http://h:65535{?q,r}",
        "http://h:65535{+path}",
        "http://h:65535{#part}",
        "http://h:65535{x}",
        "http://127.0.0.1:37007{+parent.p}",
        "http://h:{port}/a",
        "http://h:80{port}",
        "http://h{/x}",
        "http://{host}:65535{/x}",
        "http://{host}",
        "http://h{.domain}:8080{/x}",
        "{+url}",
        "{scheme}://h/"
      })
  void someValuesMakeItAUrl(String template) {
    assertThat(TemplateShape.problem(template)).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "x/{value}, absolute",
    "ftp://h/{value}, only http and https",
    "http://h:65536{/x}, from 1 to 65535",
    "http://h:65536/{x}, from 1 to 65535",
    "http://h:x{/x}, from 1 to 65535",
    "http://1.2.3.400{/x}, not an address",
    "http://{/x}, host",
  })
  void noValuesMakeItAUrl(String template, String why) {
    assertThat(TemplateShape.problem(template)).contains(why);
  }
}
