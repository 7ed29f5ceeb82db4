package dev.fetchery.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fetchery.job.Draft;
import dev.fetchery.job.ErrorCode;
import dev.fetchery.job.NextPage;
import dev.fetchery.job.PageRequest;
import dev.fetchery.job.Places;
import dev.fetchery.job.Source;
import dev.fetchery.naming.MissingVariableException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChainDiscoveryTest {
  private final Map<String, Discovery.Document> world = new HashMap<>();
  private final List<String> requested = new ArrayList<>();
  private final List<RuntimeException> unforeseen = new ArrayList<>();

  private void json(String url, String body) {
    world.put(url, Steps.document(url, body));
  }

  private static Source.Json list(String url) {
    return new Source.Json(url, "", Places.NONE, Map.of());
  }

  /** Parents in pages of three, each with a list of its own. */
  private void world(int parents) {
    for (int page = 1; page <= (parents + 2) / 3 + 1; page++) {
      List<String> names = new ArrayList<>();
      for (int i = 3 * (page - 1); i < Math.min(3 * page, parents); i++) {
        names.add("\"p" + i + "\"");
        List<String> files = new ArrayList<>();
        for (int f = 0; f < i % 4; f++) {
          files.add("\"/f" + i + "-" + f + "\"");
        }
        json("http://h/list/p" + i, files.toString());
      }
      json("http://h/parents?page=" + page, names.toString());
    }
  }

  private static Discovery parent(String position) {
    Source.Pages pages =
        new Source.Pages(
            PageRequest.get("http://h/parents", Map.of("page", "{page}")),
            0,
            "",
            Places.made("http://h/unused/{value}"),
            new NextPage.UntilEmpty(),
            2,
            null);
    return new PagesDiscovery(pages, Map.of(), Set.of(), position, 1_000, 3);
  }

  private static Discovery child(Branch branch, String position) {
    String name = branch.variables().get("parent.value");
    if ("p5".equals(name)) {
      throw new MissingVariableException("parent.id");
    }
    return new JsonDiscovery(list("http://h/list/" + name), Map.of(), Set.of(), position);
  }

  private Steps run(String position, int stopAfter, int maxItems, long seed) {
    Function<Discovery.Ask, Discovery.Document> answers =
        ask -> {
          requested.add(ask.url());
          return world.get(ask.url());
        };
    try (ChainDiscovery chain =
        new ChainDiscovery(
            ChainDiscoveryTest::parent,
            ChainDiscoveryTest::child,
            Set.of("url.file.upper", "url.host", "value"),
            position,
            unforeseen::add)) {
      return Steps.run(chain, answers, maxItems, stopAfter, new Random(seed));
    }
  }

  private static List<String> expected(int parents) {
    List<String> urls = new ArrayList<>();
    for (int i = 0; i < parents; i++) {
      for (int f = 0; i != 5 && f < i % 4; f++) {
        urls.add("http://h/f" + i + "-" + f);
      }
    }
    return urls;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7, 1000})
  void itemsKeepTheOrderOfTheirBranches(int maxItems) {
    world(20);
    Steps steps = run(null, Integer.MAX_VALUE, maxItems, maxItems);
    assertThat(steps.urls()).isEqualTo(expected(20));
    assertThat(steps.end.fault().code()).isEqualTo(ErrorCode.BAD_URL);
    assertThat(steps.end.fault().detail()).isEqualTo("of p5: there is no value for {parent.id}");
    assertThat(steps.mostOutstanding).isBetween(3, 12);
  }

  @Test
  void parentsWithOneUrlAreExpandedEach() {
    json(
        "http://h/parents",
        """
        [{"url": "/same", "id": "A"}, {"url": "/same", "id": "B"}, {"url": "/same", "id": "B"}]
        """);
    json("http://h/list/A", "[\"/a\"]");
    json("http://h/list/B", "[\"/b\"]");
    ChainDiscovery.Opener children =
        (branch, position) ->
            new JsonDiscovery(
                list("http://h/list/" + branch.variables().get("parent.id")),
                Map.of(),
                Set.of(),
                position);
    Function<Discovery.Ask, Discovery.Document> answers =
        ask -> {
          requested.add(ask.url());
          return world.get(ask.url());
        };
    try (ChainDiscovery chain =
        new ChainDiscovery(
            position -> new JsonDiscovery(list("http://h/parents"), Map.of(), Set.of(), position),
            children,
            Set.of(),
            null,
            unforeseen::add)) {
      Steps steps = Steps.run(chain, answers, 10, Integer.MAX_VALUE, new Random(1));
      assertThat(steps.urls()).containsExactly("http://h/a", "http://h/b");
      assertThat(requested)
          .containsExactlyInAnyOrder("http://h/parents", "http://h/list/A", "http://h/list/B");
    }
  }

  @Test
  void itemsKnowTheirParents() {
    world(4);
    Draft item = run(null, Integer.MAX_VALUE, 10, 1).items.get(0);
    assertThat(item.fields())
        .containsEntry("parent.value", "p1")
        .containsEntry("parent.key", "p1")
        .containsEntry("parent.url", "http://h/unused/p1")
        .containsEntry("parent.url.file", "p1")
        .containsEntry("parent.url.host", "h")
        .doesNotContainKeys("parent.url.stem", "parent.url.path")
        .containsEntry("value", "/f1-0");
  }

  @Test
  void goesOnFromEveryPositionAsIfItHadNotStopped() {
    world(20);
    List<String> whole = expected(20);
    for (int stop = 1; stop < whole.size(); stop++) {
      Steps first = run(null, stop, 1 + stop % 3, stop);
      Steps second = run(first.position, Integer.MAX_VALUE, 2, stop + 1);
      List<String> both = new ArrayList<>(first.urls());
      both.addAll(second.urls());
      assertThat(both).as("stopped after %d", stop).isEqualTo(whole);
      assertThat(second.end.fault().code()).isEqualTo(ErrorCode.BAD_URL);
    }
  }

  @Test
  void onlyBranchesThatFailedAreExpandedAgain() {
    world(12);
    Discovery.Document lost = world.remove("http://h/list/p7");
    Steps first = run(null, Integer.MAX_VALUE, 3, 1);
    assertThat(first.end.fault().detail())
        .isEqualTo("of p5: there is no value for {parent.id}; also failed: p7");
    List<String> without = expected(12);
    without.removeIf(url -> url.startsWith("http://h/f7-"));
    assertThat(first.urls()).isEqualTo(without);
    world.put("http://h/list/p7", lost);
    requested.clear();
    Steps second = run(first.position, Integer.MAX_VALUE, 3, 1);
    assertThat(second.urls()).containsExactly("http://h/f7-0", "http://h/f7-1", "http://h/f7-2");
    assertThat(requested).containsExactly("http://h/list/p7");
  }

  @Test
  void branchesThatAreExpandedAgainAreNotLostWhereThatIsCutShort() {
    world(16);
    List<String> lists = List.of("http://h/list/p6", "http://h/list/p7", "http://h/list/p11");
    List<Discovery.Document> lost = lists.stream().map(world::remove).toList();
    Steps first = run(null, Integer.MAX_VALUE, 3, 1);
    for (int i = 0; i < lists.size(); i++) {
      world.put(lists.get(i), lost.get(i));
    }
    List<String> files = expected(16);
    files.removeAll(first.urls());
    assertThat(files).hasSize(8);
    for (int stop = 0; stop < files.size(); stop++) {
      Steps second = run(first.position, Math.max(1, stop), 1 + stop % 2, stop);
      Steps third = run(second.position, Integer.MAX_VALUE, 2, stop + 1);
      List<String> both = new ArrayList<>(second.urls());
      both.addAll(third.urls());
      assertThat(both).as("stopped after %d", stop).isEqualTo(files);
      assertThat(third.end.fault().detail()).isEqualTo("of p5: there is no value for {parent.id}");
    }
  }

  @Test
  void aParentThatFailsIsToldAfterWhatItNamed() {
    world(12);
    world.remove("http://h/parents?page=3");
    Steps steps = run(null, Integer.MAX_VALUE, 3, 1);
    assertThat(steps.urls()).isEqualTo(expected(6));
    assertThat(steps.end.fault().detail()).isEqualTo("500; also failed: p5");
    world(12);
    List<String> both = new ArrayList<>(steps.urls());
    both.addAll(run(steps.position, Integer.MAX_VALUE, 3, 1).urls());
    assertThat(both).isEqualTo(expected(12));
  }
}
