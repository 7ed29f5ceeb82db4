package dev.fetchery.spec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fetchery.job.JobSpec;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a number or a list of media types may be, however it is written. */
class BoundsTest {
  private static final JobReader READER = new JobReader(1_000_000);

  private static Parsed<JobSpec> read(String fields) {
    return READER.read(
        ("{'source': {'type': 'urls', 'urls': ['http://h/a']}, " + fields + "}")
            .replace('\'', '"'));
  }

  private static List<String> faults(Parsed<?> read) {
    return read instanceof Parsed.Bad<?> bad
        ? bad.violations().stream().map(one -> one.pointer() + " " + one.detail()).toList()
        : List.of();
  }

  @ParameterizedTest
  @ValueSource(strings = {"1e300", "1.8446744073709552e19", "18446744073709551616.0", "4e10"})
  void numberOfAnySizeIsHeldToItsBound(String number) {
    assertThat(faults(read("'request': {'connectTimeoutMs': " + number + "}")))
        .containsExactly("/request/connectTimeoutMs must be at most 31536000000");
    assertThat(faults(read("'limits': {'concurrency': " + number + "}")))
        .containsExactly("/limits/concurrency must be at most 100000");
    assertThat(faults(read("'retry': {'statuses': [" + number + "]}")))
        .containsExactly("/retry/statuses/0 must be at most 999");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1e300", "18446744073709551617.0", "1e20"})
  void countsOfAnySizeAreHeldToTheirBound(String number) {
    String repeat = "{'source': {'type': 'repeat', 'url': 'http://h/a', 'count': NUMBER}}";
    String range =
        "{'source': {'type': 'template', 'url': 'http://h/{value}',"
            + " 'values': {'from': 1, 'to': NUMBER}}}";
    for (String job : List.of(repeat, range)) {
      assertThat(faults(READER.read(job.replace("NUMBER", number).replace('\'', '"')))).hasSize(1);
    }
  }

  @Test
  void sizeOfAnEntryIsHeldToItsBound() {
    String entry = "{'source': {'type': 'urls', 'urls': [{'url': 'http://h/a', 'size': 1e300}]}}";

    assertThat(faults(READER.read(entry.replace('\'', '"'))))
        .containsExactly("/source/urls/0/size must be at most 9007199254740991");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0.5    | number found, integer expected",
        "-1.5   | number found, integer expected",
        "1e999  | number has more than 400 digits",
        "1e-999 | number has more than 400 digits"
      })
  void numberOfTheWrongFormHasOneFault(String number, String detail) {
    assertThat(faults(read("'limits': {'concurrency': " + number + "}")))
        .containsExactly("/limits/concurrency " + detail);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1e-9", "1e-320", "1e-380"})
  void rateThatIsNearlyNothingIsNotWithoutLimit(String rate) {
    assertThat(faults(read("'limits': {'requestsPerSecond': " + rate + "}")))
        .containsExactly("/limits/requestsPerSecond less than one request a day");
  }

  @Test
  void wholeNumbersMayBeWrittenAsDecimals() {
    assertThat(faults(read("'limits': {'concurrency': 1e2, 'perHost': 3.0}"))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"image/png", "IMAGE/*", "*/*"})
  void typeThatIsExpectedAndRefusedIsAFault(String refused) {
    String expect = "'expect': {'mediaTypes': ['text/csv', 'image/png'], 'notMediaTypes': ['%s']}";

    assertThat(faults(read(expect.formatted(refused))))
        .contains("/expect/mediaTypes/1 notMediaTypes refuses all of it");
  }

  @Test
  void oneTypeOfAKindMayBeRefused() {
    String expect = "'expect': {'mediaTypes': ['image/*'], 'notMediaTypes': ['image/gif']}";

    assertThat(faults(read(expect))).isEmpty();
  }
}
