package dev.fetchery.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.MultiMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResponseHeadTest {
  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      delimiter = '|',
      value = {
        "GZip             | gzip",
        "gzip, Br         | gzip, br",
        "gzip; br         | gzip, br",
        "identity; gzip   | gzip",
        "gzip, , identity | gzip",
        "identity         | -",
        "Identity,        | -",
        "''               | -"
      })
  void theCodingsOfEveryFieldAreTold(String fields, String told) {
    MultiMap headers = MultiMap.caseInsensitiveMultiMap();
    for (String field : fields.split(";", -1)) {
      headers.add("Content-Encoding", field.strip());
    }
    ResponseHead head = new ResponseHead(200, headers, 5, true);
    assertThat(head.contentEncoding()).isEqualTo(told);
    assertThat(head.isIdentity()).isEqualTo(told == null);
  }
}
