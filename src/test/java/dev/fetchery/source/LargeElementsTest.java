package dev.fetchery.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fetchery.job.Draft;
import dev.fetchery.job.Places;
import dev.fetchery.job.Source;
import dev.fetchery.testing.Urls;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A document whose elements are of about 1 MB, in fields that are each short enough to be kept. */
class LargeElementsTest {
  private static final int ELEMENTS = 40;
  private static final int FIELDS = 16;
  private static final int FIELD_CHARS = 60_000;
  private static final int MOST_OF_AN_ITEM = 128 << 10;
  private static final int MOST_OF_A_STEP = (1 << 20) + MOST_OF_AN_ITEM + 1_000;

  @TempDir private Path dir;

  private Path document() throws IOException {
    String text = "x".repeat(FIELD_CHARS);
    String fields =
        IntStream.range(0, FIELDS)
            .mapToObj(i -> "\"f" + i + "\":\"" + text + "\"")
            .collect(Collectors.joining(","));
    Path file = dir.resolve("doc");
    try (Writer out = Files.newBufferedWriter(file)) {
      for (int i = 0; i < ELEMENTS; i++) {
        out.write((i == 0 ? "[" : ",") + "{\"url\":\"http://a/" + i + "\"," + fields + "}");
      }
      out.write("]");
    }
    return file;
  }

  private static long chars(Draft item) {
    return item.fields().values().stream().mapToLong(String::length).sum();
  }

  @Test
  void stepHoldsNoMoreThanAFewOfThemAndAllAreListed() throws IOException {
    Source.Json source = new Source.Json("http://h/doc.json", "", Places.of(null, null), Map.of());
    List<String> urls = new ArrayList<>();
    try (JsonDiscovery discovery = new JsonDiscovery(source, Map.of(), Set.of(), null)) {
      Discovery.Step step = discovery.next(1_000);
      discovery.answered(
          step.asks().get(0).number(),
          new Discovery.Document(Urls.url("http://h/doc.json"), List.of(), null, document(), 0));
      while (step.end() == null) {
        step = discovery.next(1_000);
        assertThat(step.items()).allMatch(item -> chars(item) <= MOST_OF_AN_ITEM);
        assertThat(step.items().stream().mapToLong(LargeElementsTest::chars).sum())
            .isLessThan(MOST_OF_A_STEP);
        step.items().forEach(item -> urls.add(item.url()));
      }
      assertThat(step.end().fault()).isNull();
    }
    assertThat(urls).hasSize(ELEMENTS).startsWith("http://a/0").endsWith("http://a/39");
  }
}
