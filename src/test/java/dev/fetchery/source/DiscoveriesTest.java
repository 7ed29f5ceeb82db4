package dev.fetchery.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fetchery.job.Draft;
import dev.fetchery.job.ErrorCode;
import dev.fetchery.job.Lookup;
import dev.fetchery.job.Source;
import dev.fetchery.job.Source.Manifest.Format;
import dev.fetchery.job.Terms;
import dev.fetchery.job.UrlEntry;
import dev.fetchery.job.Values;
import dev.fetchery.testing.Urls;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiscoveriesTest {
  @TempDir private Path dir;

  private static Steps run(Discovery discovery) {
    return Steps.run(discovery, ask -> null, 3);
  }

  @Test
  void listedUrlsComeInOrder() {
    List<UrlEntry> entries =
        List.of(
            UrlEntry.of("http://a"),
            new UrlEntry("http://b", "k", Terms.NONE, Map.of("A", "1"), Map.of("f", "v")));
    Steps steps = run(new UrlsDiscovery(new Source.Urls(entries), null));
    assertThat(steps.urls()).containsExactly("http://a", "http://b");
    assertThat(steps.items.get(1))
        .isEqualTo(
            new Draft("k", "http://b", Map.of("f", "v"), Map.of("A", "1"), Terms.NONE, null));
  }

  @Test
  void aTemplateIsExpandedForEachValue() {
    List<Map<String, String>> values =
        List.of(Map.of("value", "CN"), Map.of("value", "a/b", "x", "1"), Map.of("x", "2"));
    Source.Template source =
        new Source.Template("http://h/{value.lower}/{index}{?x}", new Values.Listed(values));
    List<Draft> items = run(new TemplateDiscovery(source, Map.of(), null)).items;
    assertThat(items.get(0).fault().code()).isEqualTo(ErrorCode.BAD_NAME);
    assertThat(items.get(1).url()).isEqualTo("http://h/a%2Fb/1?x=1");
    assertThat(items.get(1).key()).isEqualTo("a/b");
    assertThat(items.get(2).fault().detail()).contains("{value.lower}");
  }

  @Test
  void aVariableThatIsNullExpandsToNothingAndOneThatIsMissingIsABadName() {
    List<Map<String, String>> values = List.of(Map.of("a", "1"), Map.of("a", "2"));
    Values listed = new Values.Listed(values, List.of(Set.of("b"), Set.of()));
    Source.Template source = new Source.Template("http://h/{a}{?b}", listed);
    List<Draft> items = run(new TemplateDiscovery(source, Map.of(), null)).items;
    assertThat(items.get(0).url()).isEqualTo("http://h/1");
    assertThat(items.get(1).fault().code()).isEqualTo(ErrorCode.BAD_NAME);
  }

  @Test
  void whatIsCountedSaysFromItsFirstStepHowMuchItWillName() throws IOException {
    Source.Template range = new Source.Template("http://h/{value}", new Values.Range(1, 100, 0));
    assertThat(new TemplateDiscovery(range, Map.of(), null).next(3).expected()).isEqualTo(100);
    Source.Repeat repeat = new Source.Repeat("http://h", 10);
    assertThat(new RepeatDiscovery(repeat, "4").next(3).expected()).isEqualTo(10);
    Path list = Files.writeString(dir.resolve("list"), "http://h/1\nhttp://h/2\n");
    Source.Manifest posted = new Source.Manifest(Format.TEXT, "list", 2);
    try (ManifestDiscovery discovery = new ManifestDiscovery(posted, list, null)) {
      assertThat(discovery.next(1).expected()).isEqualTo(2);
    }
  }

  @Test
  void aRangeCountsWithZerosInFront() {
    Source.Template source = new Source.Template("http://h/{value}", new Values.Range(9, 11, 3));
    assertThat(run(new TemplateDiscovery(source, Map.of(), "1")).urls())
        .containsExactly("http://h/010", "http://h/011");
  }

  @Test
  void aRangeFromHighToLowCountsDown() {
    Source.Template source = new Source.Template("http://h/{value}", new Values.Range(1, -1, 2));
    assertThat(run(new TemplateDiscovery(source, Map.of(), null)).urls())
        .containsExactly("http://h/01", "http://h/00", "http://h/-01");
    assertThat(run(new TemplateDiscovery(source, Map.of(), "2")).urls())
        .containsExactly("http://h/-01");
  }

  @Test
  void aRepetitionNamesItsUrlSoOften() {
    assertThat(run(new RepeatDiscovery(new Source.Repeat("http://h", 10), "3")).items).hasSize(7);
    assertThatThrownBy(() -> new RepeatDiscovery(new Source.Repeat("http://h", 10), "11"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private Steps manifest(Format format, String body, String position, int maxItems, int stopAfter) {
    Source.Manifest source = new Source.Manifest(format, "list", 0);
    try {
      Path file = Files.write(dir.resolve("list"), body.getBytes(StandardCharsets.UTF_8));
      return manifest(source, file, position, maxItems, stopAfter);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static Steps manifest(
      Source.Manifest source, Path file, String position, int maxItems, int stopAfter) {
    try (ManifestDiscovery discovery = new ManifestDiscovery(source, file, position)) {
      return Steps.run(discovery, ask -> null, maxItems, stopAfter, new Random(0));
    }
  }

  @Test
  void aCsvIsReadAcrossItsQuotedLineEnds() {
    String body = "\ufeff\r\n\"url\",key,c\r\nhttp://a,\"1\n2\",\"x\"\"y\"\r\n\r\nhttp://b,,";
    Steps all = manifest(Format.CSV, body, null, 9, 9);
    assertThat(all.keys()).containsExactly("1\n2", null);
    assertThat(all.items.get(0).fields()).containsOnly(Map.entry("c", "x\"y"));
    Steps first = manifest(Format.CSV, body, null, 1, 1);
    assertThat(manifest(Format.CSV, body, first.position, 1, 9).urls()).containsExactly("http://b");
  }

  @Test
  void aBadLineIsAnItemThatFailsWhereThatIsWanted() throws IOException {
    String body = "http://a/1\nnope\n# none\n\nhttp://a/2\n  out=x\n  timeout=1\nhttp://a/3";
    Source.Manifest source =
        new Source.Manifest(Format.TEXT, "list", 5, new Source.Manifest.Reading(null, true));
    Path file = Files.writeString(dir.resolve("list"), body);
    Steps all = manifest(source, file, null, 9, 9);
    assertThat(all.urls()).containsExactly("http://a/1", "nope", "http://a/2", "http://a/3");
    assertThat(all.items.get(1).fault().code()).isEqualTo(ErrorCode.BAD_URL);
    assertThat(all.items.get(1).fault().detail()).startsWith("line 2: ");
    assertThat(all.items.get(2).fault().code()).isEqualTo(ErrorCode.BAD_DOCUMENT);
    assertThat(all.items.get(2).fault().detail()).startsWith("line 7: timeout: ");
    for (int stop = 1; stop < 4; stop++) {
      Steps first = manifest(source, file, null, 1, stop);
      Steps rest = manifest(source, file, first.position, 1, 9);
      assertThat(rest.items).isEqualTo(all.items.subList(stop, 4));
    }
  }

  @Test
  void aListThatIsGoneSaysSo() {
    Source.Manifest source = new Source.Manifest(Format.TEXT, "none", 1);
    Steps steps = manifest(source, dir.resolve("none"), null, 1, 1);
    assertThat(steps.end.fault().code()).isEqualTo(ErrorCode.DISK);
  }

  @Property(tries = 100)
  void aListStoppedAnywhereGoesOnWithTheNextLine(
      @ForAll("lists") List<String> lines,
      @ForAll Format format,
      @ForAll @IntRange(min = 1, max = 5) int maxItems)
      throws IOException {
    Path file = Files.createTempFile("list", "");
    try {
      String bom = lines.size() % 2 == 0 ? "\ufeff" : "";
      Files.writeString(
          file,
          bom
              + (format.isTable() ? "url" + format.separator() + "key\n" : "")
              + join(lines, format));
      Source.Manifest source = new Source.Manifest(format, "list", 0);
      List<Draft> all = manifest(source, file, null, 1000, 1000).items;
      assertThat(all).hasSize((int) lines.stream().filter(line -> !line.isBlank()).count());
      for (int stop = 1; stop <= all.size(); stop += maxItems) {
        Steps before = manifest(source, file, null, maxItems, stop);
        List<Draft> both = new ArrayList<>(before.items);
        both.addAll(manifest(source, file, before.position, 1000, 1000).items);
        assertThat(both).isEqualTo(all);
      }
    } finally {
      Files.delete(file);
    }
  }

  private static String join(List<String> lines, Format format) {
    Function<String, String> line =
        switch (format) {
          case TEXT -> text -> "http://h/" + text.replaceAll("\\R", "");
          case NDJSON ->
              text ->
                  "{\"url\":\"http://h\",\"key\":\""
                      + text.replaceAll("\\R", "").replace("\"", "\\\"")
                      + "\"}";
          case CSV, TSV ->
              text -> "http://h" + format.separator() + "\"" + text.replace("\"", "\"\"") + "\"";
        };
    StringBuilder body = new StringBuilder();
    lines.forEach(
        text ->
            body.append(text.isBlank() ? "" : line.apply(text))
                .append(text.length() % 2 == 0 ? "\n" : "\r\n"));
    return body.toString();
  }

  @Provide
  Arbitrary<List<String>> lists() {
    return Arbitraries.of("a", "", "ü€", "x\ny", "\"q\"", "a\r\nb", "x,y", "€".repeat(30_000))
        .list()
        .ofMaxSize(12);
  }

  @Test
  void aLookupIsAskedAndReadByItsTemplateAndPointers() {
    LookupFields lookup =
        new LookupFields(new Lookup("http://h/{value.lower}", Map.of("country", "/c"), Map.of()));
    assertThat(lookup.url(Map.of("value", "US")::get))
        .isEqualTo(new LookupFields.Url(Urls.url("http://h/us")));
    assertThat(lookup.extract(Steps.document("http://h/", "{\"c\":\"Éire\"}")))
        .isEqualTo(new LookupFields.Fields(Map.of("country", "Éire")));
  }

  @Test
  void aLookupThatSaysNothingIsAFaultOfTheItem() {
    LookupFields lookup =
        new LookupFields(new Lookup("http://h/{value}", Map.of("country", "/c"), Map.of()));
    for (String answer :
        List.of("", "<html>", "{}", "{\"c\":null}", "{\"c\":{}}", "[".repeat(9999))) {
      LookupFields.Result result = lookup.extract(Steps.document("http://h/", answer));
      assertThat(result).isInstanceOf(LookupFields.Failed.class);
      assertThat(((LookupFields.Failed) result).fault().code()).isEqualTo(ErrorCode.LOOKUP);
    }
    assertThat(lookup.url(name -> null)).isInstanceOf(LookupFields.Failed.class);
  }
}
