package dev.fetchery.fuzz;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Gives every stored input to every parser once: the seeds that fuzzing starts from, and each input
 * that a parser once failed on.
 */
class SeedsTest {
  private static final Path SEEDS =
      Path.of("src/test/resources/dev/fetchery/fuzz/ParsersFuzzInputs/read");

  static List<Path> seeds() throws IOException {
    try (Stream<Path> files = Files.list(SEEDS)) {
      return files.map(Path::getFileName).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void seedIsReadByEveryParser(Path seed) throws IOException {
    byte[] input = Files.readAllBytes(SEEDS.resolve(seed));
    for (Parser parser : Parser.values()) {
      try {
        parser.read(input);
      } catch (RuntimeException | AssertionError e) {
        throw new AssertionError(parser + " failed", e);
      }
    }
  }
}
