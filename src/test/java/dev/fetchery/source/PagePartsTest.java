package dev.fetchery.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fetchery.job.NextPage;
import dev.fetchery.job.PageRequest;
import dev.fetchery.job.Places;
import dev.fetchery.job.Source;
import dev.fetchery.json.FetchedJson;
import dev.fetchery.json.JsonTree;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Of a page only what is asked for is held. */
class PagePartsTest {
  private static Source.Pages pages(String at, NextPage more, String total) {
    return new Source.Pages(
        PageRequest.get("http://h/list", Map.of("c", "{cursor}")),
        10,
        at,
        Places.made("/get/{value}"),
        more,
        0,
        total == null ? null : new Source.Pages.Total.At(total));
  }

  /** What is held of a page, where no more than so many values may be. */
  private static JsonNode held(Source.Pages source, String json, int maxValues) throws IOException {
    byte[] bytes = json.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    return FetchedJson.content(
            new ByteArrayInputStream(bytes), bytes.length, PageParts.of(source), maxValues)
        .value();
  }

  private static Steps run(Source.Pages source) {
    return Steps.run(
        PagesDiscoveryTest.open(source),
        ask -> Steps.document(ask.url(), json(!ask.url().contains("more")).replace('\'', '"')),
        100);
  }

  /** A page of two entries among much else; the second is the last. */
  private static String json(boolean first) {
    String junk = "[" + "{'x':[1,null]},".repeat(3_000) + "0]";
    return "{'junk':"
        + junk
        + ",'data':{'also':"
        + junk
        + ",'list':['a"
        + first
        + "','b"
        + first
        + "']},'links':["
        + (first ? "{'rel':'next','c':'more'}" : "")
        + "],'meta':{'total':4,"
        + "'next':"
        + (first ? "'more'" : "null")
        + ",'junk':"
        + junk
        + "}}";
  }

  @ParameterizedTest
  @CsvSource({
    "/data/list, /meta/next, /meta/total",
    "$.data.list, $.meta.next, $.meta.total",
    "$.data.list[*], $.links[?@.rel=='next'].c, /meta/total",
    "$['data']['list'], /links/0/c, ",
  })
  void onlyWhatThePlacesNeedIsHeld(String at, String next, String total) throws IOException {
    Source.Pages source = pages(at, new NextPage.CursorAt(next), total);
    assertThat(held(source, json(true), 20).toString()).contains("btrue").doesNotContain("junk");
    Steps steps = run(source);
    assertThat(steps.end.fault()).isNull();
    assertThat(steps.keys()).isEqualTo(List.of("atrue", "btrue", "afalse", "bfalse"));
  }

  @Test
  void queryThatMayLookAnywhereHasThePageHeld() throws IOException {
    Source.Pages source = pages("$..list[*]", new NextPage.CursorAt("/meta/next"), null);
    assertThatThrownBy(() -> held(source, json(true), 20))
        .isInstanceOf(JsonTree.TooLargeException.class);
    assertThat(held(source, json(true), 100_000).path("junk")).hasSize(3_001);
    assertThat(run(source).keys()).hasSize(4);
  }
}
