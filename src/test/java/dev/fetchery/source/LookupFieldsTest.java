package dev.fetchery.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fetchery.job.Lookup;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LookupFieldsTest {

  private static LookupFields.Result extract(String json, String... pointers) {
    Map<String, String> set =
        pointers.length == 1
            ? Map.of("a", pointers[0])
            : Map.of("a", pointers[0], "b", pointers[1]);
    return new LookupFields(new Lookup("http://h/", set, Map.of()))
        .extract(Steps.document("http://h/", json.replace('\'', '"')));
  }

  private static String detail(LookupFields.Result result) {
    assertThat(result).isInstanceOf(LookupFields.Failed.class);
    return ((LookupFields.Failed) result).fault().detail();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'c':'x'}|/c|x",
        "{'c':7.50}|/c|7.50",
        "{'c':true}|/c|true",
        "'x'|``|x",
        "[1,[2,3]]|/1/0|2",
        "{'1':{'0':'x'}}|/1/0|x",
        "{'a':{'b':1},'a':{'b':2}}|/a/b|2",
        "{'a~b':{'c/d':'x'}}|/a~0b/c~1d|x",
        "{'c':''}|/c|``",
        "{'c':['x','y']}|$.c[1]|y",
        "{'c':[{'k':1,'v':'x'},{'k':2,'v':'y'}]}|$.c[?@.k==2].v|y",
        "{'c':['x','y']}|$.c[-1]|y",
      })
  void valueIsFound(String json, String pointer, String value) {
    assertThat(extract(json, pointer)).isEqualTo(new LookupFields.Fields(Map.of("a", value)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'c':null}|/c",
        "{'c':{}}|/c",
        "{'c':[1]}|/c",
        "{'a':{'b':1},'a':{'x':2}}|/a/b",
        "{'a':{'b':1},'a':3}|/a/b",
        "[1]|/1",
        "{'c':[{'k':1}]}|$.c[?@.k==2].v",
        "{'c':[{}]}|$..[?@.k]",
      })
  void whatIsNoValueIsMissing(String json, String pointer) {
    assertThat(detail(extract(json, pointer))).contains("no value at " + pointer);
  }

  @Test
  void pointersMayLeadIntoEachOther() {
    assertThat(extract("{'a':{'b':'x'},'c':'y'}", "/a/b", "/c"))
        .isEqualTo(new LookupFields.Fields(Map.of("a", "x", "b", "y")));
    assertThat(detail(extract("{'a':{'b':'x'}}", "/a/b", "/a"))).contains("no value at /a");
  }

  @Test
  void fieldLongerThanAnyNameFailsTheItem() {
    assertThat(extract("{'c':'" + "x".repeat(4096) + "'}", "/c"))
        .isInstanceOf(LookupFields.Fields.class);
    assertThat(detail(extract("{'c':'" + "x".repeat(4097) + "'}", "/c")))
        .contains("more than 4096 characters at /c");
    assertThat(extract("{'long':'" + "x".repeat(90_000) + "','c':'y'}", "/c"))
        .isEqualTo(new LookupFields.Fields(Map.of("a", "y")));
  }

  @Test
  void answerCutShortIsNoAnswer() {
    assertThat(detail(extract("{'c':'x'", "/c"))).contains("not JSON");
    assertThat(detail(extract("", "/c"))).contains("empty");
  }
}
