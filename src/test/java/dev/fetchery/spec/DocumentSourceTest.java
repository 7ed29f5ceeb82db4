package dev.fetchery.spec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fetchery.job.JobSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Sources that are documents, chains of sources, and globs: what is taken and what is refused. */
class DocumentSourceTest {
  private final JobReader reader = new JobReader(1_000);

  private Parsed<JobSpec> read(String source) {
    return reader.read("{\"source\":" + source.replace('\'', '"') + "}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'type':'document','url':'http://h/'}",
        "{'type':'document','url':'http://h/','format':'html','select':'a.x','attr':'data-u'}",
        "{'type':'document','url':'http://h/','format':'directory','recurse':16}",
        "{'type':'document','url':'http://h/','format':'jsonl','itemUrl':'/x/{id}'}",
        "{'type':'document','url':'http://h/','format':'sums','include':['*.iso'],'exclude':['b*']}",
        "{'type':'json','url':'http://h/{parent.id}','parent':{'type':'document','url':'http://h/'}}",
        "{'type':'pages','url':'http://h/{parent.key}?p={page}','more':{'untilEmpty':true},"
            + "'query':{'q':'{parent.x}'},'parent':{'type':'urls',"
            + "'urls':[{'url':'http://h/a','key':'a','x':'1'}]}}",
        "{'type':'json','url':'{+parent.url}','parent':{'type':'json','url':'http://h/{parent.b}',"
            + "'parent':{'type':'json','url':'http://h/{parent.c}','parent':"
            + "{'type':'json','url':'http://h/'}}}}",
      })
  void whatIsTakenIsTheSameWhenItIsPostedAgain(String source) {
    JobSpec job = ((Parsed.Ok<JobSpec>) read(source)).value();
    Parsed<JobSpec> again = reader.read(JobWriter.toJson(job));
    assertThat(again).isEqualTo(new Parsed.Ok<>(job));
    assertThat(JobReader.readStored(JobWriter.toJson(job))).isEqualTo(job);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{'type':'document'} | /source/url",
        "{'type':'document','url':'http://h/{x}'} | /source/url",
        "{'type':'document','url':'http://h/','format':'pdf'} | /source/format",
        "{'type':'document','url':'http://h/','format':'html','recurse':1} | /source/recurse",
        "{'type':'document','url':'http://h/','format':'directory','recurse':17} | /source/recurse",
        "{'type':'document','url':'http://h/','select':'a['} | /source/select",
        "{'type':'document','url':'http://h/','format':'csv','select':'a'} | /source/select",
        "{'type':'document','url':'http://h/','include':['a','[b']} | /source/include/1",
        "{'type':'document','url':'http://h/','locate':{}} | /source/locate/url",
        "{'type':'repeat','url':'http://h/','count':1,'exclude':['']} | /source/exclude/0",
        "{'type':'json','url':'http://h/{id}','parent':{'type':'json','url':'http://h/'}} | /source/url",
        "{'type':'json','url':'http://h/','parent':{'type':'json','url':'ftp://h/'}}"
            + " | /source/parent/url",
        "{'type':'json','url':'http://h/','parent':{'type':'json','url':'http://h/','at':'x'}}"
            + " | /source/parent/at",
      })
  void namesTheFault(String source, String pointer) {
    Parsed<JobSpec> read = read(source);
    assertThat(read).isInstanceOf(Parsed.Bad.class);
    assertThat(((Parsed.Bad<JobSpec>) read).violations())
        .extracting(Violation::pointer)
        .contains(pointer);
  }

  @Test
  void aChainHasFourLevels() {
    String chain = "{'type':'json','url':'http://h/'}";
    for (int i = 0; i < 4; i++) {
      chain = "{'type':'json','url':'{+parent.url}','parent':" + chain + "}";
    }
    assertThat(((Parsed.Bad<JobSpec>) read(chain)).violations())
        .extracting(Violation::pointer)
        .contains("/source/parent/parent/parent/parent");
  }

  @Test
  void onlySourcesWithTemplatesExpandOthers() {
    assertThat(
            read("{'type':'urls','urls':['http://h/'],'parent':{'type':'json','url':'http://h/'}}"))
        .isInstanceOf(Parsed.Bad.class);
  }
}
