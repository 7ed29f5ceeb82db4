package dev.fetchery.spec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fetchery.job.JobSpec;
import dev.fetchery.job.Source;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The fields of sources that select what their items are. */
class SelectingFieldsTest {
  private static final String PAGES =
      """
      {"source": {"type": "pages", "url": "http://h/", "query": {"p": "{cursor}"},
        "at": "$.l[?@.a > 1]", "urlAt": "$.u", "keyAt": "/k", "each": "/f", "totalAt": "$.n",
        "more": {"cursorAt": "$.next"}}}
      """;

  private static Parsed<JobSpec> read(String json) {
    return new JobReader(1000).read(json.replace('\'', '"'));
  }

  private static List<Violation> faults(String json) {
    return read(json) instanceof Parsed.Bad<JobSpec> bad ? bad.violations() : List.of();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'type':'json','url':'http://h/','at':'$.a['|/source/at",
        "'type':'json','url':'http://h/','urlAt':'$x'|/source/urlAt",
        "'type':'json','url':'http://h/','keyAt':'$.'|/source/keyAt",
        "'type':'json','url':'http://h/','each':'$[?]'|/source/each",
        "'type':'pages','url':'http://h/{page}','more':{'at':'$['}|/source/more/at",
        "'type':'pages','url':'http://h/{cursor}','more':{'cursorAt':'$['}|/source/more/cursorAt",
        "'type':'pages','url':'http://h/','more':{'nextAt':'$['}|/source/more/nextAt",
        "'type':'pages','url':'http://h/','each':'$[','more':{'nextAt':'/n'}|/source/each",
        "'type':'pages','url':'http://h/','totalAt':'$[','more':{'nextAt':'/n'}|/source/totalAt",
        "'type':'document','url':'http://h/','each':'$['|/source/each",
      })
  void aQueryThatIsNoneIsAFaultAtItsPointer(String source, String pointer) {
    assertThat(faults("{'source':{" + source + "}}"))
        .singleElement()
        .satisfies(
            fault -> {
              assertThat(fault.pointer()).isEqualTo(pointer);
              assertThat(fault.detail()).startsWith("not a JSONPath (RFC 9535): ");
              assertThat(fault.detail()).contains("(at offset ");
            });
  }

  @Test
  void aLookupsQueryThatIsNoneIsAFaultAtItsPointer() {
    assertThat(
            faults(
                "{'source':{'type':'repeat','url':'http://h/','count':1},"
                    + "'lookup':{'url':'http://h/','set':{'a':'$[','b':'x'}}}"))
        .extracting(Violation::pointer)
        .containsExactlyInAnyOrder("/lookup/set/a", "/lookup/set/b");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'type':'json','url':'http://h/','urlAt':'/u','itemUrl':'http://h/{value}'|/source/itemUrl",
        "'type':'json','url':'http://h/','itemUrl':'{'|/source/itemUrl",
        "'type':'document','url':'http://h/','format':'csv','itemUrl':'{'|/source/itemUrl",
        "'type':'document','url':'http://h/','expectAt':{'colour':'/c'}|/source/expectAt/colour",
        "'type':'document','url':'http://h/','expectAt':{'md5':'c'}|/source/expectAt/md5",
        "'type':'json','url':'http://h/','totalAt':'/n'|/source/totalAt",
        "'type':'document','url':'http://h/','format':'html','each':'/f'|/source/each",
        "'type':'pages','url':'http://h/','totalAt':'/n','totalHeader':'X','more':{'nextAt':'/n'}|/source/totalHeader",
        "'type':'pages','url':'http://h/','totalHeader':'X Y','more':{'nextAt':'/n'}|/source/totalHeader",
        "'type':'pages','url':'http://h/','query':{'a':'{{page}}','b':'}'},'more':{'nextAt':'/n'}|/source/query/b",
        "'type':'urls','urls':['http://h/'],'each':'/f'|/source/each",
      })
  void whatDoesNotFitTogetherIsAFault(String source, String pointer) {
    assertThat(faults("{'source':{" + source + "}}"))
        .extracting(Violation::pointer)
        .containsExactly(pointer);
  }

  @ParameterizedTest
  @ValueSource(strings = {"json", "document"})
  void aFieldThatIsNotThereIsRefusedByItsOwnPointer(String type) {
    String source = "'source':{'type':'" + type + "','url':'http://h/'";
    assertThat(faults("{" + source + "},'located':{'url':'http://h/'}}"))
        .extracting(Violation::pointer)
        .containsExactly("/located");
    assertThat(faults("{" + source + ",'located':{'url':'http://h/'}}}"))
        .extracting(Violation::pointer)
        .containsExactly("/source/located");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'type':'repeat','url':'http://h/','count':1",
        "'type':'urls','urls':['http://h/']"
      })
  void whatHasNoTemplateExpandsNothing(String source) {
    String parent = "'parent':{'type':'json','url':'http://h/'}";
    assertThat(faults("{'source':{" + source + "," + parent + "}}"))
        .contains(
            new Violation(
                "/source/parent",
                "urls and repeat expand nothing; a template does, whose url sees parent.*"));
  }

  @Test
  void whatSelectsIsReadAndWrittenBack() {
    Source.Pages pages = (Source.Pages) ok(PAGES).source();
    assertThat(pages.places().each()).isEqualTo("/f");
    assertThat(pages.total()).isEqualTo(new Source.Pages.Total.At("$.n"));
    for (String json :
        List.of(
            PAGES,
            PAGES.replace("totalAt\": \"$.n", "totalHeader\": \"X-Total"),
            "{'source':{'type':'json','url':'http://h/','itemUrl':'http://h/{key}','each':'$.f[*]'}}",
            "{'source':{'type':'document','url':'http://h/','format':'jsonl','each':'/f'}}",
            "{'source':{'type':'document','url':'http://h/','format':'rss','itemUrl':'http://h/{guid}',"
                + "'expectAt':{'md5':'/sum'}}}")) {
      JobSpec spec = ok(json);
      assertThat(JobReader.readStored(JobWriter.toJson(spec))).isEqualTo(spec);
    }
  }

  private static JobSpec ok(String json) {
    return ((Parsed.Ok<JobSpec>) read(json)).value();
  }
}
