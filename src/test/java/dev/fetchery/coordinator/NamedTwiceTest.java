package dev.fetchery.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fetchery.bus.Answer;
import dev.fetchery.bus.Command;
import dev.fetchery.job.ErrorCode;
import dev.fetchery.job.Item;
import dev.fetchery.job.Job;
import dev.fetchery.job.JobState;
import dev.fetchery.testing.Reply;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A list that names one URL for one place twice: it is requested once. */
class NamedTwiceTest extends CoordinatorCase {
  private static Stream<String> twice() {
    return Stream.of("/x/a.txt", "/b.txt", "/x/a.txt");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "'save':{'as':'{url.file}'}",
        "'save':{'as':'{url.file}','ifExists':'fail'}",
        "'save':{'as':'{url.file}','ifExists':'rename'}",
        "'save':{'as':'{url.file}','ifExists':'overwrite'}",
        "'save':{'as':'{served.name}'}",
        "'save':{'as':'{url.stem}.{ext}','ifExists':'rename'}"
      })
  void laterOneIsSkipped(String save) {
    Job job = rig.run(urls(twice(), save));
    assertThat(job.state()).isEqualTo(JobState.SUCCEEDED);
    assertThat(states(job.id())).containsExactly("done", "done", "skipped");
    assertThat(origin.requests("/x/a.txt")).isEqualTo(1);
    assertThat(rig.files()).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "'save':{'as':'{url.file}'}",
        "'save':{'as':'{url.file}','ifExists':'rename'}",
        "'save':{'as':'{served.name}'}"
      })
  void aFragmentMakesNoOtherItem(String save) {
    Stream<String> urls = Stream.of("/x/a.txt#1", "/x/a.txt#2", "/x/a.txt");
    Job job = rig.run(urls(urls, save));
    assertThat(states(job.id())).containsExactly("done", "skipped", "skipped");
    assertThat(origin.requests("/x/a.txt")).isEqualTo(1);
    assertThat(filesOf(job.id())).containsOnly("n/a.txt");
    assertThat(item(job.id(), 1).url()).isEqualTo(origin.url("/x/a.txt#2"));
  }

  /** What says where it is may be asked by the URL as it is written. */
  @Test
  void aFragmentCountsWhereItIsAskedFor() {
    origin.on("/link", r -> Reply.ok("\"/f?" + r.target().replaceFirst(".*%23", "") + "\""));
    String locate = "'locate':{'url':'" + origin.url("/link?of={url}") + "'}";
    Job job = rig.run(urls(Stream.of("/a#1", "/a#2", "/a#1", "/a"), locate));
    assertThat(states(job.id())).containsExactly("done", "done", "skipped", "done");
    assertThat(rig.files()).containsExactlyInAnyOrder("n/a", "n/a (1)", "n/a (2)");
    assertThat(origin.requests("/f")).isEqualTo(3);
  }

  @Test
  void anyNumberOfTimes() {
    Job job = rig.run(urls(Collections.nCopies(2_000, "/x/a.txt").stream(), ""));
    assertThat(job.state()).isEqualTo(JobState.SUCCEEDED);
    assertThat(job.progress().skipped()).isEqualTo(1_999);
    assertThat(origin.requests()).isEqualTo(1);
  }

  @Test
  void amongOthersOfTheSameNameThatAreNumbered() {
    Job job = rig.run(urls(Stream.of("/x/a", "/y/a", "/z/a", "/y/a", "/x/a", "/z/a"), ""));
    assertThat(states(job.id()))
        .containsExactly("done", "done", "done", "skipped", "skipped", "skipped");
    assertThat(rig.files()).containsExactlyInAnyOrder("n/a", "n/a (1)", "n/a (2)");
  }

  @Test
  void forTwoPlacesItIsRequestedForEach() {
    String url = origin.url("/a");
    String list =
        "{'type':'urls','urls':[{'url':'%s','key':'one'},{'url':'%s','key':'two'}]}"
            .formatted(url, url);
    Job job = rig.run(job(list, "'save':{'as':'{key}'}"));
    assertThat(states(job.id())).containsExactly("done", "done");
    assertThat(rig.files()).containsExactlyInAnyOrder("n/one", "n/two");
  }

  @ParameterizedTest
  @ValueSource(strings = {"'save':{'as':'{index}.txt'}", "'mode':'probe'"})
  void numbersAndProbesAreRequestedEach(String fields) {
    Job job = rig.run(urls(twice(), fields));
    assertThat(states(job.id())).containsOnly("done");
    assertThat(origin.requests("/x/a.txt")).isEqualTo(2);
  }

  @Test
  void repeatedUrlIsReallyRequestedEachTime() {
    String repeat = "{'type':'repeat','url':'" + origin.url("/cat") + "','count':3}";
    Job job = rig.run(job(repeat, "'save':{'as':'cat.png','ifExists':'rename'}"));
    assertThat(states(job.id())).containsExactly("done", "done", "done");
    assertThat(origin.requests("/cat")).isEqualTo(3);
  }

  @Test
  void laterOneEndsAsTheEarlierWhereThatFailed() {
    origin.on("/x/a.txt", Reply.status(403), Reply.ok("now"));
    Job job = rig.run(urls(twice(), ""));
    assertThat(states(job.id()))
        .containsExactly("failed http_status", "done", "failed http_status");
    assertThat(origin.requests("/x/a.txt")).isEqualTo(1);
    retry(job.id());
    assertThat(rig.awaitEnd(job.id()).state()).isEqualTo(JobState.SUCCEEDED);
    assertThat(states(job.id())).containsExactly("done", "done", "skipped");
    assertThat(origin.requests("/x/a.txt")).isEqualTo(2);
  }

  private List<String> filesOf(String job) {
    return rig.items(job).stream().map(Item::file).toList();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'save':{'dir':'d','as':'S.txt','ifExists':'rename'}",
        "'save':{'dir':'d','as':'{served.name}','ifExists':'rename'}"
      })
  void laterOneShowsTheFileOfTheEarlier(String fields) {
    for (int i = 0; i < 2; i++) {
      Job job = rig.run(urls(Stream.of("/S.txt", "/S.txt"), fields));
      assertThat(states(job.id())).containsExactly("done", "skipped");
      String saved = i == 0 ? "d/S.txt" : "d/S (1).txt";
      assertThat(filesOf(job.id())).containsExactly(saved, saved);
    }
  }

  @Test
  void laterOneShowsTheFileAfterARetryToo() {
    origin.on("/a", Reply.status(500), Reply.ok("now"));
    Job job = rig.run(urls(Stream.of("/a", "/a"), "'retry':{'attempts':1}"));
    assertThat(states(job.id())).containsExactly("failed http_status", "failed http_status");
    assertThat(filesOf(job.id())).containsExactly("n/a", "n/a");
    retry(job.id());
    rig.awaitEnd(job.id());
    assertThat(states(job.id())).containsExactly("done", "skipped");
    assertThat(filesOf(job.id())).containsExactly("n/a", "n/a");
  }

  @Test
  void laterOneThatIsTriedAgainByItselfIsRequested() {
    origin.on("/a", Reply.status(404), Reply.status(500), Reply.ok("now"));
    Job job = rig.run(urls(Stream.of("/a", "/a", "/a"), "'retry':{'attempts':1}"));
    rig.ask(new Command.RetryItems(job.id(), List.of(), List.of(1L)), Answer.JobView.class);
    rig.awaitEnd(job.id());
    assertThat(states(job.id()))
        .containsExactly("failed http_status", "failed http_status", "not_found http_status");
    retry(job.id(), ErrorCode.HTTP_STATUS);
    rig.awaitEnd(job.id());
    assertThat(states(job.id())).containsExactly("done", "skipped", "skipped");
    assertThat(origin.requests("/a")).isEqualTo(3);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "'save':{'as':'{served.name}'}"})
  void earlierOneIsActiveWhenTheServiceDies(String save) {
    origin.on("/x/a.txt", request -> gate());
    String id = rig.submit(urls(twice(), save)).id();
    rig.await(id, j -> j.progress().done() == 1 && j.progress().active() == 1);
    open.set(true);
    crash();
    assertThat(rig.awaitEnd(id).state()).isEqualTo(JobState.SUCCEEDED);
    assertThat(states(id)).containsExactly("done", "done", "skipped");
  }

  @Test
  void isCancelledWithTheEarlierOne() {
    origin.on("/x/a.txt", request -> gate());
    String id = rig.submit(urls(twice(), "")).id();
    rig.await(id, j -> j.progress().done() == 1 && j.progress().active() == 1);
    cancel(id);
    assertThat(rig.awaitEnd(id).state()).isEqualTo(JobState.CANCELLED);
    assertThat(states(id)).containsExactly("cancelled", "done", "cancelled");
  }

  @Test
  void otherItemsOfTheSamePlaceStillCollide() {
    Stream<String> urls = Stream.of("/x/a.txt", "/y/a.txt", "/x/a.txt");
    Job job = rig.run(urls(urls, "'save':{'as':'{url.file}'}"));
    assertThat(states(job.id())).containsExactly("done", "failed collision", "skipped");
    List<Item> items = rig.items(job.id());
    assertThat(items.get(2).file()).isEqualTo("n/a.txt");
  }

  private Job entries(String first, String second, String save) {
    String entry = "{'url':'" + origin.url("/a.txt") + "'%s}";
    String list = "{'type':'urls','urls':[" + entry + ',' + entry + "]}";
    return rig.run(job(list.formatted(first, second), save));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ",'method':'POST'",
        ",'body':'x'",
        ",'range':'0-0'",
        ",'headers':{'accept':'text/plain'}",
        ",'size':1"
      })
  void ofTwoThatAreAskedForDifferentlyEachIsRequested(String more) {
    origin.on("/a.txt", Reply.ok("x"));
    for (String save : List.of("", "'save':{'as':'{served.name}','ifExists':'rename'}")) {
      Job job = entries("", more, save);
      assertThat(states(job.id())).as(save).containsExactly("done", "done");
    }
    assertThat(origin.requests("/a.txt")).isEqualTo(4);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = ';',
      value = {
        "``;``",
        "``;,'size':2",
        "'save':{'as':'{served.name}'};``",
        "'save':{'as':'{served.name}'};,'size':2"
      })
  void laterOneNeedNotSayAgainWhatTheFileMustBe(String save, String second) {
    origin.on("/a.txt", Reply.ok("hi"));
    assertThat(states(entries(",'size':2", second, save).id())).containsExactly("done", "skipped");
    assertThat(origin.requests("/a.txt")).isEqualTo(1);
  }
}
