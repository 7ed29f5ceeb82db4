package dev.fetchery.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.fetchery.job.Source.Manifest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A mistyped field or variable of a job is told with what was probably meant. */
class NearFieldsTest {
  private static final JobReader READER = new JobReader(1_000_000);

  private static List<Violation> faults(String job) {
    return faults(READER.read(job.replace('\'', '"')));
  }

  private static List<Violation> faults(Parsed<?> read) {
    return read instanceof Parsed.Bad<?> bad ? bad.violations() : List.of();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'source': S, 'limits': {'conurrency': 3}} | /limits/conurrency | concurrency",
        "{'source': S, 'limits': {'per_host': 3}} | /limits/per_host | perHost",
        "{'source': S, 'limit': {}} | /limit | limits",
        "{'source': S, 'request': {'min-bytes-per-second': 3}}"
            + " | /request/min-bytes-per-second | minBytesPerSecond",
        "{'source': {'type': 'json', 'url': 'http://h/', 'iteUrl': '{value}'}}"
            + " | /source/iteUrl | itemUrl",
        "{'source': {'type': 'pages', 'url': 'http://h/{page}', 'at': '/l',"
            + " 'more': {'nextat': '/n'}}} | /source/more/nextat | nextAt",
        "{'source': {'type': 'document', 'url': 'http://h/', 'parent':"
            + " {'type': 'urls', 'urlss': [], 'urls': ['http://h/']}}}"
            + " | /source/parent/urlss | urls",
      })
  void fieldThatIsMisspeltIsGuessed(String job, String pointer, String meant) {
    String source = "{'type': 'urls', 'urls': ['http://h/']}";
    assertThat(faults(job.replace("S", source)))
        .extracting(Violation::pointer, Violation::detail)
        .contains(tuple(pointer, "unknown field (did you mean " + meant + "?)"));
  }

  @Test
  void fieldThatResemblesNoneIsNotGuessed() {
    assertThat(faults("{'source': {'type': 'urls', 'urls': ['http://h/'], 'colour': 1, 'x': 2}}"))
        .extracting(Violation::pointer, Violation::detail)
        .containsExactlyInAnyOrder(
            tuple("/source/colour", "unknown field"), tuple("/source/x", "unknown field"));
  }

  @Test
  void misspeltFieldOfAChangeAndOfTheOptionsOfAListIsGuessed() {
    byte[] change = "{\"limits\": {\"perhost\": 3}}".getBytes(StandardCharsets.UTF_8);
    assertThat(faults(READER.readPatch(change)))
        .containsExactly(new Violation("/limits/perhost", "unknown field (did you mean perHost?)"));
    JobReader.Parameters none = new JobReader.Parameters(null, null, null, null);
    Manifest list = new Manifest(Manifest.Format.TEXT, "", 1);
    assertThat(faults(READER.readOptions("{\"retrys\": {}}", none, list, List.of())))
        .containsExactly(new Violation("/options/retrys", "unknown field (did you mean retry?)"));
  }

  @ParameterizedTest
  @CsvSource({
    "{indx}, index",
    "{url.flie.lower}, url.file",
    "{Country}, country",
    "{servedname}, served.name",
    "{key.x}, ''",
    "{xyzzy}, ''"
  })
  void variableThatIsMisspeltIsGuessed(String written, String meant) {
    String guess = meant.isEmpty() ? "" : " (did you mean " + meant + "?)";
    assertThat(
            faults(
                "{'source': {'type': 'urls', 'urls': [{'url': 'http://h/', 'country': 'x'}]},"
                    + " 'save': {'as': 'a"
                    + written
                    + "'}}"))
        .containsExactly(new Violation("/save/as", written + " is no variable here" + guess));
  }

  @Test
  void fieldsOfAnyLengthAndNumberAreComparedInBounds() {
    String many =
        IntStream.range(0, 3000)
            .mapToObj(i -> "'" + "concurrency".repeat(100) + i + "': 1")
            .collect(Collectors.joining(","));
    assertThat(
            faults("{'source': {'type': 'urls', 'urls': ['http://h/']}, 'limits': {" + many + "}}"))
        .hasSize(Violations.MAX)
        .allSatisfy(fault -> assertThat(fault.detail()).isEqualTo("unknown field"));
  }
}
