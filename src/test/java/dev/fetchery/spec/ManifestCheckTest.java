package dev.fetchery.spec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fetchery.job.Source.Manifest.Format;
import dev.fetchery.spec.ManifestCheck.Faulty;
import dev.fetchery.spec.ManifestCheck.Good;
import dev.fetchery.spec.ManifestCheck.LineFault;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ManifestCheckTest {
  private static ManifestCheck.Result check(Format format, String body, int chunk) {
    ManifestCheck check = new ManifestCheck(format, 1000);
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    for (int at = 0; at < bytes.length; at += chunk) {
      check.feed(ByteBuffer.wrap(bytes, at, Math.min(chunk, bytes.length - at)));
    }
    return check.finish();
  }

  private static ManifestCheck.Result check(Format format, String body) {
    return check(format, body, 7);
  }

  @Test
  void blankLinesAndCommentsAreSkipped() {
    assertThat(check(Format.TEXT, "\ufeffhttp://a\r\n\n # no\n  http://b  \n#x\nhttp://c"))
        .isEqualTo(new Good(3, Set.of()));
  }

  @Test
  void aCsvHeaderNamesTheFields() {
    String body = "\ufeff\"key\",url,colour\r\n\"a\nb\",http://h,\"re\"\"d\"\r\n,http://h,\r\n";
    assertThat(check(Format.CSV, body)).isEqualTo(new Good(2, Set.of("key", "colour")));
  }

  @Test
  void aColumnWithAMeaningMayBeWrittenInAnyCase() {
    assertThat(check(Format.CSV, "URL,TEXT,Key\nhttp://h,a,b\n"))
        .isEqualTo(new Good(1, Set.of("TEXT", "key")));
    assertThat(((Faulty) check(Format.CSV, "URL,url\nhttp://h,\n")).faults().get(0).detail())
        .contains("earlier");
  }

  @Test
  void tsvIsCsvByTabs() {
    String body = "url\tkey\tcolour\r\nhttp://h/a,b\t\"x\ty\nz\"\tred\r\nhttp://h\t\t\r\n";
    assertThat(check(Format.TSV, body)).isEqualTo(new Good(2, Set.of("key", "colour")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '!',
      value = {
        "CSV ! url;title    ! `url;title`; columns are separated by commas",
        "CSV ! url→title    ! `url title`; a list separated by tabs is posted as text/tab-sep",
        "CSV ! link         ! `link`",
        "CSV ! http://h/1   ! `http://h/1`",
        "TSV ! url;title    ! `url;title`; columns are separated by tabs",
        "TSV ! url,title    ! the header has no column url"
      })
  void headerWithoutUrlIsOneFaultThatShowsIt(Format format, String header, String detail) {
    String body = (header + "\n").replace('→', '\t') + "http://h;a\nhttp://h;b;c\n\"\n";
    List<LineFault> faults = ((Faulty) check(format, body)).faults();
    assertThat(faults).hasSize(1);
    assertThat(faults.get(0).line()).isEqualTo(1);
    assertThat(faults.get(0).detail()).contains(detail);
  }

  @Test
  void aLineOfNdjsonIsAnElementOfUrls() {
    String body = "\"http://a\"\n{\"url\": \"http://b\", \"n\": 1}\n\n";
    assertThat(check(Format.NDJSON, body)).isEqualTo(new Good(2, Set.of("n")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "TEXT   | 'http://a\\n\\nftp://b'                  | 3 | only http",
        "TEXT   | ''                                       | 1 | no URL",
        "TEXT   | '# nothing'                              | 1 | no URL",
        "NDJSON | '\"http://a\"\\n{\"url\": 5}'            | 2 | /url",
        "NDJSON | '{\"key\": \"a\"}'                       | 1 | /url: is required",
        "NDJSON | '\"http://a\"\n{'                       | 2 | not JSON at column",
        "NDJSON | '[]'                                     | 1 | array",
        "NDJSON | '{\"url\": \"http://a\"} x'              | 1 | JSON",
        "CSV    | 'key,uri\\na,b'                          | 1 | no column url",
        "CSV    | 'url,url\\nhttp://a,'                    | 1 | earlier",
        "CSV    | 'url,\\nhttp://a,'                       | 1 | no name",
        "CSV    | 'url,k\\n\"http://a\",\"x\\ny\"\\nhttp://b' | 4 | has 1 fields",
        "CSV    | 'url,sha256\\nhttp://a,12'               | 2 | sha256",
        "CSV    | 'url\\n\"http://a'                       | 2 | CSV",
        "CSV    | 'url\\n\"http://a\"x'                    | 2 | CSV",
        "CSV    | 'url\\nhttp://a\\rhttp://b'              | 2 | carriage return"
      })
  void aBadLineIsNamedByItsNumber(Format format, String body, long line, String detail) {
    String text = body.replace("\\n", "\n").replace("\\r", "\r");
    LineFault first = ((Faulty) check(format, text)).faults().get(0);
    assertThat(first.line()).isEqualTo(line);
    assertThat(first.detail()).contains(detail);
  }

  @Test
  void aLineOfOverOneMebibyteIsAFaultAndTheNextIsRead() {
    String body = "http://" + "a".repeat(ManifestRecords.MAX_RECORD_BYTES) + "\nx\nhttp://b\n";
    assertThat(((Faulty) check(Format.TEXT, body, 1 << 16)).faults())
        .extracting(LineFault::line)
        .containsExactly(1L, 2L);
  }

  @Test
  void brokenUtf8IsAFaultOfItsLine() {
    ManifestCheck check = new ManifestCheck(Format.TEXT, 10);
    check.feed(ByteBuffer.wrap(new byte[] {'#', '\n', (byte) 0xff, '\n'}));
    assertThat(check.finish()).isEqualTo(new Faulty(List.of(new LineFault(2, "not UTF-8"))));
  }

  @Test
  void soManyItemsAndFaultsAreTakenAndNoMore() {
    assertThat(check(Format.TEXT, "http://a\n".repeat(1001))).isInstanceOf(Faulty.class);
    assertThat(((Faulty) check(Format.TEXT, "x\n".repeat(5000))).faults())
        .hasSize(ManifestCheck.MAX_FAULTS);
  }

  @Property
  void howTheBytesAreCutMakesNoDifference(
      @ForAll("bodies") String body,
      @ForAll @IntRange(min = 1, max = 20) int chunk,
      @ForAll Format format) {
    assertThat(check(format, body, chunk)).isEqualTo(check(format, body, 1000));
  }

  @Provide
  Arbitrary<String> bodies() {
    return Arbitraries.of(
            "url",
            ",",
            "\"",
            "\n",
            "\r\n",
            "http://a",
            "key",
            "#",
            " ",
            "ü",
            "{\"url\":",
            "}",
            "\ufeff")
        .list()
        .ofMaxSize(30)
        .map(parts -> String.join("", parts));
  }
}
