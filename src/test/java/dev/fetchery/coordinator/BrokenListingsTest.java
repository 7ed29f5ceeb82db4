package dev.fetchery.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fetchery.bus.Answer;
import dev.fetchery.bus.Command;
import dev.fetchery.job.ErrorCode;
import dev.fetchery.job.Fault;
import dev.fetchery.job.Item;
import dev.fetchery.job.Job;
import dev.fetchery.job.JobState;
import dev.fetchery.testing.Reply;
import dev.fetchery.testing.Rig;
import org.junit.jupiter.api.Test;

/** Listings of which a request cannot be made. */
class BrokenListingsTest extends CoordinatorCase {
  private String byCursor() {
    origin.on("/list", Reply.ok("{\"l\":[\"/f/1\"],\"next\":\"" + "c".repeat(65_537) + "\"}"));
    return job(
        "{'type':'pages','url':'"
            + origin.url("/list")
            + "','method':'POST','form':{'c':'{cursor}'},'at':'/l','more':{'cursorAt':'/next'}}",
        "");
  }

  private static final Fault TOO_LONG =
      new Fault(
          ErrorCode.TOO_LARGE,
          "page 1 leads to one that cannot be asked for: the value of {cursor} makes a text longer"
              + " than 65536 characters");

  @Test
  void aCursorThatIsTooLongEndsTheListingAfterItsItems() {
    Job job = rig.run(byCursor());
    assertThat(job.state()).isEqualTo(JobState.PARTIAL);
    assertThat(job.error()).isEqualTo(TOO_LONG);
    assertThat(rig.items(job.id())).extracting(Item::url).containsExactly(origin.url("/f/1"));
    assertThat(job.progress().done()).isEqualTo(1);
  }

  @Test
  void aDryRunSaysWhyAndSaysItOnce() {
    Answer.Refused refused =
        rig.ask(new Command.DryRun(Rig.document(byCursor()), "call"), Answer.Refused.class);
    assertThat(refused.status()).isEqualTo(502);
    assertThat(refused.detail()).isEqualTo("the source could not be read: " + TOO_LONG.detail());
  }

  @Test
  void aBranchWithoutAVariableOfItsRequestStopsNoOther() {
    origin.on(
        "/all",
        Reply.ok("[{\"url\":\"/1\",\"k\":\"A\"},{\"url\":\"/2\"},{\"url\":\"/3\",\"k\":\"C\"}]"));
    origin.on("/list", r -> Reply.ok("[\"/f/" + r.target().replaceAll(".*=", "") + "\"]"));
    String source =
        "{'type':'pages','url':'%s','query':{'k':'{parent.k}'},'at':'','more':{'link':'next'},"
            + "'parent':{'type':'json','url':'%s'}}";
    Job job = rig.run(job(source.formatted(origin.url("/list"), origin.url("/all")), ""));
    assertThat(job.state()).isEqualTo(JobState.PARTIAL);
    assertThat(job.error())
        .isEqualTo(new Fault(ErrorCode.BAD_URL, "there is no value for {parent.k}"));
    assertThat(rig.items(job.id()))
        .extracting(Item::url)
        .containsExactly(origin.url("/f/A"), origin.url("/f/C"));
    assertThat(origin.requests("/list")).isEqualTo(2);
  }
}
