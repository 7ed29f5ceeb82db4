package dev.fetchery.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fetchery.config.Settings;
import dev.fetchery.job.ErrorCode;
import dev.fetchery.job.Job;
import dev.fetchery.job.JobState;
import dev.fetchery.testing.CoordinatorSetup;
import dev.fetchery.testing.OriginServer;
import dev.fetchery.testing.Reply;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Documents that are larger than the service takes: each ends with a cause, none in memory. */
class CapsTest extends CoordinatorCase {
  private static final int ITEMS = 25;
  private static final int PAGES = 4;
  private static final int PAGE_BYTES = 2_000;
  private static final int LOOKUP_BYTES = 100;
  private static final int DOCUMENT_BYTES = 5_000;

  @Override
  CoordinatorSetup setup() {
    Settings.Caps caps =
        new Settings.Caps(1, 64 << 10, 1, ITEMS, PAGES, PAGE_BYTES, LOOKUP_BYTES, DOCUMENT_BYTES);
    return super.setup().caps(caps);
  }

  private static String list(int from, int to) {
    return IntStream.range(from, to)
        .mapToObj(i -> "\"/f/" + i + "\"")
        .collect(Collectors.joining(",", "[", "]"));
  }

  /** Asked for ahead, so that they come in any order. */
  private static int page(OriginServer.Seen request) {
    return Integer.parseInt(request.target().replaceAll("\\D", ""));
  }

  private String document() {
    return job("{'type':'json','url':'" + origin.url("/list") + "'}", "");
  }

  private String pages() {
    String query = "'query':{'page':'{page}'},'at':'','more':{'untilEmpty':true}";
    return job("{'type':'pages','url':'" + origin.url("/page") + "'," + query + "}", "");
  }

  private static void brokeOff(Job job, int done) {
    assertThat(job.state()).isEqualTo(JobState.PARTIAL);
    assertThat(job.error().code()).isEqualTo(ErrorCode.TOO_LARGE);
    assertThat(job.progress().done()).isEqualTo(done);
    assertThat(job.progress().discovered()).isEqualTo(done);
  }

  @Test
  void ofADocumentThatNamesTooManyItemsTheFirstAreFetched() {
    origin.on("/list", Reply.ok(list(0, 40)));
    brokeOff(rig.run(document()), ITEMS);
  }

  @Test
  void ofAListingThatNamesTooManyItemsTheFirstAreFetched() {
    origin.on(
        "/page",
        request -> {
          int page = page(request);
          return Reply.ok(list(page * 10, page * 10 + 10)).after(page * 20);
        });
    brokeOff(rig.run(pages()), ITEMS);
  }

  @Test
  void listingOfTooManyPagesEndsThere() {
    origin.on(
        "/page", request -> Reply.ok(list(0, 0).replace("]", "\"" + request.target() + "\"]")));
    brokeOff(rig.run(pages()), PAGES);
  }

  @Test
  void pageThatIsTooLargeEndsTheListing() {
    origin.on(
        "/page",
        request -> {
          int page = page(request);
          return Reply.ok(list(page * 3, page * 3 + 3) + " ".repeat(page == 2 ? PAGE_BYTES : 0));
        });
    brokeOff(rig.run(pages()), 3);
  }

  @Test
  void documentThatIsTooLargeFailsItsJob() {
    origin.on("/list", Reply.ok(list(0, 3) + " ".repeat(DOCUMENT_BYTES)));
    Job job = rig.run(document());
    assertThat(job.error().code()).isEqualTo(ErrorCode.TOO_LARGE);
    assertThat(job.state()).isEqualTo(JobState.FAILED);
  }

  @Test
  void lookupThatIsTooLargeFailsItsItemAlone() {
    origin.on("/0/meta", Reply.ok("{\"c\":\"" + "x".repeat(LOOKUP_BYTES) + "\"}"));
    origin.on("/1/meta", Reply.ok("{\"c\":\"fine\"}"));
    String lookup = "'lookup':{'url':'" + origin.url("/{value}/meta") + "','set':{'c':'/c'}}";
    String source = "{'type':'template','url':'" + origin.url("/{value}") + "','values':['0','1']}";
    Job job = rig.run(job(source, lookup + ",'save':{'as':'{value}-{c}'}"));
    assertThat(states(job.id())).containsExactly("failed lookup", "done");
    assertThat(item(job.id(), 0).error().detail()).contains("too_large");
  }
}
