package dev.fetchery.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fetchery.testing.LoopWatch;
import dev.fetchery.testing.Reply;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What strangers answer is worked on where none waits for it. */
@Timeout(300)
class HostileLoopsTest extends CoordinatorCase {
  private static final int KB = 1024;
  private static final long MOST_MS = 100;

  private String urls(int count, String lookup) {
    String urls =
        IntStream.range(0, count)
            .mapToObj(i -> "'" + origin.url("/i" + i) + "'")
            .collect(Collectors.joining(","));
    String asked = "{'url':'" + origin.url(lookup) + "?{index}','set':{'c':'/c'}}";
    return job(
        "{'type':'urls','urls':[" + urls + "]}",
        "'lookup':" + asked + ",'save':{'as':'{c}-{index}'}");
  }

  private List<String> jobs(int items) {
    String page = origin.url("/page");
    return List.of(
        urls(items, "/wide"),
        urls(items, "/deep"),
        job("{'type':'json','url':'" + origin.url("/list") + "','at':''}", ""),
        job("{'type':'pages','url':'" + page + "?{page}','at':'','more':{'untilEmpty':true}}", ""));
  }

  @Test
  void noEventLoopWorksLongAtAStretchWhateverIsAnswered() {
    origin.on("/wide", Reply.ok("{\"c\":\"" + "x".repeat(1000 * KB) + "\"}"));
    origin.on("/deep", Reply.ok("[[" + "{},".repeat(340 * KB) + "{}]]"));
    origin.on("/page", Reply.ok("[" + "{},".repeat(2 * KB * KB) + "{}]"));
    String element =
        "{\"url\":\"" + origin.url("/f") + "\",\"a\":\"" + "y".repeat(1000 * KB) + "\"}";
    origin.on("/list", Reply.ok("[" + element + ("," + element).repeat(7) + "]"));
    // Once before: classes are loaded where they are first used.
    jobs(2).forEach(rig::run);
    try (LoopWatch watch = new LoopWatch(rig.vertx())) {
      for (String job : jobs(60)) {
        assertThat(rig.run(job).state().open()).isFalse();
      }
      watch.assertNoneWorkedFor(MOST_MS);
    }
  }
}
