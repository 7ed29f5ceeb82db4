package dev.fetchery.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fetchery.job.Draft;
import dev.fetchery.job.ErrorCode;
import dev.fetchery.job.NextPage;
import dev.fetchery.job.PageRequest;
import dev.fetchery.job.Places;
import dev.fetchery.job.Source;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Entries found by queries, and items that stand inside the elements of a list. */
class SelectingTest {
  private static final String URL = "http://h/doc.json";
  private static final String FEATURES =
      """
      {"limit": 50, "features": [
        {"id": "a", "properties": {"cloud": 10, "proj.epsg": 4326, "name": {"full": "Ä B"}},
         "assets": {"B01": {"href": "a1.tif", "roles": ["data"]},
                    "thumb": {"href": "a.png", "id": "own"}}},
        {"id": "b", "properties": {"cloud": 90}, "assets": {"B01": {"href": "b1.tif"}}},
        {"id": "c", "properties": {"cloud": 20}},
        {"id": "d", "properties": {"cloud": 0}, "assets": {}},
        {"id": "e", "properties": {"cloud": 30},
         "assets": {"B01": {"href": "e1.tif", "roles": ["data"]}, "B02": {"href": "e2.tif"}}}],
       "after": [1]}
      """;

  private static Source.Json json(
      String at, String urlAt, String keyAt, String itemUrl, String each) {
    return new Source.Json(URL, at, new Places(urlAt, keyAt, itemUrl, each, Map.of()), Map.of());
  }

  private static Discovery open(Source.Json source, Set<String> named, String position) {
    return new JsonDiscovery(source, Map.of("job.name", "J"), named, position);
  }

  private static Steps run(Source.Json source, String body, Set<String> named) {
    try (Discovery discovery = open(source, named, null)) {
      return Steps.run(discovery, ask -> Steps.document(URL, body), 2);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static Steps run(Source.Json source, String body) {
    return run(source, body, Set.of());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "$.features[?@.properties.cloud < 50] | a,c,d,e",
        "$.features[?@.properties.cloud > $.limit] | b",
        "$.features[-1:] | e",
        "$.features[::-2] | e,c,a",
        "$..[?@.properties] | a,b,c,d,e",
        "$.features[*] | a,b,c,d,e",
        "$.features | a,b,c,d,e",
        "$['features'] | a,b,c,d,e",
        "/features | a,b,c,d,e",
      })
  void entriesAreThoseThatAQuerySelects(String at, String keys) {
    Steps steps = run(json(at, null, "/id", "http://h/{id}", null), FEATURES);
    assertThat(steps.keys()).containsExactly(keys.split(","));
    assertThat(steps.urls()).startsWith("http://h/" + keys.charAt(0));
    assertThat(steps.end.fault()).isNull();
  }

  @Test
  void aQueryMaySelectTheUrlsThemselves() {
    Steps steps =
        run(json("$.features[*].assets[?@.roles].href", null, null, null, null), FEATURES);
    assertThat(steps.urls()).containsExactly("http://h/a1.tif", "http://h/e1.tif");
    assertThat(steps.keys()).containsExactly("a1.tif", "e1.tif");
  }

  @Test
  void membersThatAQuerySelectsKeepTheirNames() {
    Steps steps = run(json("$.m[?@.u]", "/u", null, null, null), "{\"m\":{\"k\":{\"u\":\"/x\"}}}");
    assertThat(steps.keys()).containsExactly("k");
    assertThat(steps.urls()).containsExactly("http://h/x");
  }

  @Test
  void aQueryThatSelectsNothingIsAnEmptyListAndAPlaceThatIsNotThereAFault() {
    assertThat(run(json("$.none[*]", null, null, null, null), FEATURES).end.fault()).isNull();
    assertThat(run(json("$..none", null, null, null, null), FEATURES).end.fault()).isNull();
    for (String at : new String[] {"/none", "$.none", "$.features[9]", "$.features[-9]"}) {
      Steps steps = run(json(at, null, null, null, null), FEATURES);
      assertThat(steps.end.fault().code()).isEqualTo(ErrorCode.BAD_DOCUMENT);
      assertThat(steps.end.fault().detail()).endsWith(" has nothing at " + at);
    }
  }

  @Test
  void aDocumentThatBreaksOffIsToldWhereItIsReadToItsEndInVain() {
    Steps steps = run(json("$.none[*]", null, null, null, null), "{\"a\":[1,");
    assertThat(steps.end.fault().code()).isEqualTo(ErrorCode.BAD_DOCUMENT);
  }

  @Test
  void aDocumentThatMustBeHeldIsBounded() {
    String body = "{\"a\":[" + "0,".repeat(1_000_001) + "0]}";
    Steps held = run(json("$.a[-1:]", null, null, null, null), body);
    assertThat(held.end.fault().code()).isEqualTo(ErrorCode.TOO_LARGE);
    assertThat(held.end.fault().detail()).contains("is too large for $.a[-1:]");
    Steps streamed = run(json("$.a[?@ == 'x']", null, null, null, null), body);
    assertThat(streamed.end.fault()).isNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/assets | B01,thumb,B01,B01,B02",
        "$.assets | B01,thumb,B01,B01,B02",
        "$.assets[?@.roles] | B01,B01",
        "$.assets.* | B01,thumb,B01,B01,B02",
      })
  void eachMemberOfAMapIsAnItemWithItsNameAsKey(String each, String keys) {
    Steps steps = run(json("/features", "/href", null, null, each), FEATURES, Set.of("id"));
    assertThat(steps.keys()).containsExactly(keys.split(","));
    assertThat(steps.items.get(0).url()).isEqualTo("http://h/a1.tif");
    assertThat(steps.end.fault()).isNull();
  }

  @Test
  void anElementsFieldsAreVariablesOfItsMembersWhoseOwnGoBefore() {
    Set<String> named = Set.of("id", "properties.cloud", "properties.proj.epsg");
    Steps steps = run(json("/features", "/href", null, null, "/assets"), FEATURES, named);
    assertThat(steps.items)
        .extracting(item -> item.fields().get("id"))
        .containsExactly("a", "own", "b", "e", "e");
    assertThat(steps.items.get(0).fields())
        .containsEntry("properties.cloud", "10")
        .containsEntry("properties.proj.epsg", "4326")
        .containsEntry("href", "a1.tif");
  }

  @Test
  void fieldsThatNoTemplateNamesAreNotTakenFromInside() {
    Steps steps = run(json("/features", null, null, "http://h/{id}", null), FEATURES);
    assertThat(steps.items.get(0).fields()).containsOnlyKeys("id");
    Steps members = run(json("/features", "/href", null, null, "/assets"), FEATURES);
    assertThat(members.items.get(0).fields()).containsOnlyKeys("href");
  }

  @Test
  void membersOfAListAreItemsToo() {
    String body = "[{\"id\":1,\"files\":[\"x\",{\"url\":\"y\",\"key\":\"Y\"}]},{\"id\":2}]";
    Steps steps = run(json("", null, null, null, "/files"), body, Set.of("id"));
    assertThat(steps.urls()).containsExactly("http://h/x", "http://h/y");
    assertThat(steps.keys()).containsExactly("x", "Y");
    assertThat(steps.items).allMatch(item -> item.fields().get("id").equals("1"));
  }

  @Test
  void itemUrlMakesUrlsOfNamesAndOfMembers() {
    Steps names = run(json("", null, null, "/d/{value}", null), "[\"a b\",7]");
    assertThat(names.urls()).containsExactly("http://h/d/a%20b", "http://h/d/7");
    Steps entries = run(json("", null, null, "/d/{key}?{value}", null), "{\"k\":\"v\"}");
    assertThat(entries.urls()).containsExactly("http://h/d/k?v");
    Steps members =
        run(
            json("/features", null, null, "/f/{id}/{key}/{properties.cloud}", "/assets"),
            FEATURES,
            Set.of("id", "key", "properties.cloud"));
    assertThat(members.urls().get(0)).isEqualTo("http://h/f/a/B01/10");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5})
  void stoppedAnywhereItGoesOnWithTheNextItem(int maxItems) throws Exception {
    Source.Json source = json("$.features[?@.id != 'b']", "/href", null, null, "/assets");
    List<String> whole = run(source, FEATURES).urls();
    for (int stop = 1; stop <= whole.size(); stop++) {
      Steps before;
      try (Discovery first = open(source, Set.of(), null)) {
        before =
            Steps.run(first, ask -> Steps.document(URL, FEATURES), maxItems, stop, new Random(0));
      }
      try (Discovery second = open(source, Set.of(), before.position)) {
        Steps after = Steps.run(second, ask -> Steps.document(URL, FEATURES), 2);
        List<String> both = new ArrayList<>(before.urls());
        both.addAll(after.urls());
        assertThat(both).isEqualTo(whole);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4})
  void membersInJsonLinesAreItemsFromAnyPosition(int stop) throws Exception {
    Source.Document source =
        new Source.Document(
            "http://h/x.jsonl",
            null,
            "a",
            "href",
            0,
            new Places(null, null, "http://o/{id}/{value}", "/f", Map.of()),
            Map.of());
    String body = "{\"id\":1,\"f\":[\"a\",\"b\",\"c\"]}\n{\"id\":2}\n{\"id\":3,\"f\":[\"d\"]}\n";
    Set<String> named = Set.of("id");
    List<String> whole = List.of("http://o/1/a", "http://o/1/b", "http://o/1/c", "http://o/3/d");
    Steps before;
    try (Discovery first = new DocumentDiscovery(source, Map.of(), named, null)) {
      before = Steps.run(first, ask -> Steps.document(ask.url(), body), 1, stop, new Random(0));
    }
    List<String> both = new ArrayList<>(before.urls());
    if (before.end == null) {
      try (Discovery second = new DocumentDiscovery(source, Map.of(), named, before.position)) {
        both.addAll(Steps.run(second, ask -> Steps.document(ask.url(), body), 2).urls());
      }
    }
    assertThat(both).isEqualTo(whole);
  }

  @Test
  void whatAMemberSaysOfItsBodyIsExpectedOfItAlone() {
    Source.Json source =
        new Source.Json(
            URL,
            "/l",
            new Places("/u", null, null, "/f", Map.of("size", "$.info[?@.k == 'size'].v")),
            Map.of());
    String body =
        "{\"l\":[{\"info\":[{\"k\":\"size\",\"v\":9}],\"f\":["
            + "{\"u\":\"/a\",\"info\":[{\"k\":\"x\",\"v\":1},{\"k\":\"size\",\"v\":7}]},{\"u\":\"/b\"}]}]}";
    Steps steps = run(source, body);
    assertThat(steps.items)
        .extracting(item -> item.terms().proof().size())
        .containsExactly(7L, -1L);
  }

  private static Source.Pages pages(String at, NextPage more, String each) {
    return new Source.Pages(
        PageRequest.get("http://h/list", Map.of("from", "{start}")),
        2,
        at,
        new Places("/u", null, null, each, Map.of()),
        more,
        0,
        null);
  }

  private static String page(String... elements) {
    return "{\"l\":[" + String.join(",", elements) + "],\"m\":true}";
  }

  @Test
  void aPageOfWhichNothingIsSelectedDoesNotEndTheListing() {
    String img = "{\"u\":\"/%s\",\"t\":\"img\"}";
    Map<String, String> world =
        Map.of(
            "0", page(img.formatted("a"), "{\"u\":\"/x\"}"),
            "2", page("{\"u\":\"/y\"}", "{\"u\":\"/z\"}"),
            "4", page(img.formatted("b")),
            "5", page());
    for (NextPage more : List.of(new NextPage.UntilEmpty(), new NextPage.At("$.m"))) {
      Steps steps =
          Steps.run(
              new PagesDiscovery(
                  pages("$.l[?@.t == 'img']", more, null), Map.of(), Set.of(), null, 100, 3),
              ask ->
                  Steps.document(
                      ask.url(), world.get(ask.url().substring(ask.url().indexOf('=') + 1))),
              100);
      assertThat(steps.urls()).containsExactly("http://h/a", "http://h/b");
      assertThat(steps.end.fault()).isNull();
    }
  }

  @Test
  void aPageOfWhichNothingIsSelectedEndsTheListingWhereItRepeats() {
    Steps steps =
        Steps.run(
            new PagesDiscovery(
                pages("$.l[?@.t == 'img']", new NextPage.At("/m"), null),
                Map.of(),
                Set.of(),
                null,
                100,
                3),
            ask -> Steps.document(ask.url(), page("{\"u\":\"/x\"}")),
            100);
    assertThat(steps.items).isEmpty();
    assertThat(steps.asked).hasSize(2);
    assertThat(steps.end.fault()).isNull();
  }

  @Test
  void elementsOfPagesHoldItemsAndTheNextStartCountsElements() {
    Map<String, String> world =
        Map.of(
            "0", page("{\"f\":[{\"u\":\"/1\"},{\"u\":\"/2\"},{\"u\":\"/3\"}]}", "{\"f\":[]}"),
            "2", page("{\"f\":[{\"u\":\"/4\"}]}"),
            "3", page());
    List<String> asked = new ArrayList<>();
    Steps steps =
        Steps.run(
            new PagesDiscovery(
                pages("/l", new NextPage.UntilEmpty(), "/f"), Map.of(), Set.of(), null, 100, 3),
            ask -> {
              asked.add(ask.url());
              return Steps.document(
                  ask.url(), world.get(ask.url().substring(ask.url().indexOf('=') + 1)));
            },
            2);
    assertThat(steps.urls())
        .containsExactly("http://h/1", "http://h/2", "http://h/3", "http://h/4");
    assertThat(asked).hasSize(3);
  }

  @Test
  void aPageWhoseElementsHoldNothingDoesNotEndTheListing() {
    Map<String, String> world =
        Map.of(
            "0", page("{\"i\":1}", "{\"f\":null}"),
            "2", page("{\"f\":[{\"u\":\"/4\"}]}"),
            "3", page());
    Steps steps =
        Steps.run(
            new PagesDiscovery(
                pages("/l", new NextPage.UntilEmpty(), "/f"), Map.of(), Set.of(), null, 100, 3),
            ask ->
                Steps.document(
                    ask.url(), world.get(ask.url().substring(ask.url().indexOf('=') + 1))),
            2);
    assertThat(steps.urls()).containsExactly("http://h/4");
  }

  @Test
  void aHostileElementGivesNoMoreThanItHolds() {
    StringBuilder body = new StringBuilder("[{\"long\":\"").append("x".repeat(60_000));
    body.append("\",\"f\":[").append("\"/a\",".repeat(20_000)).append("\"/b\"]}]");
    Steps steps = run(json("", null, null, null, "/f"), body.toString());
    long kept = 0;
    Set<String> urls = new HashSet<>();
    for (Draft item : steps.items) {
      urls.add(item.url());
      kept += item.fields().values().stream().mapToInt(String::length).sum();
    }
    assertThat(urls).hasSize(2);
    assertThat(kept).isLessThan(100_000);
  }
}
