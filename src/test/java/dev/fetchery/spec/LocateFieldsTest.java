package dev.fetchery.spec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fetchery.job.JobSpec;
import dev.fetchery.job.Locate;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a job may say of how its items are located. */
class LocateFieldsTest {
  private final JobReader reader = new JobReader(1_000);

  private Parsed<JobSpec> read(String json) {
    return reader.read(json.replace('\'', '"'));
  }

  private JobSpec ok(String json) {
    Parsed<JobSpec> read = read(json);
    assertThat(read).isInstanceOf(Parsed.Ok.class);
    return ((Parsed.Ok<JobSpec>) read).value();
  }

  private List<String> faults(String json) {
    Parsed<JobSpec> read = read(json);
    assertThat(read).isInstanceOf(Parsed.Bad.class);
    return ((Parsed.Bad<JobSpec>) read).violations().stream().map(Violation::pointer).toList();
  }

  @Test
  void allOfItIsReadAndWrittenBack() {
    JobSpec spec =
        ok(
            "{'source':{'type':'urls','urls':[{'url':'http://h/','id':1}]},"
                + "'locate':{'url':'http://api/{id}/{url}','method':'POST','at':'/data/url',"
                + "'set':{'title':'$.t'},'headers':{'X-Key':'secret'},'validForMs':2000},"
                + "'save':{'as':'{title}-{id}'}}");
    assertThat(spec.locate())
        .isEqualTo(
            new Locate(
                "http://api/{id}/{url}",
                "POST",
                "/data/url",
                Map.of("title", "$.t"),
                Map.of("X-Key", "secret"),
                2000));
    assertThat(JobReader.readStored(JobWriter.toJson(spec))).isEqualTo(spec);
    assertThat(JobWriter.toShownJson(spec)).contains("validForMs").doesNotContain("secret");
  }

  @Test
  void itsDefaultsAskByGetForAnAnswerThatIsTheUrl() {
    JobSpec spec =
        ok("{'source':{'type':'repeat','url':'http://h/','count':1},'locate':{'url':'http://a/'}}");
    assertThat(spec.locate()).isEqualTo(new Locate("http://a/", "GET", "", Map.of(), Map.of(), 0));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'type':'urls','urls':['http://h/']",
        "'type':'json','url':'http://h/'",
        "'type':'template','url':'http://h/{value}','values':['a']",
        "'type':'repeat','url':'http://h/','count':1",
        "'type':'pages','url':'http://h/','more':{'nextAt':'/n'}",
        "'type':'document','url':'http://h/'",
        "'type':'json','url':'{+parent.url}','parent':{'type':'json','url':'http://h/'}",
      })
  void itStandsInTheJobOrInItsSource(String source) {
    String locate = "'locate':{'url':'http://a/','at':'/u'}";
    JobSpec inSource = ok("{'source':{" + source + "," + locate + "}}");
    assertThat(inSource).isEqualTo(ok("{'source':{" + source + "}," + locate + "}"));
    assertThat(JobReader.readStored(JobWriter.toJson(inSource))).isEqualTo(inSource);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{} | /locate/url",
        "{'url':'ftp://a/'} | /locate/url",
        "{'url':'http://a/{nothing}'} | /locate/url",
        "{'url':'http://a/{served.name}'} | /locate/url",
        "{'url':'http://a/','method':'PUT'} | /locate/method",
        "{'url':'http://a/','at':'x'} | /locate/at",
        "{'url':'http://a/','at':'$['} | /locate/at",
        "{'url':'http://a/','set':{'a':'x'}} | /locate/set/a",
        "{'url':'http://a/','set':{'id':'/x'}} | /locate/set/id",
        "{'url':'http://a/','set':{'index':'/x'}} | /locate/set/index",
        "{'url':'http://a/','set':{'':'/x'}} | /locate/set/",
        "{'url':'http://a/','headers':{'A B':'c'}} | /locate/headers/A B",
        "{'url':'http://a/','validForMs':-1} | /locate/validForMs",
        "{'url':'http://a/','body':'x'} | /locate/body",
      })
  void namesTheFaultWhereverItStands(String locate, String pointer) {
    String source = "'type':'urls','urls':[{'url':'http://h/','id':1}]";
    assertThat(faults("{'source':{" + source + "},'locate':" + locate + "}"))
        .containsExactly(pointer);
    assertThat(faults("{'source':{" + source + ",'locate':" + locate + "}}"))
        .containsExactly("/source" + pointer);
  }

  @Test
  void itStandsInOnePlaceAndNotInAParent() {
    String locate = "'locate':{'url':'http://a/'}";
    String repeat = "'type':'repeat','url':'http://h/','count':1";
    assertThat(faults("{'source':{" + repeat + "," + locate + "}," + locate + "}"))
        .containsExactly("/source/locate");
    assertThat(
            faults(
                "{'source':{'type':'json','url':'{+parent.url}',"
                    + "'parent':{'type':'json','url':'http://h/',"
                    + locate
                    + "}}}"))
        .containsExactly("/source/parent/locate");
  }

  @Test
  void aVariableOfTheLookupIsNotSetAgain() {
    assertThat(
            faults(
                "{'source':{'type':'repeat','url':'http://h/','count':1},"
                    + "'lookup':{'url':'http://a/','set':{'t':'/t'}},"
                    + "'locate':{'url':'http://a/','set':{'t':'/t'}}}"))
        .containsExactly("/locate/set/t");
  }
}
