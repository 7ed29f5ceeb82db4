package dev.fetchery.json.path;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonPlaceTest {
  private static final String DOCUMENT =
      """
      {"a/b": 1, "files": [{"n": "x", "tags": ["t", "u"], "size": 3},
                           {"n": "y", "size": 9}],
       "assets": {"B01": {"href": "1.tif", "roles": ["data"]}, "thumb": {"href": "t.png"}},
       "limit": 5}
      """;

  private static JsonNode document() throws Exception {
    return new ObjectMapper().readTree(DOCUMENT);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/a~1b | 1",
        "$['a/b'] | 1",
        "/files/1/n | y",
        "$.files[1].n | y",
        "$.files[-1].n | y",
        "$.files[?@.size > 5].n | y",
        "$..href | 1.tif",
      })
  void namesTheFirstValue(String place, String value) throws Exception {
    assertThat(JsonPlace.parse(place).at(document()).asText()).isEqualTo(value);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/none", "$.none", "$.files[7]", "$.files[?@.n == 'z']", "/files/x"})
  void namesNothing(String place) throws Exception {
    assertThat(JsonPlace.parse(place).at(document()).isMissingNode()).isTrue();
  }

  @Test
  void theEmptyPointerAndTheRootAreTheDocument() throws Exception {
    assertThat(JsonPlace.parse("").at(document())).isEqualTo(document());
    assertThat(JsonPlace.parse("$").at(document())).isEqualTo(document());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "x | not a JSON Pointer (RFC 6901): empty, or beginning with /",
        "/a~2 | not a JSON Pointer (RFC 6901): empty, or beginning with /",
        "$.files[ | not a JSONPath (RFC 9535): a selector is expected (at offset 8)",
        "$x | not a JSONPath (RFC 9535): something follows the query (at offset 1)",
      })
  void saysWhyATextIsNone(String text, String why) {
    assertThat(JsonPlace.problem(text)).isEqualTo(why);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/a/0", "$", "$.a[0]['b c']"})
  void aPlaceThatLeadsStraightTakesItsStepsAlone(String place) {
    assertThat(JsonPlace.parse(place).isStraight()).isTrue();
    assertThat(JsonPlace.parse(place).goesByChild()).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "$.files[*].n | /files",
        "$.files[?@.size > 5] | /files",
        "$.files[?@.size > 5 && match(@.n, 'y')].n | /files",
        "$.files[*].tags[*] | /files",
        "$.assets[?@.roles[?@ == 'data']]..href | /assets",
        "$.* | ''",
      })
  void whatEachChildGivesIsTogetherWhatTheQueryGives(String query, String beginning)
      throws Exception {
    JsonPlace place = JsonPlace.parse(query);
    assertThat(place.goesByChild()).isTrue();
    assertThat(place.beginningText()).isEqualTo(beginning);
    List<JsonNode> byChild = new ArrayList<>();
    place.beginningIn(document()).forEach(child -> byChild.addAll(place.ofChild(child)));
    assertThat(byChild).isNotEmpty().isEqualTo(place.all(document()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "$..n",
        "$.files[0:1]",
        "$.files[-1]",
        "$.files[0,1]",
        "$.files[?@.size > $.limit]",
        "$.files[*].tags[?@ == $.limit]",
        "$.files[?count(@.tags[?@ == $.limit]) == 1]",
        "$.files[?length(value($..x)) == 1]",
        "$.files[?!(@.a || $.b)]",
        "$.files[?match($.b, 'x')]",
      })
  void aQueryThatLooksFurtherDoesNotGoByChild(String query) {
    assertThat(JsonPlace.parse(query).goesByChild()).isFalse();
  }

  @Test
  void aStepOfAPointerLeadsIntoObjectsAndArraysAndOneOfAQueryIntoOneOfThem() {
    JsonNode array = JsonNodeFactory.instance.arrayNode().add("e");
    JsonNode object = JsonNodeFactory.instance.objectNode().put("0", "m");
    assertThat(JsonPlace.parse("/0").beginningIn(array).asText()).isEqualTo("e");
    assertThat(JsonPlace.parse("/0").beginningIn(object).asText()).isEqualTo("m");
    assertThat(JsonPlace.parse("$[0]").beginningIn(object).isMissingNode()).isTrue();
    assertThat(JsonPlace.parse("$['0']").beginningIn(array).isMissingNode()).isTrue();
  }
}
