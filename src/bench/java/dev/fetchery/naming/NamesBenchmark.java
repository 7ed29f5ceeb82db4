package dev.fetchery.naming;

import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
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
 * Expanding a path template and making a name safe.
 *
 * <p>{@code mvn -B -Pjmh test-compile exec:exec -Djmh.args=NamesBenchmark}
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class NamesBenchmark {
  private final Template template = Template.parsePath("{value}-{country.underscore}.gif");
  private final Map<String, String> values = Map.of("value", "US", "country", "United States");
  private final String hostile = "../..\\CON\u202e|" + "\ud83d\ude00".repeat(80) + ". ";

  @Benchmark
  public List<String> templateOfAPath() {
    return template.expandPath(values::get);
  }

  @Benchmark
  public String plainNameMadeSafe() {
    return SafeName.part("US-United_States.gif");
  }

  @Benchmark
  public String hostileNameMadeSafe() {
    return SafeName.part(hostile);
  }
}
