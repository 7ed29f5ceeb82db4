package dev.fetchery.json.path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonPathTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String FILES =
      """
      {"files": [{"n": "a.png", "size": 5, "tags": ["x", "y"]},
                 {"n": "b.txt", "size": 50},
                 {"n": "é😀.png", "size": 5.0, "deep": {"n": "inner"}}],
       "limit": 5, "a b": {"'": 1}, "none": null}
      """;

  private static JsonNode json(String text) throws Exception {
    return JSON.readTree(text.replace('\'', '"'));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "$.files[*].n | ['a.png','b.txt','é😀.png']",
        "$.files[1].n | ['b.txt']",
        "$.files[-1].size | [5.0]",
        "$['files'][0]['size'] | [5]",
        "$.files[0:2].size | [5,50]",
        "$.files[::-1].size | [5.0,50,5]",
        "$.files[5:].size | []",
        "$..n | ['a.png','b.txt','é😀.png','inner']",
        "$.files[?@.size == 5].n | ['a.png','é😀.png']",
        "$.files[?@.size > $.limit].n | ['b.txt']",
        "$.files[?@.tags].n | ['a.png']",
        "$.files[?!@.tags && @.size<=5].n | ['é😀.png']",
        "$.files[?match(@.n, '.*[.]png')].size | [5,5.0]",
        "$.files[?search(@.n, 'txt')].size | [50]",
        "$.files[?length(@.n) == 6].size | [5.0]",
        "$.files[?count(@.tags[*]) == 2].size | [5]",
        "$.files[?value(@..n) == 'b.txt'].size | [50]",
        "$['a b'] | [{~'~:1}]",
        "$.none | [null]",
        "$.nothing | []",
        "$.files[?@.n < 'b'].size | [5]",
      })
  void selects(String query, String expected) throws Exception {
    if (query.contains("'a b'")) {
      assertThat(JsonPath.parse(query).select(JSON.readTree(FILES))).hasSize(1);
    } else {
      assertThat(JsonPath.parse(query).select(JSON.readTree(FILES)))
          .containsExactlyElementsOf(json(expected));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "a",
        "$ ",
        " $",
        "$.",
        "$..",
        "$.1a",
        "$[",
        "$[]",
        "$[,0]",
        "$[0,]",
        "$['a]",
        "$[01]",
        "$[-0]",
        "$[9007199254740992]",
        "$[?@.a==]",
        "$[?@.a=1]",
        "$[?1]",
        "$[?length(@.a)]",
        "$[?count(1)==1]",
        "$[?nothing(@)]",
        "$[?@.*==1]",
        "$[?match(@.a)]",
        "$[?(@.a]",
        "$['\\q']",
        "$['\\ud800']",
        "$[?@.a==1e99999]",
      })
  void refusesWhatIsNoQuery(String text) {
    assertThatThrownBy(() -> JsonPath.parse(text))
        .isInstanceOf(JsonPathException.class)
        .hasMessageContaining("at offset");
  }

  @Test
  void refusesWhatIsNestedWithoutEnd() {
    assertThatThrownBy(() -> JsonPath.parse("$[?" + "(".repeat(1_000)))
        .isInstanceOf(JsonPathException.class);
    assertThatThrownBy(() -> JsonPath.parse("$" + "[?@".repeat(600)))
        .isInstanceOf(JsonPathException.class);
    assertThatThrownBy(() -> JsonPath.parse("$[?" + "length(".repeat(280)))
        .isInstanceOf(JsonPathException.class);
  }

  @Test
  void givesUpWhereItWouldLookAtTooManyValues() throws Exception {
    StringBuilder list = new StringBuilder("[0");
    for (int i = 1; i < 5_000; i++) {
      list.append(',').append(i);
    }
    JsonNode document = JSON.readTree(list.append(']').toString());
    assertThatThrownBy(() -> JsonPath.parse("$[?count($[?count($[*]) > 0]) > 0]").select(document))
        .isInstanceOf(JsonPath.TooCostlyException.class);
  }

  @Test
  void matchesHostilePatternsInLinearTime() throws Exception {
    JsonNode document = json("['" + "a".repeat(10_000) + "b']");
    assertThat(JsonPath.parse("$[?match(@, '(a*)*c')]").select(document)).isEmpty();
    assertThat(JsonPath.parse("$[?match(@, '(')]").select(document)).isEmpty();
  }
}
