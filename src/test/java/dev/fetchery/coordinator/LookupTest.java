package dev.fetchery.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fetchery.bus.Answer;
import dev.fetchery.bus.Command;
import dev.fetchery.job.ItemState;
import dev.fetchery.job.Job;
import dev.fetchery.job.JobState;
import dev.fetchery.testing.OriginFault;
import dev.fetchery.testing.OriginServer;
import dev.fetchery.testing.Reply;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** Lookups beside items: when they are asked, how often, and what their answers do. */
class LookupTest extends CoordinatorCase {

  private String flags(String values, String fields) {
    return job(
        "{'type':'template','url':'" + origin.url("/{value}.gif") + "','values':[" + values + "]}",
        "'lookup':{'url':'"
            + origin.url("/{value}/meta")
            + "','set':{'country':'/country'}},'save':{'as':'{value}-{country}.gif'}"
            + (fields.isEmpty() ? "" : "," + fields));
  }

  private static Reply country(String name) {
    return Reply.ok("{\"country\":\"" + name + "\"}");
  }

  @Test
  void theyTravelTogetherWhereThereIsRoomForBoth() {
    Queue<String> order = new ConcurrentLinkedQueue<>();
    AtomicBoolean open = new AtomicBoolean();
    origin.otherwise(
        r -> {
          order.add(r.path());
          return open.get() ? country("x") : noAnswer();
        });
    String id = rig.submit(flags("'a'", "")).id();
    rig.await(id, j -> order.size() == 2);
    assertThat(order).containsExactlyInAnyOrder("/a/meta", "/a.gif");
    cancel(id);
    rig.awaitEnd(id);
  }

  @Test
  void lookupGoesFirstWhereThereIsRoomForOneOnly() {
    Queue<String> order = new ConcurrentLinkedQueue<>();
    origin.otherwise(
        r -> {
          order.add(r.path());
          return country("x");
        });
    Job job = rig.run(flags("'a','b'", "'limits':{'concurrency':1}"));
    assertThat(job.state()).isEqualTo(JobState.SUCCEEDED);
    assertThat(order).containsExactly("/a/meta", "/a.gif", "/b/meta", "/b.gif");
  }

  @Test
  void whereTheLookupWentFirstAndSaysNotFoundTheItemIsNotAskedFor() {
    origin.on("/a/meta", Reply.status(404));
    Job job = rig.run(flags("'a'", "'limits':{'concurrency':1}"));
    assertThat(states(job.id())).containsExactly("not_found lookup");
    assertThat(origin.requests("/a.gif")).isZero();
  }

  @Test
  void endlessBodyIsStoppedWhenItsLookupSaysNotFound() {
    origin.on("/a.gif", Reply.ok("on and on").with(new OriginFault.Endless()));
    origin.on("/a/meta", Reply.status(410).after(200));
    Job job = rig.run(flags("'a'", "'retry':{'attempts':1}"));
    assertThat(states(job.id())).containsExactly("not_found lookup");
    assertThat(job.state()).isEqualTo(JobState.FAILED);
  }

  @Test
  void equalLookupsAreAskedOnce() {
    origin.on("/meta", country("Land"));
    String spec =
        job(
            "{'type':'template','url':'"
                + origin.url("/{value}.gif")
                + "','values':{'from':0,'to':199}}",
            "'lookup':{'url':'"
                + origin.url("/meta")
                + "','set':{'country':'/country'}},'save':{'as':'{value}-{country}.gif'}");
    assertThat(rig.run(spec).progress().done()).isEqualTo(200);
    assertThat(origin.requests("/meta")).isEqualTo(1);
    assertThat(rig.files()).contains("n/7-Land.gif");
  }

  @Test
  void oneThatFailsForAMomentIsAskedAgain() {
    origin.on("/a/meta", Reply.status(503), Reply.status(503), country("Land"));
    Job job = rig.run(flags("'a'", "'retry':{'backoffMs':10}"));
    assertThat(job.state()).isEqualTo(JobState.SUCCEEDED);
    assertThat(rig.files()).containsExactly("n/a-Land.gif");
    assertThat(origin.requests("/a.gif")).isEqualTo(1);
  }

  @Test
  void oneThatFailsForGoodFailsItsItemAndNoOther() {
    origin.on("/a/meta", Reply.status(403));
    origin.on("/b/meta", country("Land"));
    origin.on("/c/meta", Reply.ok("not json"));
    origin.on("/d/meta", Reply.ok("{}"));
    Job job = rig.run(flags("'a','b','c','d'", ""));
    List<String> states = states(job.id());
    assertThat(states.get(0)).isEqualTo("failed lookup");
    assertThat(states.get(1)).isEqualTo("done");
    assertThat(states.get(2)).isEqualTo("failed lookup");
    assertThat(states.get(3)).isIn("failed lookup", "failed bad_name");
  }

  @Test
  void retryOfARunningJobAsksWhatFailedAgain() {
    origin.on("/a/meta", Reply.status(404), country("Land"));
    origin.on("/b/meta", country("Land"));
    origin.on("/b.gif", noAnswer());
    String id = rig.submit(flags("'a','b'", "")).id();
    rig.await(id, j -> j.progress().notFound() == 1 && j.progress().active() == 1);
    retry(id);
    rig.await(id, j -> j.progress().done() == 1);
    assertThat(rig.items(id, ItemState.DONE)).singleElement().extracting("key").isEqualTo("a");
    cancel(id);
    rig.awaitEnd(id);
  }

  @Test
  void lookupUnderWayIsNotLostByARetryOfOthers() {
    origin.on("/a/meta", Reply.status(404));
    origin.on("/b/meta", Reply.status(503), country("Land"));
    String id = rig.submit(flags("'a','b'", "'retry':{'backoffMs':500}")).id();
    rig.await(id, j -> j.progress().notFound() == 1);
    retry(id);
    Job job = rig.awaitEnd(id);
    assertThat(states(id)).containsExactly("not_found lookup", "done");
    assertThat(job.state()).isEqualTo(JobState.PARTIAL);
  }

  @Test
  void itFollowsRedirectsAndIsResolvedAgainstNothing() {
    origin.on("/a/meta", Reply.redirect(302, "/moved"));
    origin.on("/moved", country("Land"));
    assertThat(rig.run(flags("'a'", "")).state()).isEqualTo(JobState.SUCCEEDED);
    assertThat(rig.files()).containsExactly("n/a-Land.gif");
  }

  @Test
  void moreBodiesThanSlotsWaitForOneLookupWithoutStandingInItsWay() {
    AtomicBoolean open = new AtomicBoolean();
    origin.on("/meta", r -> open.get() ? country("Land") : Reply.status(503));
    String spec =
        job(
            "{'type':'template','url':'"
                + origin.url("/{value}.gif")
                + "','values':{'from':0,'to':299}}",
            "'lookup':{'url':'"
                + origin.url("/meta")
                + "','set':{'country':'/country'}},'save':{'as':'{value}-{country}.gif'},"
                + "'retry':{'attempts':100,'backoffMs':50,'maxBackoffMs':100}");
    restartWith(setup().concurrency(16));
    String id = rig.submit(spec).id();
    rig.await(id, j -> origin.requests("/meta") > 3);
    open.set(true);
    assertThat(rig.awaitEnd(id).progress().done()).isEqualTo(300);
    assertThat(origin.requests("/1.gif")).isEqualTo(1);
  }

  @Test
  void lookupIsAskedAlthoughTheFirstItemThatNeedsItIsOnAHostThatRests() {
    try (OriginServer resting = OriginServer.start()) {
      resting.otherwise(r -> Reply.status(429).with("Retry-After", "60"));
      origin.on("/meta", country("Land"));
      String urls =
          "['" + resting.url("/x") + "','" + resting.url("/y") + "','" + origin.url("/z") + "']";
      String spec =
          job(
              "{'type':'urls','urls':" + urls + "}",
              "'lookup':{'url':'"
                  + origin.url("/meta?h={url.host}")
                  + "','set':{'c':'/country'}},'save':{'as':'{url.file}-{c}'}");
      String id = rig.submit(spec).id();
      rig.await(id, j -> j.progress().done() == 1);
      assertThat(rig.saved()).containsExactly("n/z-Land");
      rig.ask(new Command.Cancel(id), Answer.JobView.class);
      rig.awaitEnd(id);
    }
  }
}
