package dev.fetchery.plan;

import dev.fetchery.job.Limits;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * One request through the dispatcher: released, offered again, and the next one started.
 *
 * <p>{@code mvn -B -Pjmh test-compile exec:exec -Djmh.args=DispatcherBenchmark}
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class DispatcherBenchmark {
  private static final long NOW_MS = 1_700_000_000_000L;
  private static final int ENTRIES = 100_000;

  /** Hosts the entries are spread over; the time must not grow with it. */
  @Param({"1", "1000"})
  int hosts;

  private Dispatcher<Integer> dispatcher;
  private QueuedRequest<Integer> active;

  @Setup(Level.Iteration)
  public void fill() {
    dispatcher = new Dispatcher<>(2048);
    dispatcher.open("job", new Limits(64, 64, 0, 0, 1), NOW_MS);
    for (int i = 0; i < ENTRIES; i++) {
      String host = "host" + i % hosts + ".example:443";
      dispatcher.host(host).succeeded(NOW_MS);
      dispatcher.offer(new QueuedRequest<>("job", host, i, false, 0), NOW_MS);
    }
    active = dispatcher.start(64, NOW_MS).get(0);
  }

  @Benchmark
  public List<QueuedRequest<Integer>> releaseOfferStart() {
    dispatcher.released("job", active.host(), NOW_MS);
    dispatcher.host(active.host()).succeeded(NOW_MS);
    dispatcher.offer(new QueuedRequest<>("job", active.host(), 0, false, 0), NOW_MS);
    List<QueuedRequest<Integer>> started = dispatcher.start(1, NOW_MS);
    active = started.get(0);
    return started;
  }
}
