package dev.fetchery.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fetchery.config.Settings;
import dev.fetchery.job.JobSpec;
import dev.fetchery.job.Source.Manifest;
import dev.fetchery.spec.JobReader;
import dev.fetchery.testing.RecordedSync;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ListJobTest {
  private static final JobReader.Parameters PLAIN =
      new JobReader.Parameters("list", null, null, null);

  private final RecordedSync sync = new RecordedSync();
  @TempDir private Path dir;

  private ListJob list(ListFormat format, byte[] content, String... further) throws Exception {
    return list(format, PLAIN, content, further);
  }

  private ListJob list(
      ListFormat format, JobReader.Parameters parameters, byte[] content, String... further)
      throws Exception {
    Path file = Files.write(dir.resolve("list"), content);
    InputStream none = InputStream.nullInputStream();
    return ListJob.read(
        ListContent.open(file.toString(), none, List.of(further)),
        format,
        Manifest.Reading.PLAIN,
        parameters,
        Settings.Caps.DEFAULT);
  }

  private String stored(ListJob list) throws IOException {
    JobSpec spec = list.store(dir, sync);
    Manifest manifest = (Manifest) spec.source();
    assertThat(manifest.items()).isPositive();
    return Files.readString(dir.resolve(manifest.file()));
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] packed(String text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(utf8(text));
    }
    return bytes.toByteArray();
  }

  @Test
  void listIsKeptInTheDataDirectory() throws Exception {
    ListJob list = list(ListFormat.TXT, utf8("# two\nhttp://h/a\n\nhttp://h/b"));
    assertThat(stored(list)).isEqualTo("# two\nhttp://h/a\n\nhttp://h/b");
    assertThat(sync.seen).hasSize(3).startsWith("file of 28 bytes");
    assertThat(sync.seen.get(1)).startsWith("manifests with [").contains(".txt");
    assertThat(sync.seen.get(2)).startsWith(dir.getFileName() + " with ").contains("manifests");
    list.discard(dir);
    try (var left = Files.list(dir.resolve("manifests"))) {
      assertThat(left).isEmpty();
    }
  }

  @Test
  void gzippedListIsUnpacked() throws Exception {
    assertThat(stored(list(ListFormat.TXT, packed("http://h/a\n")))).isEqualTo("http://h/a\n");
  }

  @Test
  void zstdListIsUnpacked() throws Exception {
    byte[] packed =
        HexFormat.of()
            .parseHex("28b52ffd0468c5000090687474703a2f2f612e746573742f310a320a0100469e4b6e9a67e6");
    assertThat(stored(list(ListFormat.TXT, packed)))
        .isEqualTo("http://a.test/1\nhttp://a.test/2\n");
    assertThatThrownBy(() -> list(ListFormat.TXT, Arrays.copyOf(packed, 12)))
        .isInstanceOf(InvalidInput.class)
        .hasMessageContaining("zstd data is damaged or incomplete");
    assertThat(ListFormat.ofFile("a.csv.ZST")).isEqualTo(ListFormat.CSV);
  }

  @Test
  void gzipThatIsCutIsRefused() throws Exception {
    byte[] whole = packed("http://h/a\n".repeat(1000));
    byte[] cut = Arrays.copyOf(whole, whole.length / 2);
    assertThatThrownBy(() -> list(ListFormat.TXT, cut))
        .isInstanceOf(InvalidInput.class)
        .hasMessageContaining("gzip data is damaged or incomplete");
  }

  @Test
  void linesOfTheCommandLineFollowThoseOfTheFile() throws Exception {
    assertThat(stored(list(ListFormat.TXT, utf8("http://h/a"), "http://h/b")))
        .isEqualTo("http://h/a\nhttp://h/b");
  }

  @Test
  void tabsBecomeCommasAndLinesStayLines() throws Exception {
    String tsv = "\ufeffurl\tname\r\nhttp://h/a\tsays \"x, y\"\n\nhttp://h/b\t";
    assertThat(stored(list(ListFormat.TSV, utf8(tsv))))
        .isEqualTo("\"url\",\"name\"\n\"http://h/a\",\"says \"\"x, y\"\"\"\n\n\"http://h/b\",\"\"");
  }

  @Test
  void everyBadLineIsNamed() {
    assertThatThrownBy(() -> list(ListFormat.TXT, utf8("http://h/a\nnope\n\nftp://h/b\n")))
        .isInstanceOfSatisfying(
            InvalidInput.class,
            e ->
                assertThat(e.lines())
                    .hasSize(2)
                    .anyMatch(line -> line.contains("list:2: "))
                    .anyMatch(line -> line.contains("list:4: ")));
  }

  @Test
  void badNameIsToldWithTheBadLines() {
    JobReader.Parameters parameters = new JobReader.Parameters("list", "..", "{nope}", null);
    assertThatThrownBy(() -> list(ListFormat.CSV, parameters, utf8("url,n\nnope,1\n")))
        .isInstanceOfSatisfying(
            InvalidInput.class,
            e ->
                assertThat(e.lines())
                    .hasSize(3)
                    .anyMatch(line -> line.startsWith("--dir: "))
                    .anyMatch(line -> line.startsWith("--as: {nope} is no variable"))
                    .anyMatch(line -> line.contains("list:2: ")));
  }

  @Test
  void equalContentHasOneFingerprintHoweverItIsPacked() throws Exception {
    String plain = list(ListFormat.TXT, utf8("http://h/a\n")).fingerprint();
    assertThat(list(ListFormat.TXT, packed("http://h/a\n")).fingerprint()).isEqualTo(plain);
    assertThat(list(ListFormat.TXT, utf8("http://h/b\n")).fingerprint()).isNotEqualTo(plain);
  }

  @Test
  void standardInputIsReadOnceAndKeptMeanwhile() throws Exception {
    InputStream once = new ByteArrayInputStream(utf8("http://h/a\n"));
    try (ListContent content = ListContent.open("-", once, List.of())) {
      ListJob list =
          ListJob.read(
              content, ListFormat.TXT, Manifest.Reading.PLAIN, PLAIN, Settings.Caps.DEFAULT);
      assertThat(stored(list)).isEqualTo("http://h/a\n");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "a.txt, TXT",
    "a.TXT.GZ, TXT",
    "a.csv, CSV",
    "a.csv.gz, CSV",
    "a.tsv, TSV",
    "a.ndjson, NDJSON",
    "a.jsonl.gz, NDJSON",
    "a.json,",
    "a,",
    "a.gz,"
  })
  void endingTellsTheFormat(String file, ListFormat format) {
    assertThat(ListFormat.ofFile(file)).isEqualTo(format);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "http://h/a | TXT",
        "# mine | TXT",
        "{\"url\":\"http://h/a\"} | NDJSON",
        "{\"source\":{}} |",
        "{ |",
        "url,name |"
      })
  void contentTellsTheFormatWhereTheEndingDoesNot(String content, ListFormat format) {
    assertThat(ListOptions.guessed("\n" + content + "\n")).isEqualTo(format);
  }
}
