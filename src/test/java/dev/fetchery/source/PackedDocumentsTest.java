package dev.fetchery.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fetchery.job.ErrorCode;
import dev.fetchery.job.Fault;
import dev.fetchery.job.Header;
import dev.fetchery.job.Lookup;
import dev.fetchery.job.NextPage;
import dev.fetchery.job.Places;
import dev.fetchery.job.Source;
import dev.fetchery.testing.Urls;
import io.airlift.compress.zstd.ZstdOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Documents, pages and lookups that come packed. */
class PackedDocumentsTest {
  private static final String URL = "http://h/doc.json";
  private static final String LIST = "[\"/f1\",\"/f2\"]";

  @TempDir Path dir;

  private interface Packer {
    OutputStream over(OutputStream out) throws IOException;
  }

  private static byte[] packed(byte[] content, Packer packer) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream out = packer.over(bytes)) {
      out.write(content);
    }
    return bytes.toByteArray();
  }

  /** Packed by each of these, the first first. */
  private static byte[] packed(String content, String how) throws IOException {
    byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
    for (String one : how.split(" ", -1)) {
      bytes =
          switch (one) {
            case "gzip" -> packed(bytes, GZIPOutputStream::new);
            case "zstd" -> packed(bytes, ZstdOutputStream::new);
            case "zlib" -> packed(bytes, DeflaterOutputStream::new);
            case "raw" ->
                packed(bytes, out -> new DeflaterOutputStream(out, new Deflater(9, true)));
            default -> bytes;
          };
    }
    return bytes;
  }

  private static Discovery.Document document(byte[] body, String codings, long maxBytes) {
    List<Header> headers =
        codings == null ? List.of() : List.of(new Header("content-encoding", codings));
    return new Discovery.Document(Urls.url(URL), headers, body, null, maxBytes);
  }

  private static JsonDiscovery json(String position) {
    return new JsonDiscovery(
        new Source.Json(URL, "", Places.NONE, Map.of()), Map.of(), Set.of(), position);
  }

  private static Steps read(
      JsonDiscovery discovery, Function<Discovery.Ask, Discovery.Document> world, int most) {
    try (discovery) {
      return Steps.run(discovery, world, most, most, new Random(0));
    }
  }

  private static PagesDiscovery pages() {
    Source.Pages source =
        PagesDiscoveryTest.pages("http://h/list", Map.of(), new NextPage.Link("next"), 0, 0);
    return PagesDiscoveryTest.open(source);
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "gzip,      gzip",
        "gzip,      X-GZip",
        "zlib,      deflate",
        "raw,       deflate",
        "gzip,      -",
        "gzip,      identity",
        "gzip gzip, gzip",
        "gzip zlib, 'gzip, deflate'",
        "zstd,      zstd",
        "zstd,      ZSTD",
        "zstd,      -",
        "zstd gzip, gzip",
        "gzip zstd, 'gzip, zstd'",
        "none,      zstd",
        "none,      gzip",
        "none,      identity",
        "none,      utf-8",
        "gzip,      'gzip, Binary'",
        "none,      ''",
        "gzip,      deflate",
        "zstd,      deflate"
      })
  void packedDocumentPageAndLookupAreRead(String how, String codings) throws IOException {
    byte[] body = packed(LIST, how);
    Steps document = read(json(null), ask -> document(body, codings, 1_000), 10);
    assertThat(document.urls()).containsExactly("http://h/f1", "http://h/f2");
    assertThat(document.end.fault()).isNull();
    byte[] page = packed("{\"urls\":[\"a\",\"b\"]}", how);
    Steps listing = Steps.run(pages(), ask -> document(page, codings, 1_000), 10);
    assertThat(listing.keys()).containsExactly("a", "b");
    assertThat(listing.end.fault()).isNull();
    byte[] answer = packed("{\"c\":\"x\"}", how);
    LookupFields lookup = new LookupFields(new Lookup("http://h/", Map.of("c", "/c"), Map.of()));
    assertThat(lookup.extract(document(answer, codings, 1_000)))
        .isEqualTo(new LookupFields.Fields(Map.of("c", "x")));
  }

  @ParameterizedTest
  @CsvSource({"gzip, gzip", "zstd, zstd", "zlib, deflate", "raw, deflate", "gzip gzip, gzip"})
  void whatIsLargeOnceUnpackedIsRefusedAndWhatCameBeforeIsListed(String how, String codings)
      throws IOException {
    String blanks = " ".repeat(3_000_000);
    byte[] body = packed("[\"/f1\"," + blanks + "\"/f2\"]", how);
    assertThat(body.length).isLessThan(10_000);
    Steps document = read(json(null), ask -> document(body, codings, 1 << 20), 10);
    assertThat(document.urls()).containsExactly("http://h/f1");
    Fault expected =
        new Fault(
            ErrorCode.TOO_LARGE,
            "the document http://h/doc.json is too large: unpacked it has over 1048576 bytes,"
                + " after 1 entry");
    assertThat(document.end.fault()).isEqualTo(expected);
    Steps listing = Steps.run(pages(), ask -> document(body, codings, 1 << 20), 10);
    assertThat(listing.end.fault().code()).isEqualTo(ErrorCode.TOO_LARGE);
    LookupFields lookup = new LookupFields(new Lookup("http://h/", Map.of("c", "/c"), Map.of()));
    assertThat(((LookupFields.Failed) lookup.extract(document(body, codings, 1 << 20))).fault())
        .isEqualTo(
            new Fault(
                ErrorCode.LOOKUP,
                "the lookup's answer is too large: unpacked it has over 1048576 bytes"));
  }

  @Test
  void whatCannotBeUnpackedSaysSo() throws IOException {
    byte[] whole = packed("[\"/f1\"" + " ".repeat(100_000) + "]", "gzip");
    byte[] cut = Arrays.copyOf(whole, whole.length - 9);
    assertThat(faultOf(cut, "gzip")).endsWith("is cut short within what packs it, after 1 entry");
    byte[] damaged = whole.clone();
    damaged[2] = 77;
    assertThat(faultOf(damaged, null)).endsWith("is not properly packed");
    assertThat(faultOf(new byte[] {1, 2, 3}, "br, gzip"))
        .endsWith("is packed by br, which is not read");
    assertThat(faultOf(new byte[0], "gzip")).endsWith("is empty where JSON is expected");
  }

  @Test
  void zstdThatCannotBeUnpackedSaysSo() throws IOException {
    byte[] whole = packed("[\"/f1\"" + " ".repeat(3_000_000) + "]", "zstd");
    assertThat(faultOf(Arrays.copyOf(whole, whole.length / 2), "zstd"))
        .contains("is not properly packed");
    assertThat(faultOf(packed(LIST, "zstd zstd"), "zstd"))
        .endsWith("is packed by zstd more than once");
    // What failed to open gave its share back.
    for (int i = 0; i < 100; i++) {
      faultOf(packed(LIST, "zstd zstd"), "zstd");
    }
  }

  /** Jobs may stand still for days with their documents half read. */
  @Test
  void documentsByZstdThatAreHalfReadHoldUpNone() throws IOException {
    byte[] body = packed(LIST, "zstd");
    List<JsonDiscovery> open = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      Path file = Files.write(dir.resolve(".fetchery-" + i + "-source.part"), body);
      JsonDiscovery discovery = json(null);
      open.add(discovery);
      Steps half = Steps.run(discovery, ask -> spooled(file, "zstd", 1_000), 1, 1, new Random(0));
      assertThat(half.urls()).containsExactly("http://h/f1");
    }
    open.forEach(JsonDiscovery::close);
    try (var left = Files.list(dir)) {
      assertThat(left).hasSize(100).noneMatch(file -> file.toString().contains("unpacked"));
    }
  }

  @Test
  void whatIsLargeOnDiskOnceUnpackedIsRefusedAndWhatCameBeforeIsListed() throws IOException {
    byte[] body = packed("[\"/f1\"," + " ".repeat(3_000_000) + "\"/f2\"]", "zstd");
    Path file = Files.write(dir.resolve(".fetchery-1-source.part"), body);
    Steps document = read(json(null), ask -> spooled(file, "zstd", 1 << 20), 10);
    assertThat(document.urls()).containsExactly("http://h/f1");
    assertThat(document.end.fault().code()).isEqualTo(ErrorCode.TOO_LARGE);
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "list.jsonl.zst, application/zstd, -",
        "list.jsonl.zstd, application/octet-stream, -",
        "list.jsonl, application/octet-stream, zstd",
        "list, application/x-ndjson, zstd",
        "list.jsonl.gz, application/gzip, -"
      })
  void aPackedDocumentHasTheFormatOfWhatItHolds(String name, String type, String codings)
      throws IOException {
    String how = name.endsWith(".gz") ? "gzip" : "zstd";
    byte[] body = packed("{\"url\":\"/f1\"}\n{\"url\":\"/f2\"}\n", how);
    Path file = Files.write(dir.resolve(".fetchery-1-source-1.part"), body);
    Source.Document source =
        new Source.Document(
            "http://h/" + name,
            null,
            Source.Document.LINKS,
            Source.Document.REFERENCE,
            0,
            Places.NONE,
            Map.of());
    List<Header> headers = new ArrayList<>(List.of(new Header("content-type", type)));
    if (codings != null) {
      headers.add(new Header("content-encoding", codings));
    }
    Steps steps =
        Steps.run(
            new DocumentDiscovery(source, Map.of(), Set.of(), null),
            ask -> new Discovery.Document(Urls.url("http://h/" + name), headers, null, file, 1_000),
            10);
    assertThat(steps.end.fault()).isNull();
    assertThat(steps.urls()).containsExactly("http://h/f1", "http://h/f2");
  }

  private static Discovery.Document spooled(Path file, String codings, long maxBytes) {
    List<Header> headers = List.of(new Header("content-encoding", codings));
    return new Discovery.Document(Urls.url(URL), headers, null, file, maxBytes);
  }

  private static String faultOf(byte[] body, String codings) {
    Steps steps = read(json(null), ask -> document(body, codings, 1 << 20), 10);
    assertThat(steps.end.fault().code()).isEqualTo(ErrorCode.BAD_DOCUMENT);
    return steps.end.fault().detail();
  }

  /** Then it comes without its head. */
  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {"raw, deflate", "zlib, deflate", "gzip, -", "zstd, zstd", "zstd, -"})
  void packedDocumentKeptFromAnEarlierRunIsReadOn(String how, String codings) throws IOException {
    byte[] body = packed(LIST, how);
    Path file = Files.write(dir.resolve("spooled"), body);
    Steps before = read(json(null), ask -> document(body, codings, 1_000), 1);
    Steps after =
        read(
            json(before.position),
            ask -> new Discovery.Document(null, List.of(), null, file, 1_000),
            10);
    assertThat(after.urls()).containsExactly("http://h/f2");
    assertThat(after.end.fault()).isNull();
  }
}
