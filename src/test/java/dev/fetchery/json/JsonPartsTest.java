package dev.fetchery.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonPartsTest {
  private static FetchedJson.Content read(String json, int maxValues, String... ways)
      throws IOException {
    byte[] bytes = json.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    List<List<String>> steps =
        Arrays.stream(ways)
            .map(way -> way.isEmpty() ? List.<String>of() : List.of(way.split("/", -1)))
            .toList();
    return FetchedJson.content(
        new ByteArrayInputStream(bytes), bytes.length, JsonParts.of(steps), maxValues);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'a':{'b':[1,2]},'c':{'d':3}} | a/b | {'a':{'b':[1,2]}}",
        "{'a':1,'b':[{'c':2}],'d':3} | d | {'d':3}",
        "[{'a':1,'b':2},{'a':3},{'a':4}] | 1/a | [null,{'a':3}]",
        "[{'a':1,'b':2},[5]] | 0/b | [{'b':2}]",
        "{'a':[1,{'x':2}]} | a/b | {'a':[]}",
        "{'0':{'1':7,'2':8}} | 0/1 | {'0':{'1':7}}",
        "{'a':1} | b/c | {}",
        "'text' | a | 'text'",
        "[1,2] | `` | [1,2]",
        "null | a | null",
      })
  void holdsWhatIsWantedAndNothingElse(String json, String way, String held) throws IOException {
    assertThat(read(json, 100, way).value().toString()).isEqualTo(held.replace('\'', '"'));
  }

  @Test
  void severalWaysMayShareTheirBeginning() throws IOException {
    String json = "{'a':{'b':1,'c':2,'d':[0]},'e':4}";
    assertThat(read(json, 100, "a/b", "a/d", "e").value())
        .hasToString("{\"a\":{\"b\":1,\"d\":[0]},\"e\":4}");
    assertThat(read(json, 100, "a/b", "a").value())
        .hasToString("{\"a\":{\"b\":1,\"c\":2,\"d\":[0]}}");
  }

  @Test
  void whatIsPassedOverTakesNoRoom() throws IOException {
    String json = "{'junk':[" + "{'x':[1]},".repeat(5_000) + "0],'list':['a']}";
    assertThat(read(json, 10, "list").value()).hasToString("{\"list\":[\"a\"]}");
    assertThatThrownBy(() -> read(json, 10, "")).isInstanceOf(JsonTree.TooLargeException.class);
    assertThatThrownBy(() -> read("[" + "[],".repeat(50) + "1]", 10, "50"))
        .isInstanceOf(JsonTree.TooLargeException.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'junk':[1,2,'list':['a']}",
        "{'junk':nul,'list':['a']}",
        "{'list':['a'],'junk':{'x':",
        "{'list':['a'],'junk':[1}}"
      })
  void whatIsPassedOverMustBeJsonToo(String json) {
    assertThatThrownBy(() -> read(json, 100, "list")).isInstanceOf(IOException.class);
  }

  @Test
  void whatIsPassedOverStillTellsDocumentsApart() throws IOException {
    int one = read("{'list':[],'at':'12:00'}", 100, "list").skipped();
    assertThat(read("{'list':[],'at':'12:00'}", 100, "list").skipped()).isEqualTo(one);
    assertThat(read("{'list':[],'at':'12:01'}", 100, "list").skipped()).isNotEqualTo(one);
    assertThat(read("{'list':[],'to':'12:00'}", 100, "list").skipped()).isNotEqualTo(one);
    assertThat(read("{'list':[],'at':['12:00']}", 100, "list").skipped()).isNotEqualTo(one);
    assertThat(read("{'list':[]}", 100, "list").skipped()).isZero();
  }

  @Test
  void fieldGivenTwiceOnTheWayIsTold() throws IOException {
    assertThat(read("{'a':{'list':[1]},'x':0,'a':{'list':[2]},'x':1}", 100, "a/list").twice())
        .containsExactly("/a");
  }
}
