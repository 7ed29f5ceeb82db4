package dev.fetchery.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fetchery.job.ErrorCode;
import dev.fetchery.job.NextPage;
import dev.fetchery.job.PageRequest;
import dev.fetchery.job.PageRequest.Encoding;
import dev.fetchery.job.Places;
import dev.fetchery.job.Source;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PagesDiscoveryTest {
  static final NextPage MORE = new NextPage.Header("More");
  private static final Pattern START = Pattern.compile("start=(\\d+)");
  static final Pattern PAGE = Pattern.compile("page=(\\d+)");

  static Source.Pages pages(
      String url, Map<String, String> query, NextPage more, int perPage, int ahead) {
    return new Source.Pages(
        new PageRequest(url, "GET", Encoding.QUERY, query, Map.of(), Map.of("X-Key", "s")),
        perPage,
        "/urls",
        Places.made("/get/{value}"),
        more,
        ahead,
        null);
  }

  static PagesDiscovery open(Source.Pages source) {
    return open(source, null);
  }

  static PagesDiscovery open(Source.Pages source, String position) {
    return new PagesDiscovery(source, Map.of(), Set.of(), position, 1000, 5);
  }

  static String names(int from, int to) {
    return IntStream.range(from, to)
        .mapToObj(i -> "\"n" + i + "\"")
        .collect(Collectors.joining(",", "{\"urls\":[", "]}"));
  }

  static List<String> keys(int count) {
    return IntStream.range(0, count).mapToObj(i -> "n" + i).toList();
  }

  static int number(Pattern pattern, Discovery.Ask ask) {
    Matcher matcher = pattern.matcher(ask.url());
    return matcher.find() ? Integer.parseInt(matcher.group(1)) : 0;
  }

  /** An origin that gives at most so many at a time, whatever it is asked for. */
  private static Function<Discovery.Ask, Discovery.Document> origin(int count, int most) {
    return ask -> {
      int start = Math.min(number(START, ask), count);
      int end = Math.min(start + most, count);
      return Steps.document(ask.url(), names(start, end), "more", end < count ? "True" : "FALSE");
    };
  }

  private static Source.Pages byStart(int perPage, int ahead) {
    return pages("http://h/list", Map.of("start", "{start}"), MORE, perPage, ahead);
  }

  @Test
  void pagesAreAskedForAheadAndListedInOrder() {
    Steps steps = Steps.run(open(byStart(5, 4)), origin(23, 5), 100);
    assertThat(steps.keys()).isEqualTo(keys(23));
    assertThat(steps.items.get(3).url()).isEqualTo("http://h/get/n3");
    assertThat(steps.mostOutstanding).isEqualTo(5);
    assertThat(steps.end.fault()).isNull();
  }

  @Test
  void answersAskedForAheadOfShortPagesAreDropped() {
    Steps steps = Steps.run(open(byStart(10, 2)), origin(25, 5), 100);
    assertThat(steps.keys()).isEqualTo(keys(25));
    assertThat(steps.dropped).isNotEmpty();
    assertThat(new LinkedHashSet<>(steps.asked.stream().map(ask -> number(START, ask)).toList()))
        .contains(0, 5, 10, 15, 20);
  }

  @Property
  void whateverTheOrderOfAnswersTheListIsTheSame(
      @ForAll @IntRange(min = 0, max = 40) int count,
      @ForAll @IntRange(min = 1, max = 8) int perPage,
      @ForAll @IntRange(min = 1, max = 8) int most,
      @ForAll @IntRange(min = 0, max = 5) int ahead,
      @ForAll @IntRange(min = 1, max = 9) int maxItems,
      @ForAll long seed) {
    PagesDiscovery discovery = open(byStart(perPage, ahead));
    Steps steps =
        Steps.run(discovery, origin(count, most), maxItems, Integer.MAX_VALUE, new Random(seed));
    assertThat(steps.keys()).isEqualTo(keys(count));
    assertThat(steps.end.fault()).isNull();
    assertThat(steps.mostOutstanding).isLessThanOrEqualTo(1 + ahead);
  }

  @Property
  void stoppedAnywhereItGoesOnWithoutLoss(
      @ForAll @IntRange(min = 1, max = 40) int count,
      @ForAll @IntRange(min = 1, max = 40) int stopAfter,
      @ForAll @IntRange(min = 1, max = 9) int maxItems,
      @ForAll long seed) {
    Steps before =
        Steps.run(open(byStart(5, 3)), origin(count, 5), maxItems, stopAfter, new Random(seed));
    Steps after =
        Steps.run(
            open(byStart(5, 3), before.position),
            origin(count, 5),
            maxItems,
            before.end == null ? Integer.MAX_VALUE : 0,
            new Random(seed));
    List<String> all = new ArrayList<>(before.keys());
    all.addAll(after.keys());
    assertThat(new LinkedHashSet<>(all)).containsExactlyElementsOf(keys(count));
    assertThat(all).hasSizeLessThan(count + 5);
  }

  @Test
  void withoutAPageSizeNothingIsAskedForAheadByStart() {
    Steps steps = Steps.run(open(byStart(0, 4)), origin(7, 3), 100);
    assertThat(steps.asked).extracting(ask -> number(START, ask)).containsExactly(0, 3, 6);
  }

  @Test
  void numberedPagesGoOnUntilOneIsEmptyAndWhatFailsPastItIsNothing() {
    Source.Pages source = pages("http://h/list{?page}", Map.of(), new NextPage.UntilEmpty(), 0, 3);
    Steps steps =
        Steps.run(
            open(source),
            ask -> {
              int page = number(PAGE, ask);
              return page > 4
                  ? null
                  : Steps.document(ask.url(), names((page - 1) * 2, page == 4 ? 6 : page * 2));
            },
            100);
    assertThat(steps.keys()).isEqualTo(keys(6));
    assertThat(steps.end.fault()).isNull();
  }

  @Test
  void aPageThatFailsEndsTheListingAfterWhatWasListedBefore() {
    Steps steps =
        Steps.run(
            open(byStart(5, 2)),
            ask -> number(START, ask) >= 10 ? null : origin(23, 5).apply(ask),
            100);
    assertThat(steps.keys()).isEqualTo(keys(10));
    assertThat(steps.end.fault()).isEqualTo(Steps.DOWN);
    Steps after = Steps.run(open(byStart(5, 2), steps.position), origin(23, 5), 100);
    assertThat(after.keys()).hasSize(13).first().isEqualTo("n10");
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "2, 1 1", "5, 4 1"})
  void aPageAskedForAheadIsJudgedInItsTurnWithWhatIsLeftOfItsAttempts(int attempts, String sent) {
    PagesDiscovery discovery =
        new PagesDiscovery(byStart(5, 1), Map.of(), Set.of(), null, 1000, attempts);
    Discovery.Step first = discovery.next(100);
    Discovery.Ask early = first.asks().get(1);
    discovery.failed(early.number(), new Discovery.Failure(Steps.DOWN, 500, early.attempts()));
    Discovery.Ask begin = first.asks().get(0);
    assertThat(begin.attempts()).isEqualTo(attempts);
    discovery.answered(begin.number(), origin(23, 5).apply(begin));
    List<Integer> budgets = new ArrayList<>(List.of(early.attempts()));
    Discovery.End end = null;
    while (end == null) {
      Discovery.Step step = discovery.next(100);
      if (!step.items().isEmpty()) {
        step = discovery.listed(step, step.items().size());
      }
      end = step.end();
      for (Discovery.Ask ask : step.asks()) {
        if (ask.url().equals(early.url())) {
          budgets.add(ask.attempts());
        }
        discovery.failed(ask.number(), new Discovery.Failure(Steps.DOWN, 500, ask.attempts()));
      }
    }
    assertThat(budgets.stream().map(String::valueOf).collect(Collectors.joining(" ")))
        .isEqualTo(sent);
    assertThat(end.fault()).isEqualTo(Steps.DOWN);
  }

  private static Source.Pages byCursor() {
    Map<String, String> query = Map.of("after", "{cursor}", "n", "5");
    return pages("http://h/list?x=1", query, new NextPage.CursorAt("/next"), 5, 4);
  }

  @Test
  void theFirstCursorIsLeftOutAndCursorsAreFollowedOneByOne() {
    Steps steps =
        Steps.run(
            open(byCursor()),
            ask ->
                Steps.document(
                    ask.url(),
                    ask.url().contains("after")
                        ? "{\"urls\":[\"b\"],\"next\":null}"
                        : "{\"urls\":[\"a\"],\"next\":\"c&1\"}"),
            100);
    assertThat(steps.asked)
        .extracting(Discovery.Ask::url)
        .containsExactly("http://h/list?x=1&n=5", "http://h/list?x=1&after=c%261&n=5");
    assertThat(steps.keys()).containsExactly("a", "b");
    assertThat(steps.mostOutstanding).isEqualTo(1);
  }

  @Test
  void aCursorSeenBeforeEndsTheSourceWithAnError() {
    String[] next = {"a", "b", "c", "a"};
    int[] calls = {0};
    Steps steps =
        Steps.run(
            open(byCursor()),
            ask -> {
              int call = calls[0]++;
              return Steps.document(
                  ask.url(), "{\"urls\":[\"n" + call + "\"],\"next\":\"" + next[call] + "\"}");
            },
            100);
    assertThat(steps.keys()).isEqualTo(keys(4));
    assertThat(steps.end.fault().code()).isEqualTo(ErrorCode.BAD_DOCUMENT);
    assertThat(steps.end.fault().detail()).contains("cursor seen before");
  }

  @Test
  void afterARestartACursorThatLeadsToItselfIsSeen() {
    Function<Discovery.Ask, Discovery.Document> world =
        ask -> Steps.document(ask.url(), "{\"urls\":[\"x\"],\"next\":\"c\"}");
    Steps before = Steps.run(open(byCursor()), world, 100, 1, new Random(0));
    Steps after = Steps.run(open(byCursor(), before.position), world, 100);
    assertThat(after.asked).hasSize(1);
    assertThat(after.end.fault().detail()).contains("seen before");
  }

  @Test
  void nextLinksAreResolvedAndOtherHostsGetNoHeaders() {
    Source.Pages source =
        pages("http://h/a/list", Map.of("q", "1"), new NextPage.Link("next"), 0, 4);
    Map<String, String> links =
        Map.of(
            "http://h/a/list?q=1", "<x>; rel=prev, <list?p=2>; title=\"a,;b\"; rel=\"last next\"",
            "http://h/a/list?p=2", "<http://other/list>; rel=NEXT",
            "http://other/list", "</>; rel=first");
    Steps steps =
        Steps.run(
            open(source),
            ask -> {
              int page = links.keySet().stream().sorted().toList().indexOf(ask.url());
              return Steps.document(ask.url(), names(page, page + 1), "link", links.get(ask.url()));
            },
            100);
    assertThat(steps.asked)
        .extracting(Discovery.Ask::url)
        .containsExactly("http://h/a/list?q=1", "http://h/a/list?p=2", "http://other/list");
    assertThat(steps.asked).extracting(ask -> ask.headers().size()).containsExactly(1, 1, 0);
    assertThat(steps.items.get(2).url()).isEqualTo("http://other/get/n2");
  }

  @Test
  void aNextLinkToTheFirstPageEndsTheSourceWithAnError() {
    Source.Pages source = pages("http://h/list", Map.of(), new NextPage.Link("next"), 0, 4);
    Steps steps =
        Steps.run(
            open(source),
            ask -> Steps.document(ask.url(), names(0, 1), "link", "<http://h/list>; rel=next"),
            100);
    assertThat(steps.asked).hasSize(1);
    assertThat(steps.end.fault().detail()).contains("page seen before");
  }

  @Test
  void aFieldMaySayWhetherMoreFollow() {
    Source.Pages source =
        pages("http://h/list", Map.of("page", "{page}"), new NextPage.At("/has_more"), 0, 0);
    Steps steps =
        Steps.run(
            open(source),
            ask ->
                Steps.document(
                    ask.url(),
                    "{\"urls\":[\"n"
                        + (number(PAGE, ask) - 1)
                        + "\"],\"has_more\":"
                        + (number(PAGE, ask) < 3)
                        + "}"),
            100);
    assertThat(steps.keys()).isEqualTo(keys(3));
    assertThat(steps.asked).hasSize(3);
  }

  static String faultOf(String body, String... headers) {
    Steps steps =
        Steps.run(open(byStart(5, 0)), ask -> Steps.document(ask.url(), body, headers), 100);
    assertThat(steps.end.fault().code()).isEqualTo(ErrorCode.BAD_DOCUMENT);
    return steps.end.fault().detail();
  }

  @Test
  void aPageThatCannotBeUsedIsABadDocument() {
    assertThat(faultOf("<html>")).contains("page 1", "not JSON");
    assertThat(faultOf("")).contains("empty where JSON");
    assertThat(faultOf("{\"files\":[]}")).contains("no list at /urls");
    assertThat(faultOf("{\"urls\":{}}")).contains("no list at /urls");
    assertThat(faultOf("[".repeat(5000))).contains("nested too deep");
    assertThat(faultOf(names(0, 5))).contains("header More is neither true nor false");
  }

  @Test
  void theWholeAnswerIsNamedInWords() {
    assertThat(faultOf(new NextPage.At("")))
        .endsWith("more pages follow: the whole answer is neither true nor false");
    assertThat(faultOf(new NextPage.NextAt(""))).endsWith(" has no URL");
    assertThat(faultOf(new NextPage.CursorAt(""))).endsWith(" has no cursor");
  }

  private static String faultOf(NextPage more) {
    Source.Pages source = pages("http://h/list", Map.of("page", "{page}"), more, 0, 0);
    Steps steps =
        Steps.run(open(source), ask -> Steps.document(ask.url(), "{\"urls\":[\"a\"]}"), 100);
    return steps.end.fault().detail();
  }

  @Test
  void aListingWithoutEndIsCutAtTheCap() {
    PagesDiscovery discovery = new PagesDiscovery(byStart(2, 4), Map.of(), Set.of(), null, 10, 5);
    Steps steps = Steps.run(discovery, origin(1_000_000, 2), 100);
    assertThat(steps.items).hasSize(20);
    assertThat(steps.end.fault().code()).isEqualTo(ErrorCode.TOO_LARGE);
  }

  @Test
  void formsAndJsonAreSentAsBodies() {
    Source.Pages form =
        new Source.Pages(
            PageRequest.post(
                "http://h/list",
                Encoding.FORM,
                Map.of("start", "{start}", "per_page", "{perPage}", "c", "{cursor}", "q", "a b&c")),
            5,
            "/urls",
            Places.NONE,
            MORE,
            0,
            null);
    Discovery.Ask ask = open(form).next(1).asks().get(0);
    assertThat(ask.method()).isEqualTo("POST");
    assertThat(ask.contentType()).isEqualTo("application/x-www-form-urlencoded");
    assertThat(ask.body()).isEqualTo("per_page=5&q=a+b%26c&start=0");
    Source.Pages json =
        new Source.Pages(
            PageRequest.post(
                "http://h/list",
                Encoding.JSON,
                Map.of(
                    "start",
                    "\"{start}\"",
                    "n",
                    "5",
                    "c",
                    "\"{cursor}\"",
                    "o",
                    "{\"t\":[\"p{page}\",null]}")),
            5,
            "/urls",
            Places.NONE,
            MORE,
            0,
            null);
    assertThat(open(json).next(1).asks().get(0).body())
        .isEqualTo("{\"n\":5,\"o\":{\"t\":[\"p1\",null]},\"start\":0}");
  }

  @Test
  void elementsMayBeObjectsOrNonsense() {
    Source.Pages source =
        new Source.Pages(
            PageRequest.get("http://h/list", Map.of()),
            0,
            "",
            Places.of("/l/u", "/id"),
            new NextPage.Link("next"),
            0,
            null);
    String body =
        "[{\"l\":{\"u\":\"a.png\"},\"id\":7,\"t\":\"x\"},{\"l\":{\"u\":\"ftp://x\"}},5,null,{\"id\":8}]";
    Steps steps = Steps.run(open(source), ask -> Steps.document(ask.url(), body), 100);
    assertThat(steps.items.get(0).url()).isEqualTo("http://h/a.png");
    assertThat(steps.items.get(0).key()).isEqualTo("7");
    assertThat(steps.items.get(0).fields()).containsEntry("t", "x");
    assertThat(steps.items.subList(1, 5))
        .allMatch(item -> item.fault().code() == ErrorCode.BAD_URL);
  }

  @Test
  void anElementsNullExpandsToNothing() {
    Source.Pages source =
        new Source.Pages(
            PageRequest.get("http://h/list", Map.of()),
            0,
            "",
            Places.made("/get/{v}{?c,n.t}"),
            new NextPage.Link("next"),
            0,
            null);
    String body =
        "[{\"v\":1,\"c\":NaN},{\"v\":2,\"c\":null},{\"v\":3},{\"v\":4,\"c\":5}]"
            .replace("}", ",\"n\":{\"t\":null}}");
    Steps steps = Steps.run(open(source), ask -> Steps.document(ask.url(), body), 100);
    assertThat(steps.items.get(0).url()).isEqualTo("http://h/get/1");
    assertThat(steps.items.get(1).url()).isEqualTo("http://h/get/2");
    assertThat(steps.items.get(2).fault().code()).isEqualTo(ErrorCode.BAD_NAME);
    assertThat(steps.items.get(3).url()).isEqualTo("http://h/get/4?c=5");
  }

  @Test
  void anElementWithoutTheVariableOfItsUrlIsABadName() {
    Source.Pages source = pages("http://h/list", Map.of(), new NextPage.Link("next"), 0, 0);
    Steps steps =
        Steps.run(
            open(source),
            ask -> Steps.document(ask.url(), "{\"urls\":[{\"a\":1},\"../x/é\"]}"),
            100);
    assertThat(steps.items.get(0).fault().code()).isEqualTo(ErrorCode.BAD_NAME);
    assertThat(steps.items.get(1).url()).isEqualTo("http://h/get/..%2Fx%2F%C3%A9");
  }
}
