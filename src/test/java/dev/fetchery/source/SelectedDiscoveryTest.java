package dev.fetchery.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fetchery.job.Draft;
import dev.fetchery.job.NextPage;
import dev.fetchery.job.PageRequest;
import dev.fetchery.job.Places;
import dev.fetchery.job.Source;
import dev.fetchery.job.Terms;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SelectedDiscoveryTest {
  private static Source.Pages pages() {
    return new Source.Pages(
        PageRequest.get("http://h/p", Map.of("page", "{page}")),
        0,
        "",
        Places.NONE,
        new NextPage.UntilEmpty(),
        2,
        null);
  }

  private static Steps run(List<String> include, List<String> exclude, int lastPage) {
    Discovery whole = new PagesDiscovery(pages(), Map.of(), Set.of(), null, 1_000, 3);
    return Steps.run(
        new SelectedDiscovery(whole, new Selection(include, exclude)),
        ask -> {
          int page = Math.min(lastPage, Integer.parseInt(ask.url().replaceAll(".*=", "")));
          String list =
              IntStream.range(0, 4)
                  .mapToObj(i -> "\"/f/" + page + "-" + i + (i % 2 == 0 ? ".png" : ".txt") + "\"")
                  .collect(Collectors.joining(",", "[", "]"));
          return Steps.document(ask.url(), list);
        },
        3,
        Integer.MAX_VALUE,
        new Random(1));
  }

  @Test
  void takesWhatIsIncludedAndNotExcluded() {
    Steps steps = run(List.of("*.png"), List.of("/f/2-*"), 3);
    // The last page comes twice before it is known to be the last.
    assertThat(new LinkedHashSet<>(steps.urls()))
        .containsExactly(
            "http://h/f/1-0.png", "http://h/f/1-2.png", "http://h/f/3-0.png", "http://h/f/3-2.png");
    assertThat(steps.end.fault()).isNull();
  }

  @Test
  void aListingThatRepeatsItsLastPageEndsAlsoWhereNothingIsTaken() {
    Steps steps = run(List.of("*.gif"), List.of(), 5);
    assertThat(steps.items).isEmpty();
    assertThat(steps.end.fault()).isNull();
    assertThat(steps.asked.size()).isLessThan(12);
  }

  @Test
  void matchesTheKeyBeforeTheUrl() {
    Selection selection = new Selection(List.of("a*"), List.of());
    assertThat(
            selection.takes(new Draft("abc", "http://h/x", Map.of(), Map.of(), Terms.NONE, null)))
        .isTrue();
    assertThat(
            selection.takes(new Draft("x", "http://h/abc", Map.of(), Map.of(), Terms.NONE, null)))
        .isFalse();
    assertThat(
            selection.takes(
                new Draft(null, "http://h/a%62c", Map.of(), Map.of(), Terms.NONE, null)))
        .isTrue();
  }
}
