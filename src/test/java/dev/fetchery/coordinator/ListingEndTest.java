package dev.fetchery.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fetchery.job.ErrorCode;
import dev.fetchery.job.Item;
import dev.fetchery.job.Job;
import dev.fetchery.job.JobState;
import dev.fetchery.testing.OriginServer;
import dev.fetchery.testing.Reply;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where listings end, and documents that are not what they should be, up to the end of the job. */
class ListingEndTest extends CoordinatorCase {

  private String pages(String fields) {
    String source = "{'type':'pages','url':'" + origin.url("/page") + "'," + fields + "}";
    return job(source, "'retry':{'backoffMs':1}");
  }

  private String byNumber(String fields) {
    return pages("'query':{'page':'{page}'},'more':{'untilEmpty':true}" + fields);
  }

  private static int page(OriginServer.Seen request) {
    return Integer.parseInt(request.target().replaceAll(".*page=", ""));
  }

  private static Reply list(int from, int to) {
    return Reply.ok(
        IntStream.range(from, to)
            .mapToObj(i -> "\"/f/" + i + "\"")
            .collect(Collectors.joining(",", "[", "]")));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 4})
  void listingWhoseLastPageRepeatsEndsThere(int ahead) {
    origin.on("/page", r -> list(Math.min(page(r), 3), Math.min(page(r), 3) + 1));
    Job job = rig.run(byNumber(",'ahead':" + ahead));
    assertThat(job.state()).isEqualTo(JobState.SUCCEEDED);
    assertThat(job.progress().done()).isEqualTo(3);
    assertThat(origin.requests("/page")).isLessThanOrEqualTo(4 + ahead);
    assertThat(job.progress().discoveryDone()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"404, 0", "400, 0", "404, 4", "400, 4"})
  void pageBehindTheLastThatIsNotThereIsTheEnd(int status, int ahead) {
    origin.on("/page", r -> page(r) <= 3 ? list(page(r), page(r) + 1) : Reply.status(status));
    Job job = rig.run(byNumber(",'ahead':" + ahead));
    assertThat(job.state()).isEqualTo(JobState.SUCCEEDED);
    assertThat(job.progress().done()).isEqualTo(3);
  }

  @Test
  void firstPageThatIsNotThereIsAFailure() {
    origin.on("/page", Reply.status(404));
    Job job = rig.run(byNumber(""));
    assertThat(job.state()).isEqualTo(JobState.FAILED);
    assertThat(job.error().code()).isEqualTo(ErrorCode.HTTP_STATUS);
  }

  @Test
  void pageThatIsNotThereIsAFailureWhereTheEndIsSaidOtherwise() {
    origin.on(
        "/page",
        r -> page(r) <= 3 ? list(page(r), page(r) + 1).with("More", "true") : Reply.status(404));
    Job job = rig.run(pages("'query':{'page':'{page}'},'more':{'header':'More'}"));
    assertThat(job.state()).isEqualTo(JobState.PARTIAL);
    assertThat(job.progress().done()).isEqualTo(3);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void listingStoppedBeforeAPageGoesOnWithIt(boolean dies) {
    AtomicBoolean open = new AtomicBoolean();
    origin.otherwise(r -> Reply.ok("x"));
    origin.on(
        "/page",
        r -> {
          int page = Math.min(page(r), 4);
          // The second page lists a thousand of the first again behind its own.
          return page == 3 && !open.get()
              ? noAnswer()
              : page == 2 ? list(1_000, 2_100) : list(1_000 * (page - 1), 1_000 * page);
        });
    String id = rig.submit(byNumber(",'ahead':0")).id();
    rig.await(id, j -> j.progress().done() == 2_100);
    open.set(true);
    if (dies) {
      crash();
    } else {
      restart();
    }
    Job job = rig.awaitEnd(id);
    assertThat(job.state()).isEqualTo(JobState.SUCCEEDED);
    assertThat(job.progress().done()).isEqualTo(4_000);
    assertThat(origin.requests("/page")).isBetween(6, 7);
  }

  @Test
  void nextPagesUrlMayStandInTheBody() {
    origin.on("/page", Reply.ok("{'urls':['/f/1'],'links':{'next':'two?x=1'}}".replace('\'', '"')));
    origin.on("/two", Reply.ok("{'urls':['/f/2'],'links':{'next':null}}".replace('\'', '"')));
    Job job = rig.run(pages("'at':'/urls','more':{'nextAt':'/links/next'}"));
    assertThat(job.state()).isEqualTo(JobState.SUCCEEDED);
    assertThat(job.progress().done()).isEqualTo(2);
    assertThat(origin.seen("/two").get(0).target()).isEqualTo("/two?x=1");
  }

  private String json(String fields) {
    return job("{'type':'json','url':'" + origin.url("/list?token=s") + "'" + fields + "}", "");
  }

  @Test
  void moreBehindADocumentIsToldAndWhatWasFoundIsFetched() {
    origin.on("/list", Reply.ok("{\"a\":\"/f1\"}\n{\"b\":\"/f2\"}"));
    Job job = rig.run(json(""));
    assertThat(job.state()).isEqualTo(JobState.PARTIAL);
    assertThat(rig.items(job.id())).extracting(Item::key).containsExactly("a");
    assertThat(job.error().code()).isEqualTo(ErrorCode.BAD_DOCUMENT);
    assertThat(job.error().detail())
        .endsWith("more follows after the JSON value at line 2, column 1");
  }

  @Test
  void htmlInPlaceOfJsonIsCalledSoAndItsUrlNamed() {
    origin.on("/list", Reply.redirect(302, "/login?token=t"));
    origin.on("/login", Reply.ok("<html><title>Sign in</title>"));
    Job job = rig.run(json(""));
    assertThat(job.state()).isEqualTo(JobState.FAILED);
    assertThat(job.error().code()).isEqualTo(ErrorCode.BAD_DOCUMENT);
    assertThat(job.error().detail())
        .isEqualTo("the document " + origin.url("/login") + " is not JSON, begins with `<html`");
  }

  @Test
  void packedDocumentIsReadAndPackedFileStaysAsItIsServed() throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(packed)) {
      out.write("[\"/f1\"]".getBytes(StandardCharsets.UTF_8));
    }
    origin.on("/list", Reply.ok(packed.toByteArray()).with("Content-Encoding", "gzip"));
    origin.on("/f1", Reply.ok(packed.toByteArray()).with("Content-Encoding", "gzip"));
    Job job = rig.run(json(",'at':''"));
    assertThat(job.state()).isEqualTo(JobState.SUCCEEDED);
    Path saved = rig.downloads().resolve(item(job.id(), 0).file());
    assertThat(Files.readAllBytes(saved)).isEqualTo(packed.toByteArray());
    assertThat(item(job.id(), 0).contentEncoding()).isEqualTo("gzip");
  }

  @Test
  void moreBehindALookupsAnswerFailsIt() {
    origin.on("/meta", Reply.ok("{\"country\":\"x\"}\n{\"country\":\"y\"}"));
    String lookup = "'lookup':{'url':'" + origin.url("/meta") + "','set':{'country':'/country'}}";
    Job job = rig.run(numbered(1, lookup + ",'save':{'as':'{country}'}"));
    assertThat(states(job.id())).containsExactly("failed lookup");
    assertThat(item(job.id(), 0).error().detail()).contains("more follows").contains("line 2");
  }
}
