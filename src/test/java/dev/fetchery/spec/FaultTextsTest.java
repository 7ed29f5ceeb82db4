package dev.fetchery.spec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fetchery.job.JobSpec;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Faults say what is right, each once. */
class FaultTextsTest {
  private static final JobReader READER = new JobReader(1_000);
  private static final String PROPOSED = "; a dry run (?dryRun=true) proposes it";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "pages | 'more':{}                         | /source/more | must not be empty" + PROPOSED,
        "pages | 'at':'/a'                         | /source/more | is required" + PROPOSED,
        "pages | 'more':{'link':'n','nextAt':'/n'} | /source/more | must have one field alone",
        "pages | 'more':'link'                     | /source/more | string found, object expected",
        "json  | 'more':{'link':'next'}            | /source/more | unknown field",
        "pages | 'more':{'link':'n'},'itemUrl':'a b' | /source/itemUrl | a blank, which no URL holds (at offset 1)",
        "json  | 'itemUrl':''                      | /source/itemUrl | the URL is empty"
      })
  void aFaultOfAListing(String type, String fields, String pointer, String detail) {
    String job = "{'source':{'type':'%s','url':'http://h/',%s}}".formatted(type, fields);
    Parsed<JobSpec> read = READER.read(job.replace('\'', '"'));
    assertThat(((Parsed.Bad<JobSpec>) read).violations())
        .containsExactly(new Violation(pointer, detail));
  }
}
