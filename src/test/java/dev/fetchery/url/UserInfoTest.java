package dev.fetchery.url;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UserInfoTest {
  @ParameterizedTest
  @CsvSource({
    "http://u:p@a.test/x, http://a.test/x, http://***@a.test/x",
    "//u@a.test, //a.test, //***@a.test",
    "http://u@v@a.test/, http://a.test/, http://***@a.test/",
    "http://@a.test/, http://a.test/, http://***@a.test/",
    "http://{user}:{pass}@a.test/{n}, http://a.test/{n}, http://***@a.test/{n}",
    "http://u:p@a.test?q=x@y, http://a.test?q=x@y, http://***@a.test?q=x@y",
    "http://a.test/x@y, http://a.test/x@y, http://a.test/x@y",
    "http://a.test#@, http://a.test#@, http://a.test#@",
    "http://, http://, http://",
    "u@a.test, u@a.test, u@a.test"
  })
  void isFoundBeforeTheHostAlone(String url, String cut, String masked) {
    assertThat(UserInfo.cut(url)).isEqualTo(cut);
    assertThat(UserInfo.replace(url, "***")).isEqualTo(masked);
  }
}
