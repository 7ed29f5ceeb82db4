package dev.fetchery.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fetchery.job.Job;
import dev.fetchery.job.JobState;
import dev.fetchery.job.Progress;
import dev.fetchery.testing.OriginFault;
import dev.fetchery.testing.Reply;
import io.vertx.core.Promise;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How many items a job will have is shown as soon as its listing says so. */
@Timeout(60)
class ExpectedItemsTest extends CoordinatorCase {

  private String pages(String fields) {
    return job(
        "{'type':'pages','url':'"
            + origin.url("/page")
            + "/{page}','at':'/l','more':{'at':'/m'},'ahead':0"
            + fields
            + "}",
        "");
  }

  private static Reply page(boolean more, String list, String fields) {
    return Reply.ok("{\"l\":[" + list + "],\"m\":" + more + fields + "}");
  }

  /** Two pages, of which the second comes when it is let. */
  private void listing(Promise<Void> second, String total) {
    for (int i = 1; i <= 3; i++) {
      origin.on("/f/" + i, Reply.ok("file"));
    }
    origin.on("/page/1", page(true, "\"/f/1\",\"/f/2\"", total).with("X-Total", "3"));
    origin.on(
        "/page/2",
        page(false, "\"/f/3\"", total)
            .with("X-Total", "3")
            .with(new OriginFault.Held(0, second.future())));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {",'totalAt':'/total'", ",'totalAt':'$..total'", ",'totalHeader':'x-total'"})
  void whatAPageSaysIsExpectedUntilAllIsFound(String field) {
    Promise<Void> second = Promise.promise();
    listing(second, ",\"total\":3");
    String id = rig.submit(pages(field)).id();
    Progress half = rig.await(id, job -> job.progress().done() == 2).progress();
    assertThat(half.discoveryDone()).isFalse();
    assertThat(half.discovered()).isEqualTo(2);
    assertThat(half.expected()).isEqualTo(3);
    assertThat(half.etaMs()).isNotNull();
    second.complete();
    Job end = rig.awaitEnd(id);
    assertThat(end.state()).isEqualTo(JobState.SUCCEEDED);
    assertThat(end.progress().expected()).isEqualTo(3);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", ",\"total\":-1", ",\"total\":\"many\"", ",\"total\":{}", ",\"total\":1e99"})
  void whatIsNoNumberIsNotExpected(String total) {
    Promise<Void> second = Promise.promise();
    listing(second, total);
    String id = rig.submit(pages(",'totalAt':'/total'")).id();
    Progress half = rig.await(id, job -> job.progress().done() == 2).progress();
    assertThat(half.expected()).isNull();
    assertThat(half.etaMs()).isNull();
    second.complete();
    assertThat(rig.awaitEnd(id).progress().expected()).isNull();
  }

  @Test
  void entriesThatHoldItemsAreNotCountedAsItems() {
    for (int i = 1; i <= 3; i++) {
      origin.on("/f/" + i, Reply.ok("file"));
    }
    origin.on("/page/1", page(false, "[\"/f/1\",\"/f/2\",\"/f/3\"]", ",\"total\":1"));
    Job end = rig.run(pages(",'totalAt':'/total','each':''"));
    assertThat(end.progress().done()).isEqualTo(3);
    assertThat(end.progress().expected()).isNull();
  }

  @Test
  void afterARestartItIsStillExpected() {
    Promise<Void> second = Promise.promise();
    listing(second, ",\"total\":3");
    String id = rig.submit(pages(",'totalAt':'/total'")).id();
    rig.await(id, job -> job.progress().done() == 2);
    restart();
    Progress again = rig.await(id, job -> job.state() == JobState.RUNNING).progress();
    assertThat(again.expected()).isEqualTo(3);
    second.complete();
    assertThat(rig.awaitEnd(id).progress().done()).isEqualTo(3);
  }
}
