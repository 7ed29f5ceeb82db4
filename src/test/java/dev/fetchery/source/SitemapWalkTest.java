package dev.fetchery.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fetchery.job.DocumentFormat;
import dev.fetchery.job.ErrorCode;
import dev.fetchery.job.Places;
import dev.fetchery.job.Source;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Indexes of sitemaps that lead to what was read before. */
class SitemapWalkTest {
  private static final Source.Document INDEX =
      new Source.Document(
          "http://h/index",
          DocumentFormat.SITEMAP,
          Source.Document.LINKS,
          Source.Document.REFERENCE,
          0,
          Places.NONE,
          Map.of());

  private final Map<String, Discovery.Document> world = new HashMap<>();
  private final List<String> requested = new ArrayList<>();

  private void index(String url, String... sitemaps) {
    put(url, url, "sitemapindex", "sitemap", sitemaps);
  }

  private void sitemap(String url, String... pages) {
    put(url, url, "urlset", "url", pages);
  }

  private void put(String url, String reached, String root, String entry, String... urls) {
    String entries =
        Stream.of(urls)
            .map(to -> "<" + entry + "><loc>" + to + "</loc></" + entry + ">")
            .collect(Collectors.joining());
    String body = "<" + root + ">" + entries + "</" + root + ">";
    world.put("http://h" + url, Steps.document("http://h" + reached, body));
  }

  private Steps run(String position, int stopAfter) {
    try (DocumentDiscovery discovery = new DocumentDiscovery(INDEX, Map.of(), Set.of(), position)) {
      return Steps.run(
          discovery,
          ask -> {
            requested.add(ask.url().substring("http://h".length()));
            return world.get(ask.url());
          },
          1,
          stopAfter,
          new Random(0));
    }
  }

  private Steps run() {
    return run(null, Integer.MAX_VALUE);
  }

  @Test
  void anIndexThatNamesItselfIsReadOnce() {
    index("/index", "/a", "/index", "http://u:p@h/index#x");
    sitemap("/a", "/1");
    Steps steps = run();
    assertThat(steps.urls()).containsExactly("http://h/1");
    assertThat(steps.end.fault()).isNull();
    assertThat(requested).containsExactly("/index", "/a");
  }

  @Test
  void indexesThatNameEachOtherAndASitemapNamedTwiceAreReadOnce() {
    index("/index", "/other", "/a", "/a");
    index("/other", "/index", "/b", "/a");
    sitemap("/a", "/1");
    sitemap("/b", "/2");
    Steps steps = run();
    assertThat(steps.urls()).containsExactly("http://h/2", "http://h/1");
    assertThat(steps.end.fault()).isNull();
    assertThat(requested).containsExactly("/index", "/other", "/b", "/a");
  }

  @Test
  void aRedirectToWhatWasReadIsPassedOver() {
    put("/index", "/moved", "sitemapindex", "sitemap", "/moved", "/a", "/b");
    sitemap("/a", "/1");
    put("/b", "/a", "urlset", "url", "/1");
    Steps steps = run();
    assertThat(steps.urls()).containsExactly("http://h/1");
    assertThat(requested).containsExactly("/index", "/a", "/b");
  }

  @Test
  void whatIsBeingReadIsKnownAfterARestart() {
    index("/index", "/other", "/a");
    index("/other", "/b", "/index", "/other", "/c");
    sitemap("/a", "/1");
    sitemap("/b", "/2");
    sitemap("/c", "/3");
    List<String> whole = run().urls();
    assertThat(whole).containsExactly("http://h/2", "http://h/3", "http://h/1");
    for (int stop = 1; stop < whole.size(); stop++) {
      Steps first = run(null, stop);
      requested.clear();
      Steps second = run(first.position, Integer.MAX_VALUE);
      assertThat(Stream.concat(first.urls().stream(), second.urls().stream())).isEqualTo(whole);
      assertThat(second.end.fault()).isNull();
      assertThat(requested).doesNotHaveDuplicates();
    }
  }

  @Test
  void oneThatFailsIsToldOnceAndReadAgain() {
    index("/index", "/a", "/a", "/b");
    sitemap("/b", "/2");
    Steps first = run();
    assertThat(first.end.fault()).isEqualTo(Steps.DOWN);
    assertThat(requested).containsExactly("/index", "/a", "/b");
    sitemap("/a", "/1");
    Steps second = run(first.position, Integer.MAX_VALUE);
    assertThat(second.urls()).containsExactly("http://h/1");
    assertThat(second.end.fault()).isNull();
  }

  @Test
  void indexesThatLeadEverDeeperAreAFault() {
    for (int i = 0; i < 9; i++) {
      index(i == 0 ? "/index" : "/" + i, "/" + (i + 1));
    }
    Steps steps = run();
    assertThat(steps.end.fault().code()).isEqualTo(ErrorCode.TOO_LARGE);
    assertThat(steps.end.fault().detail()).isEqualTo("http://h/4: its indexes are nested too deep");
    assertThat(requested).containsExactly("/index", "/1", "/2", "/3");
  }
}
