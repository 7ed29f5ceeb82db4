package dev.fetchery.source;

import static dev.fetchery.source.PagesDiscoveryTest.MORE;
import static dev.fetchery.source.PagesDiscoveryTest.PAGE;
import static dev.fetchery.source.PagesDiscoveryTest.faultOf;
import static dev.fetchery.source.PagesDiscoveryTest.keys;
import static dev.fetchery.source.PagesDiscoveryTest.names;
import static dev.fetchery.source.PagesDiscoveryTest.number;
import static dev.fetchery.source.PagesDiscoveryTest.open;
import static dev.fetchery.source.PagesDiscoveryTest.pages;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fetchery.job.ErrorCode;
import dev.fetchery.job.Fault;
import dev.fetchery.job.NextPage;
import dev.fetchery.job.Source;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where a listing ends, and which page is the next. */
class PagesEndTest {
  /** How a listing says, truly or not, that more follows a page. */
  private static List<NextPage> everyMore() {
    return List.of(
        new NextPage.UntilEmpty(),
        MORE,
        new NextPage.At("/more"),
        new NextPage.CursorAt("/cursor"),
        new NextPage.NextAt("/next"),
        new NextPage.Link("next"));
  }

  /** A page that says in every way that another follows. */
  private static Discovery.Document going(Discovery.Ask ask, int page, String names) {
    String body =
        names.replace("]}", "],\"more\":true,\"cursor\":\"c" + page + "\",\"next\":\"/list?page=")
            + (page + 1)
            + "\"}";
    String link = "</list?page=" + (page + 1) + ">; rel=next";
    return Steps.document(ask.url(), body, "more", "true", "link", link);
  }

  private static Source.Pages anyhow(NextPage more, int ahead) {
    return pages("http://h/list", Map.of("page", "{page}", "c", "{cursor}"), more, 0, ahead);
  }

  @ParameterizedTest
  @MethodSource("everyMore")
  void aPageThatBringsNothingNewEndsTheListingWhateverItSays(NextPage more) {
    for (int ahead : new int[] {0, 3}) {
      int[] pages = {0};
      Steps steps =
          Steps.run(
              open(anyhow(more, ahead)),
              ask -> {
                pages[0]++;
                int page = Math.max(1, Math.min(number(PAGE, ask), 3));
                return going(ask, pages[0], names(2 * page - 2, 2 * page));
              },
              100);
      assertThat(steps.urls().stream().distinct()).hasSize(6);
      assertThat(steps.end.fault()).isNull();
      assertThat(steps.asked).hasSizeLessThanOrEqualTo(4 + ahead);
    }
  }

  @ParameterizedTest
  @MethodSource("everyMore")
  void anEmptyPageEndsTheListingWhateverItSays(NextPage more) {
    for (String empty : new String[] {"{\"urls\":[]}", "{\"urls\":null}"}) {
      Steps steps =
          Steps.run(
              open(anyhow(more, 0)),
              ask ->
                  number(PAGE, ask) < 2
                      ? going(ask, 1, names(0, 2))
                      : Steps.document(ask.url(), empty, "more", "true"),
              100);
      assertThat(steps.keys()).isEqualTo(keys(2));
      assertThat(steps.asked).hasSize(2);
      assertThat(steps.end.fault()).isNull();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7})
  void stoppedAnywhereAPageThatRepeatsEndsTheListingAllTheSame(int stopAfter) {
    // The second page is new in its first half only, the fourth repeats the third.
    String[] pages = {names(0, 2), names(2, 4).replace("]", ",\"n0\",\"n1\"]"), names(4, 6)};
    Function<Discovery.Ask, Discovery.Document> world =
        ask -> {
          int page = number(PAGE, ask);
          return going(ask, page, pages[Math.min(page, 3) - 1]);
        };
    Source.Pages source = anyhow(new NextPage.UntilEmpty(), 2);
    Steps before = Steps.run(open(source), world, 2, stopAfter, new Random(0));
    Steps after =
        Steps.run(
            open(source, before.position),
            world,
            2,
            Integer.MAX_VALUE,
            new Random(0),
            before.listed);
    assertThat(after.listed).hasSize(6);
    assertThat(after.end.fault()).isNull();
    assertThat(after.asked).hasSizeLessThanOrEqualTo(6);
  }

  private static Discovery.Step failing(Source.Pages source, int page, int status) {
    Discovery discovery = open(source);
    Discovery.Step step = discovery.next(100);
    while (step.end() == null) {
      if (!step.items().isEmpty()) {
        step = discovery.listed(step, step.items().size());
      }
      for (Discovery.Ask ask : step.asks()) {
        int number = number(PAGE, ask);
        if (number < page) {
          discovery.answered(ask.number(), going(ask, number, names(2 * number, 2 * number + 2)));
        } else {
          Fault fault = new Fault(ErrorCode.HTTP_STATUS, "HTTP " + status);
          discovery.failed(ask.number(), new Discovery.Failure(fault, status, 1));
        }
      }
      step = step.end() == null ? discovery.next(100) : step;
    }
    return step;
  }

  @ParameterizedTest
  @CsvSource({"404, 0", "400, 0", "404, 3", "400, 3"})
  void untilEmptyAPageBehindTheFirstThatIsNotThereIsTheEnd(int status, int ahead) {
    Source.Pages source = anyhow(new NextPage.UntilEmpty(), ahead);
    assertThat(failing(source, 3, status).end().fault()).isNull();
    assertThat(failing(source, 1, status).end().fault().detail()).contains("HTTP " + status);
    assertThat(failing(anyhow(MORE, ahead), 3, status).end().fault()).isNotNull();
    assertThat(failing(source, 3, 403).end().fault()).isNotNull();
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "-",
        "{'links':{}}",
        "{'links':{'next':null}}",
        "{'links':{'next':' '}}",
        "{'links':{'next':false}}"
      })
  void aFieldMayHoldTheNextPagesUrl(String last) {
    Source.Pages source =
        pages("http://h/a/list", Map.of("q", "1"), new NextPage.NextAt("/links/next"), 0, 4);
    String end = last == null ? "" : "," + last.replace('\'', '"').replaceAll("^.|.$", "");
    Map<String, String> pages =
        Map.of(
            "http://h/a/list?q=1", "{\"urls\":[\"a\"],\"links\":{\"next\":\" list?p=2 \"}}",
            "http://h/a/list?p=2", "{\"urls\":[\"b\"],\"links\":{\"next\":\"http://o/./x/../l\"}}",
            "http://o/l", "{\"urls\":[\"c\"]" + end + "}");
    Steps steps =
        Steps.run(open(source), ask -> Steps.document(ask.url(), pages.get(ask.url())), 100);
    assertThat(steps.keys()).containsExactly("a", "b", "c");
    assertThat(steps.asked).extracting(ask -> ask.headers().size()).containsExactly(1, 1, 0);
    assertThat(steps.end.fault()).isNull();
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {"null, -", "false, -", "'\"\"', -", "true, no cursor at /next"})
  void aCursorThatIsNoneEndsTheListing(String last, String detail) {
    Source.Pages source =
        pages("http://h/list", Map.of("c", "{cursor}"), new NextPage.CursorAt("/next"), 0, 0);
    Steps steps =
        Steps.run(
            open(source),
            ask ->
                ask.url().contains("c=")
                    ? Steps.document(ask.url(), "{\"urls\":[\"b\"],\"next\":" + last + "}")
                    : Steps.document(ask.url(), "{\"urls\":[\"a\"],\"next\":7}"),
            100);
    assertThat(steps.keys()).containsExactly("a", "b");
    assertThat(steps.asked).hasSize(2);
    Fault fault = steps.end.fault();
    assertThat(fault == null ? null : fault.detail()).isEqualTo(wholeDetail(detail));
  }

  /** GraphQL answers with status 200, and null where something failed. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "{\"urls\":null,\"errors\":[{\"message\":\"busy\"}]} | errors, and has no list at /urls",
        "{\"urls\":[\"b\"],\"next\":null,\"errors\":[{}]} | errors, and does not say at /next what follows",
        "{\"urls\":[\"b\"],\"errors\":[{}]} | errors, and does not say at /next what follows",
        "{\"urls\":[\"b\"],\"next\":\"\",\"errors\":[{}]} | -",
        "{\"urls\":[],\"errors\":[{}]} | -",
        "{\"urls\":[\"b\"],\"errors\":[]} | -",
        "{\"urls\":null,\"errors\":null} | -"
      })
  void whatFailedIsNotTheEndOfAListing(String last, String detail) {
    for (NextPage more : List.of(new NextPage.CursorAt("/next"), new NextPage.NextAt("/next"))) {
      Steps steps =
          Steps.run(
              open(pages("http://h/list", Map.of("c", "{cursor}"), more, 0, 0)),
              ask ->
                  ask.url().equals("http://h/list")
                      ? Steps.document(ask.url(), "{\"urls\":[\"a\"],\"next\":\"x\"}")
                      : Steps.document("http://h/list", last),
              100);
      assertThat(steps.keys()).startsWith("a").hasSize(last.contains("\"b\"") ? 2 : 1);
      Fault fault = steps.end.fault();
      assertThat(fault == null ? null : fault.detail())
          .isEqualTo(detail == null ? null : "page 2 (http://h/list) names " + detail);
    }
  }

  private static String wholeDetail(String detail) {
    return detail == null ? null : "page 2 (http://h/list) has " + detail;
  }

  @ParameterizedTest
  @CsvSource({
    "7, no URL at /next",
    "true, no URL at /next",
    "{}, no URL at /next",
    "'\"ftp://h/\"', no http(s) URL"
  })
  void aNextPageThatIsNoUrlIsABadDocument(String next, String detail) {
    Source.Pages source = pages("http://h/list", Map.of(), new NextPage.NextAt("/next"), 0, 4);
    Steps steps =
        Steps.run(
            open(source),
            ask -> Steps.document(ask.url(), "{\"urls\":[\"a\"],\"next\":" + next + "}"),
            100);
    assertThat(steps.keys()).containsExactly("a");
    assertThat(steps.end.fault().detail()).contains(detail);
  }

  @Test
  void aNextUrlSeenBeforeEndsTheSourceWithAnError() {
    Source.Pages source = pages("http://h/list", Map.of(), new NextPage.NextAt("/next"), 0, 4);
    Steps steps =
        Steps.run(
            open(source),
            ask -> Steps.document(ask.url(), "{\"urls\":[\"a\"],\"next\":\"/list\"}"),
            100);
    assertThat(steps.asked).hasSize(1);
    assertThat(steps.end.fault().detail()).contains("page seen before");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"urls\":[\"a\"]}\\n{\"urls\":[\"b\"]} | more follows after the JSON value at line 2, column 1",
        "{\"urls\":[\"b\"],\"urls\":[\"a\"]} | gives /urls twice"
      })
  void whatAPageThatIsDoubtfulListsIsListedAndTheSourceEndsWithAnError(String body, String detail) {
    Steps steps =
        Steps.run(
            open(anyhow(new NextPage.UntilEmpty(), 0)),
            ask -> Steps.document(ask.url(), body.replace("\\n", "\n")),
            100);
    assertThat(steps.keys()).containsExactly("a");
    assertThat(steps.end.fault().code()).isEqualTo(ErrorCode.BAD_DOCUMENT);
    assertThat(steps.end.fault().detail()).contains("page 1 (http://h/list)", detail);
  }

  @Test
  void aPageOfHtmlIsNamedWithItsUrl() {
    assertThat(faultOf("<!DOCTYPE html>\n<html><body>no"))
        .isEqualTo("page 1 (http://h/list) is not JSON, begins with `<!DOCTYPE`");
    assertThat(faultOf("\ufeff \n<html lang=en>")).contains("not JSON, begins with `<html`");
  }
}
