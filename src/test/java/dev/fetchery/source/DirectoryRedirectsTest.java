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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where the index of a directory may lead by a redirect. */
class DirectoryRedirectsTest {
  private final Map<String, Discovery.Document> world = new HashMap<>();
  private final List<String> requested = new ArrayList<>();

  private void page(String url, String... links) {
    redirected(url, url, links);
  }

  private void redirected(String url, String to, String... links) {
    String body = "<a href=" + String.join(">x</a><a href=", links) + ">x</a>";
    world.put(url, Steps.document(to, body));
  }

  private Steps run(String url, int recurse) {
    return run(url, recurse, null, Integer.MAX_VALUE);
  }

  private Steps run(String url, int recurse, String position, int stopAfter) {
    Source.Document source =
        new Source.Document(
            url,
            DocumentFormat.DIRECTORY,
            Source.Document.LINKS,
            Source.Document.REFERENCE,
            recurse,
            Places.NONE,
            Map.of());
    try (DocumentDiscovery discovery =
        new DocumentDiscovery(source, Map.of(), Set.of(), position)) {
      return Steps.run(
          discovery,
          ask -> {
            requested.add(ask.url());
            return world.get(ask.url());
          },
          1,
          stopAfter,
          new Random(0));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://v/d/s/",
        "https://h/d/s/",
        "http://h:8080/d/s/",
        "http://h/e/",
        "http://h/",
        "http://h/d/",
        "http://h/d/s",
        "http://h/d/%2e%2e/e/",
        "http://h/d/s/..%2f..%2fe/"
      })
  void aDirectoryThatRedirectsOutOfTheOneThatListsItGivesNothingAndIsTold(String outside) {
    page("http://h/d/", "a", "s/", "z");
    redirected("http://h/d/s/", outside, "q", "sub/");
    page(outside + "sub/", "deep");
    Steps steps = run("http://h/d/", 16);
    assertThat(steps.urls()).containsExactly("http://h/d/a", "http://h/d/z");
    assertThat(requested).containsExactly("http://h/d/", "http://h/d/s/");
    assertThat(steps.end.fault().code()).isEqualTo(ErrorCode.BAD_RESPONSE);
    assertThat(steps.end.fault().detail())
        .isEqualTo(
            "http://h/d/s/: it redirects to %s, outside the directory that lists it"
                .formatted(outside));
  }

  @Test
  void itIsJudgedAgainWhenItIsReadAgain() {
    page("http://h/d/", "s/");
    redirected("http://h/d/s/", "http://h/e/", "q");
    String position = run("http://h/d/", 16).position;
    assertThat(run("http://h/d/", 16, position, 9).urls()).isEmpty();
    page("http://h/d/s/", "f");
    assertThat(run("http://h/d/", 16, position, 9).urls()).containsExactly("http://h/d/s/f");
  }

  @ParameterizedTest
  @CsvSource({
    "http://h/d/S%20/, http://h/d/S%20/f",
    "http://h/d/s/index.html?x=1, http://h/d/s/f",
    "http://H:80/%64/s/, http://H:80/%64/s/f",
    "http://h/d/t/u/, http://h/d/t/u/f"
  })
  void aRedirectWithinIsFollowed(String within, String file) {
    page("http://h/d/", "s/");
    redirected("http://h/d/s/", within, "f");
    Steps steps = run("http://h/d/", 2);
    assertThat(steps.urls()).containsExactly(file);
    assertThat(steps.end.fault()).isNull();
  }

  @Test
  void theFirstDocumentMayRedirectAnywhere() {
    redirected("http://h/d/", "http://v/x/", "a", "s/");
    page("http://v/x/s/", "b");
    Steps steps = run("http://h/d/", 1);
    assertThat(steps.urls()).containsExactly("http://v/x/a", "http://v/x/s/b");
    assertThat(steps.end.fault()).isNull();
  }

  @Test
  void aDirectoryThatIsReachedInTwoWaysIsReadOnce() {
    page("http://h/d/", "latest/", "v1/", "%762/", "v2/", "old/");
    redirected("http://h/d/latest/", "http://h/d/v2/", "b", "x/");
    page("http://h/d/v2/x/", "c");
    page("http://h/d/v1/", "a");
    redirected("http://h/d/old/", "http://h/d/v1/", "a");
    Steps steps = run("http://h/d/", 3);
    assertThat(steps.urls())
        .containsExactly("http://h/d/v2/b", "http://h/d/v2/x/c", "http://h/d/v1/a");
    assertThat(requested)
        .containsExactly(
            "http://h/d/",
            "http://h/d/latest/",
            "http://h/d/v2/x/",
            "http://h/d/v1/",
            "http://h/d/old/");
    assertThat(steps.end.fault()).isNull();
  }

  @Test
  void levelsAreThoseOfThePathThatAnswered() {
    page("http://h/d/", "s/", "t/");
    redirected("http://h/d/s/", "http://h/d/t/u/", "f", "v/");
    page("http://h/d/t/", "u/");
    page("http://h/d/t/u/v/", "deep");
    assertThat(run("http://h/d/", 1).urls()).isEmpty();
    assertThat(run("http://h/d/", 2).urls()).containsExactly("http://h/d/t/u/f");
    assertThat(run("http://h/d/", 3).urls())
        .containsExactly("http://h/d/t/u/f", "http://h/d/t/u/v/deep");
  }

  @Test
  void levelsAreTheSameAfterARestart() {
    page("http://h/d/", "s/");
    redirected("http://h/d/s/", "http://h/d/t/u/", "1", "2", "v/");
    page("http://h/d/t/u/v/", "3", "w/");
    page("http://h/d/t/u/v/w/", "4");
    String position = run("http://h/d/", 3, null, 1).position;
    assertThat(run("http://h/d/", 3, position, 9).urls())
        .containsExactly("http://h/d/t/u/2", "http://h/d/t/u/v/3");
  }

  @Test
  void aLinkThatDecodesToTheParentIsNone() {
    page("http://h/d/", "%2e%2e/", "..%2f", "a");
    page("http://h/d/%2e%2e/", "secret");
    assertThat(run("http://h/d/", 16).urls()).containsExactly("http://h/d/a");
    assertThat(requested).hasSize(1);
  }
}
