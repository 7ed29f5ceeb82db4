package dev.fetchery.coordinator;

import dev.fetchery.context.Clock;
import dev.fetchery.job.Job;
import dev.fetchery.store.JobStore;
import dev.fetchery.store.SqliteJobStore;
import dev.fetchery.store.pg.PgJobStore;
import dev.fetchery.testing.Postgres;
import dev.fetchery.testing.Rig;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How many ends of items go into one call of the store, how far the store falls behind, and how
 * fast jobs go by that: the whole engine in this process, over small bodies of an origin that is in
 * it too. Arguments: {@code sqlite} or {@code postgresql}, items of a job, fetchers, rounds.
 *
 * <p>{@code mvn -B -Pjmh test-compile exec:exec -Djmh.main=dev.fetchery.coordinator.OutcomeBench
 * -Djmh.args="postgresql 20000 4 5"}
 */
final class OutcomeBench {
  private final AtomicInteger calls = new AtomicInteger();
  private final AtomicInteger rows = new AtomicInteger();
  private final AtomicInteger behind = new AtomicInteger();
  private final AtomicInteger mostBehind = new AtomicInteger();

  private OutcomeBench() {}

  public static void main(String[] args) throws Exception {
    int items = Integer.parseInt(args[1]);
    Vertx vertx = Vertx.vertx();
    HttpServer origin =
        vertx
            .createHttpServer()
            .requestHandler(request -> request.response().end("hello"))
            .listen(0, "127.0.0.1")
            .await(60, TimeUnit.SECONDS);
    Path root = Files.createTempDirectory("bench");
    JobStore store =
        args[0].equals("postgresql")
            ? PgJobStore.open(Postgres.fresh(), root.resolve("data"), Clock.system())
            : SqliteJobStore.open(root.resolve("data"), false, Clock.system());
    OutcomeBench bench = new OutcomeBench();
    try (Rig rig =
        Rig.start(
            bench.counted(store),
            root,
            Integer.parseInt(args[2]),
            Rig.options(root),
            Rig.fetcherOptions(root))) {
      for (int round = 0; round < Integer.parseInt(args[3]); round++) {
        bench.measure(rig, origin.actualPort(), items);
      }
    }
    vertx.close().await(60, TimeUnit.SECONDS);
  }

  private void measure(Rig rig, int port, int items) {
    calls.set(0);
    rows.set(0);
    mostBehind.set(0);
    long start = System.nanoTime();
    Job ended =
        rig.run(
            """
            {"source": {"type": "template", "url": "http://127.0.0.1:%d/{value}",
              "values": {"from": 1, "to": %d, "width": 1}},
             "save": {"as": "{value}"}, "limits": {"concurrency": 512, "perHost": 512}}
            """
                .formatted(port, items));
    double seconds = (System.nanoTime() - start) / 1e9;
    System.out.printf(
        "%s: %.0f items/s, %d calls of %.1f rows, at most %d behind%n",
        ended.state(),
        items / seconds,
        calls.get(),
        (double) rows.get() / calls.get(),
        mostBehind.get());
  }

  private JobStore counted(JobStore real) {
    return (JobStore)
        Proxy.newProxyInstance(
            JobStore.class.getClassLoader(),
            new Class<?>[] {JobStore.class},
            (proxy, method, values) -> {
              try {
                Object answer = method.invoke(real, values);
                if (method.getName().equals("complete")) {
                  count(((List<?>) values[1]).size(), (CompletionStage<?>) answer);
                }
                return answer;
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  private void count(int ends, CompletionStage<?> answer) {
    calls.incrementAndGet();
    rows.addAndGet(ends);
    int now = behind.addAndGet(ends);
    mostBehind.accumulateAndGet(now, Math::max);
    answer.whenComplete((stored, e) -> behind.addAndGet(-ends));
  }
}
