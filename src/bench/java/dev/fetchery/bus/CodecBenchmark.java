package dev.fetchery.bus;

import dev.fetchery.job.Integrity;
import dev.fetchery.job.Response;
import dev.fetchery.job.SavedFile;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A report of 64 saved files through the codec: handed over within the process, encoded, decoded.
 *
 * <p>{@code mvn -B -Pjmh test-compile exec:exec -Djmh.args=CodecBenchmark}
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class CodecBenchmark {
  private final FetcheryCodec codec = new FetcheryCodec();
  private final BusMessage report = report();
  private final Buffer wire = encoded();

  private static FetcherMessage.Report report() {
    Outcome saved =
        new Outcome.Saved(
            new SavedFile(
                "flags/US-United_States.gif",
                5120,
                "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
                Integrity.LENGTH),
            new Response(200, "image/gif", null, "\"5f3-1a2b\"", null),
            List.of(),
            12);
    List<FetcherMessage.Result> results =
        LongStream.range(0, 64)
            .mapToObj(task -> new FetcherMessage.Result(task, saved, 5120, null))
            .toList();
    return new FetcherMessage.Report(
        "fetcher", 1, 1, 0, false, null, results, List.of(), List.of(), Map.of(), List.of(),
        List.of());
  }

  private Buffer encoded() {
    Buffer buffer = Buffer.buffer();
    codec.encodeToWire(buffer, report);
    return buffer;
  }

  @Benchmark
  public BusMessage withinTheProcess() {
    return codec.transform(report);
  }

  @Benchmark
  public Buffer encode() {
    return encoded();
  }

  @Benchmark
  public BusMessage decode() {
    return codec.decodeFromWire(0, wire);
  }
}
