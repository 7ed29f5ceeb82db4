package dev.fetchery.spec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fetchery.job.Checksum;
import dev.fetchery.job.Source.Manifest.Format;
import dev.fetchery.job.UrlEntry;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Lists of URLs as aria2 and {@code wget -i} take them. */
class Aria2ListTest {
  private static final String MD5 = "5d41402abc4b2a76b9719d911017c592";

  /** As in the manual of aria2, under "Input File". */
  private static final String MANUAL =
      """
      http://server/file.iso\thttp://mirror/file.iso
        dir=/iso_images
        out=file.img
      http://foo/bar
      """;

  private static List<UrlEntry> entries(String list, int pieceBytes) {
    ManifestRows rows = new ManifestRows(Format.TEXT);
    ManifestRecords records = new ManifestRecords(Format.TEXT, 0);
    List<UrlEntry> entries = new ArrayList<>();
    Consumer<ManifestRecords.Line> read =
        line -> {
          if (rows.entry(line) instanceof ManifestRows.Good good) {
            entries.add(good.entry());
          }
        };
    byte[] bytes = list.getBytes(StandardCharsets.UTF_8);
    for (int at = 0; at < bytes.length; at += pieceBytes) {
      records.feed(ByteBuffer.wrap(bytes, at, Math.min(pieceBytes, bytes.length - at)), read);
    }
    records.finish(read);
    return entries;
  }

  private static UrlEntry entry(String... options) {
    List<UrlEntry> entries = entries("http://a/f\n  " + String.join("\n  ", options), 1 << 16);
    assertThat(entries).hasSize(1);
    return entries.get(0);
  }

  private static ManifestCheck.Result check(String list) {
    ManifestCheck check = new ManifestCheck(Format.TEXT, 100);
    check.feed(ByteBuffer.wrap(list.getBytes(StandardCharsets.UTF_8)));
    return check.finish();
  }

  private static ManifestCheck.LineFault fault(String list) {
    assertThat(check(list)).isInstanceOf(ManifestCheck.Faulty.class);
    return ((ManifestCheck.Faulty) check(list)).faults().get(0);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 1 << 16})
  void optionsBelongToTheUrlAboveThem(int pieceBytes) {
    List<UrlEntry> entries = entries(MANUAL.replace("\n", "\r\n"), pieceBytes);
    assertThat(entries)
        .extracting(UrlEntry::url)
        .containsExactly("http://server/file.iso", "http://foo/bar");
    assertThat(entries.get(0).terms().mirrors()).containsExactly("http://mirror/file.iso");
    assertThat(entries.get(0).fields()).isEqualTo(Map.of("dir", "/iso_images", "out", "file.img"));
    assertThat(entries.get(1).fields()).isEmpty();
    assertThat(check(MANUAL)).isEqualTo(new ManifestCheck.Good(2, Set.of("dir", "out")));
  }

  @Test
  void headersAndChecksumsAreTaken() {
    UrlEntry entry =
        entry(
            "header=X-A: 1",
            "header=X-B:two: three",
            "referer=*",
            "user-agent=me",
            "http-user=u",
            "http-passwd=p",
            "checksum=MD5=" + MD5,
            "split=5",
            "gid=2089b05ecca3d829");
    assertThat(entry.headers())
        .isEqualTo(
            Map.of(
                "X-A", "1",
                "X-B", "two: three",
                "Referer", "http://a/f",
                "User-Agent", "me",
                "Authorization", "Basic dTpw"));
    assertThat(entry.terms().proof().checksums())
        .containsExactly(new Checksum(Checksum.Algorithm.MD5, List.of(MD5)));
    assertThat(entry("checksum=sha-256=" + MD5 + MD5).terms().proof().checksums())
        .extracting(Checksum::algorithm)
        .containsExactly(Checksum.Algorithm.SHA256);
  }

  @Test
  void commentsAndBlankLinesMayStandBetween() {
    List<UrlEntry> entries = entries("# all\nhttp://a/f\n# name\n\n  out=x\n\n\nhttp://a/g\n", 3);
    assertThat(entries).hasSize(2);
    assertThat(entries.get(0).fields()).containsEntry("out", "x");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "max-download-limit=1K|max-download-limit: an option of aria2 that is not taken here; limits.bytesPerSecond",
        "allow-overwrite=true|allow-overwrite: an option of aria2 that is not taken here; ifExists",
        "bt-tracker=x|bt-tracker: an option of aria2 that is not taken here",
        "checksum=md5=00|checksum: ",
        "checksum=md4=" + MD5 + "|checksum: ",
        "header=none|header: must be a name",
        "header=Content-Length: 3|header: ",
        "header=A b: c|header: ",
        "out=|out: is empty",
      })
  void whatCannotBeTakenIsRefusedByItsNameAndLine(String option, String detail) {
    ManifestCheck.LineFault fault = fault("http://a/\n  split=1\n#\n  " + option + "\nhttp://b/\n");
    assertThat(fault.line()).isEqualTo(4);
    assertThat(fault.detail()).startsWith(detail);
  }

  @Test
  void anOptionNeedsAUrl() {
    assertThat(fault("  out=x\nhttp://a/\n").detail()).contains("without a URL above it");
    assertThat(fault("nope\n  out=x\nhttp://a/\n").line()).isEqualTo(1);
    assertThat(fault("http://a/\tnope\n  out=x\n").line()).isEqualTo(1);
  }

  @Test
  void aListOfWgetIsRead() {
    String list = "  http://a/1?x=1  \n\thttp://a/2\n\n#http://a/3\nhttp://a/4 b\n";
    assertThat(entries(list, 1 << 16))
        .extracting(UrlEntry::url)
        .containsExactly("http://a/1?x=1", "http://a/2", "http://a/4 b");
  }

  @Test
  void anEntryHasABound() {
    String options = "  header=X: 1\n".repeat(100_000);
    assertThat(check("http://a/\n" + options)).isInstanceOf(ManifestCheck.Faulty.class);
    assertThat(check("http://a/\n" + "\n".repeat(100_000) + "http://b/\n"))
        .isEqualTo(new ManifestCheck.Good(2, Set.of()));
  }
}
