package dev.fetchery.spec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fetchery.job.Source;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Names that are kept for files under way, which no item could be saved below. */
class KeptNamesTest {
  private static final JobReader READER = new JobReader(1_000);

  private static List<Violation> faults(String fields) {
    String job = "{'source':{'type':'urls','urls':['http://h/']}," + fields + "}";
    return READER.read(job.replace('\'', '"')) instanceof Parsed.Bad<?> bad
        ? bad.violations()
        : List.of();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'name':'.fetchery'|/name",
        "'name':'.Fetchery-x.part'|/name",
        "'name':'.fetchery. '|/name",
        "'name':'.fetchery','save':{'as':'a'}|/name",
        "'save':{'dir':'a/.fetchery'}|/save/dir",
        "'name':'.fetchery','save':{'dir':'a/{job.name}'}|/save/dir",
        "'name':'FETCHERY','save':{'dir':'.{job.name.lower}'}|/save/dir",
        "'save':{'dir':'d','as':'.fetchery-{index}.part'}|/save/as",
        "'name':'.fetchery','save':{'dir':'d','as':'{job.name}'}|/save/as"
      })
  void aJobOfWhichNoItemCouldBeSavedIsRefused(String fields, String pointer) {
    assertThat(faults(fields))
        .singleElement()
        .satisfies(
            fault -> {
              assertThat(fault.pointer()).isEqualTo(pointer);
              assertThat(fault.detail()).contains("is kept for files under way");
            });
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'name':'.fetchery','save':{'dir':''}",
        "'name':'.fetchery','save':{'dir':'x{job.name}'}",
        "'name':'.fetchery/x'",
        "'name':'.fetchery-notes'",
        "'name':'part','save':{'dir':'{job.name}-{index}'}",
        "'save':{'as':'.fetchery{index}'}"
      })
  void othersAreTaken(String fields) {
    assertThat(faults(fields)).isEmpty();
  }

  @Test
  void theNameOfAPostedListIsNamedByItsParameter() {
    JobReader.Parameters named = new JobReader.Parameters(".fetchery", null, null, null);
    Source.Manifest list = new Source.Manifest(Source.Manifest.Format.TEXT, "f", 1);
    assertThat(((Parsed.Bad<?>) READER.readOptions(null, named, list, List.of())).violations())
        .containsExactly(
            new Violation(
                "/name", "as the job's directory, the name .fetchery is kept for files under way"));
  }
}
