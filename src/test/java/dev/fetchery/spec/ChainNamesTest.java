package dev.fetchery.spec;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The names that templates of a chain may use: what each level can know of the one above. */
class ChainNamesTest {
  private static final String VALUES = "'values':['1','2']";
  private static final String PARENT =
      "{'type':'template','url':'http://h/{value}'," + VALUES + "}";
  private static final String OPEN = "{'type':'json','url':'http://h/'}";

  private static List<Violation> faults(String child, String parent, String rest) {
    String job = "{'source':{%s,'parent':%s}%s}".formatted(child, parent, rest);
    return new JobReader(1000).read(job.replace('\'', '"')) instanceof Parsed.Bad<?> bad
        ? bad.violations()
        : List.of();
  }

  private static String json(String query) {
    return "'type':'json','url':'http://h/l?x=" + query + "'";
  }

  private static String as(String template) {
    return ",'save':{'as':'" + template + "'}";
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{parent.nope}",
        "{parent.nope.lower}",
        "{parent.parent.value}",
        "{parent.index}",
        "{parent.url.nope}"
      })
  void whatTheParentsEntriesCannotHaveIsAFaultWhereverItIsNamed(String name) {
    assertThat(faults(json("{parent.value}"), PARENT, as(name)))
        .extracting(Violation::pointer)
        .containsExactly("/save/as");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'type':'json','url':'http://h/?{parent.nope}'|/source/url",
        "'type':'json','url':'http://h/{parent.key}','itemUrl':'/{parent.nope}'|/source/itemUrl",
        "'type':'document','url':'http://h/{parent.parent.url}'|/source/url",
        "'type':'template','url':'http://h/{parent.nope}','values':['a']|/source/url",
        "'type':'pages','url':'http://h/','query':{'p':'{page}{parent.nope}'},'more':{'at':'/m'}"
            + "|/source/query/p"
      })
  void alsoInTheChildsOwnRequests(String child, String pointer) {
    assertThat(faults(child, PARENT, "")).extracting(Violation::pointer).containsExactly(pointer);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'lookup':{'url':'http://h/{parent.nope}','set':{'a':'/a'}}|/lookup/url",
        "'locate':{'url':'http://h/{parent.nope}'}|/locate/url",
        "'save':{'dir':'{parent.nope}'}|/save/dir"
      })
  void alsoInWhatIsAskedForItems(String rest, String pointer) {
    assertThat(faults(json("{parent.value}"), PARENT, "," + rest))
        .extracting(Violation::pointer)
        .containsExactly(pointer);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{parent.value}",
        "{parent.key.lower}",
        "{parent.url}",
        "{parent.url.file}",
        "{parent.url.stem.upper}",
        "{anything}"
      })
  void whatTheyHaveIsNone(String name) {
    assertThat(faults(json("{parent.value}"), PARENT, as(name + "{index}"))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"{parent.nope}", "{parent.a.b}", "{parent.url.file}", "{parent.index}"})
  void whatAFetchedDocumentMayHoldIsNotKnown(String name) {
    assertThat(faults(json(name), OPEN, as(name + "{index}"))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "http://h/{valeu}|{valeu} is no variable here (did you mean value?)",
        "http://h/{parent.value}|{parent.value} is no variable here"
      })
  void aParentsOwnTemplateIsCheckedToo(String url, String detail) {
    String parent = "{'type':'template','url':'" + url + "'," + VALUES + "}";
    assertThat(faults(json("{parent.value}"), parent, ""))
        .containsExactly(new Violation("/source/parent/url", detail));
  }

  @ParameterizedTest
  @CsvSource({"parent.parent.value, true", "parent.parent.nope, false", "parent.any, true"})
  void namesOfAGrandparentAreKnownAsFarAsItsOwn(String name, boolean good) {
    String parent = "{" + json("{parent.value}") + ",'parent':" + PARENT + "}";
    assertThat(faults(json("{parent.x}"), parent, as("{" + name + "}")).isEmpty()).isEqualTo(good);
  }

  @ParameterizedTest
  @CsvSource({"parent.value, true", "parent.url, false", "parent.url.file, false"})
  void entriesWithoutAUrlGiveNothingOfOne(String name, boolean good) {
    String parent = "{'type':'template'," + VALUES + "}";
    assertThat(faults(json("{parent.value}"), parent, as("{" + name + "}")).isEmpty())
        .isEqualTo(good);
  }
}
