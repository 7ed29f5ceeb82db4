package dev.fetchery.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fetchery.bus.Answer;
import dev.fetchery.bus.Answer.HostLoad;
import dev.fetchery.bus.Command;
import dev.fetchery.job.ErrorCode;
import dev.fetchery.job.Job;
import dev.fetchery.job.JobPatch;
import dev.fetchery.job.JobState;
import dev.fetchery.job.Limits;
import dev.fetchery.job.LogEntry;
import dev.fetchery.testing.Reply;
import dev.fetchery.testing.Rig;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Limits, headers and names are changed together or not at all. */
@Timeout(60)
class JobChangesTest extends CoordinatorCase {
  private static JobPatch renamed(String name) {
    return new JobPatch(new JobPatch.Rename(name), null, null);
  }

  private static JobPatch headers(Map<String, String> set, String... removed) {
    return new JobPatch(null, null, new JobPatch.HeadersPatch(set, List.of(removed)));
  }

  private Job change(String id, JobPatch patch) {
    return rig.ask(new Command.ChangeJob(id, patch), Answer.JobView.class).job();
  }

  @Test
  void renewedTokenIsSentByTheRequestsThatFollow() {
    origin.otherwise(
        request ->
            "new".equals(request.header("authorization")) ? Reply.ok("let in") : Reply.status(503));
    String id =
        rig.submit(
                numbered(
                    3,
                    "'request':{'headers':{'Authorization':'old','X-Gone':'1'}},"
                        + "'retry':{'attempts':1000,'backoffMs':20,'maxBackoffMs':20}"))
            .id();
    rig.await(id, job -> job.progress().retries() > 3);
    Job changed = change(id, headers(Map.of("authorization", "new"), "x-gone"));
    assertThat(changed.specJson()).doesNotContain("old", "X-Gone", "\"new\"");
    assertThat(rig.awaitEnd(id).state()).isEqualTo(JobState.SUCCEEDED);
    var last = origin.seen("/0").get(origin.seen("/0").size() - 1);
    assertThat(last.header("x-gone")).isNull();
    assertThat(Rig.await(rig.store().job(id)).specJson()).contains("\"new\"");
  }

  @Test
  void nameIsALabelAndFilesStayWhereTheyGo() {
    origin.on("/1", request -> gate());
    String id = rig.submit(numbered(2, "")).id();
    rig.await(id, job -> job.progress().done() == 1);
    Job renamed = change(id, renamed("another"));
    assertThat(renamed.name()).isEqualTo("another");
    open.set(true);
    change(id, new JobPatch(null, null, null));
    pause(id);
    rig.await(id, job -> job.progress().active() == 0);
    resume(id);
    Job end = rig.awaitEnd(id);
    assertThat(end.name()).isEqualTo("another");
    assertThat(end.directory()).endsWith("/n");
    assertThat(rig.saved()).containsExactly("n/0", "n/1");
    assertThat(change(id, renamed(null)).name()).isNull();
    assertThat(Rig.await(rig.store().log(id, 0, 99)))
        .filteredOn(entry -> entry.kind() == LogEntry.Kind.RENAMED)
        .extracting(LogEntry::detail)
        .containsExactly("another", null);
  }

  @Test
  void nothingIsChangedWhereOnePartIsRefused() {
    String id = rig.run(numbered(1, "")).id();
    JobPatch all =
        new JobPatch(new JobPatch.Rename("x"), JobPatch.of(Limits.DEFAULT).limits(), null);
    assertThat(rig.ask(new Command.ChangeJob(id, all), Answer.Refused.class).status())
        .isEqualTo(409);
    assertThat(rig.show(id).name()).isEqualTo("n");
    change(id, headers(Map.of("A", "b")));
    assertThat(Rig.await(rig.store().job(id)).specJson()).contains("\"A\":\"b\"");
    assertThat(rig.ask(new Command.ChangeJob("none", all), Answer.Refused.class).status())
        .isEqualTo(404);
  }

  @Test
  void hostsOfAllJobsAreShownWithWhatSlowsThem() {
    origin.otherwise(request -> Reply.status(429).with("Retry-After", "30"));
    String id = rig.submit(numbered(5, "'limits':{'concurrency':1}")).id();
    rig.await(id, job -> !job.progress().hosts().isEmpty());
    List<HostLoad> hosts = rig.ask(new Command.ShowHosts(), Answer.Hosts.class).hosts();
    assertThat(hosts)
        .singleElement()
        .satisfies(
            host -> {
              assertThat(host.host()).isEqualTo("127.0.0.1:" + origin.port());
              assertThat(host.state()).isEqualTo("resting");
              assertThat(host.until()).isNotNull();
              assertThat(host.waiting()).isPositive();
              assertThat(host.fault().code()).isEqualTo(ErrorCode.HTTP_STATUS);
            });
    rig.ask(new Command.Cancel(id), Answer.JobView.class);
    rig.awaitEnd(id);
  }
}
