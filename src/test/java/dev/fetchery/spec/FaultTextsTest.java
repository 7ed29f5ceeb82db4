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

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'range':'0-9223372036854775807' | range | has more than 16 digits",
        "'range':'12345678901234567-2'   | range | has more than 16 digits",
        "'range':'1-2-3'                 | range | must be two positions, such as 10-29",
        "'size':'12345678901234567'      | size  | has more than 16 digits"
      })
  void aFaultOfAnEntry(String field, String name, String detail) {
    String job = "{'source':{'type':'urls','urls':[{'url':'http://h/',%s}]}}".formatted(field);
    Parsed<JobSpec> read = READER.read(job.replace('\'', '"'));
    assertThat(((Parsed.Bad<JobSpec>) read).violations())
        .contains(new Violation("/source/urls/0/" + name, detail));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "nope       | not an origin such as https://files.example",
        "http://h/x | not an origin such as https://files.example",
        "ftp://h    | only http and https URLs are fetched, not ftp:",
        "http://h:0 | the URL's port is not a number from 1 to 65535"
      })
  void aFaultOfAnOrigin(String origin, String detail) {
    String job =
        "{'source':{'type':'urls','urls':['http://h/']},'request':{'headersTo':['%s']}}"
            .formatted(origin);
    Parsed<JobSpec> read = READER.read(job.replace('\'', '"'));
    assertThat(((Parsed.Bad<JobSpec>) read).violations())
        .containsExactly(new Violation("/request/headersTo/0", detail));
  }
}
