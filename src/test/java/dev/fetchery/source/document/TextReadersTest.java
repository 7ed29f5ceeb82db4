package dev.fetchery.source.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fetchery.job.DocumentFormat;
import java.io.ByteArrayInputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TextReadersTest {
  private static final String URL = "http://h/d/list";

  @Test
  void readsAUrlALine() throws Exception {
    assertThat(
            Read.references(Read.all(DocumentFormat.TEXT, URL, "\ufeffa\r\n\n # no\n  b  \n#c\nd")))
        .containsExactly("a", "b", "d");
  }

  @Test
  void readsCsvAndTsv() throws Exception {
    String csv = "\ufeffTitle,URL,md5,key\r\n\"a,b\",http://h/1,AA,k\n,2,,\n";
    assertThat(Read.all(DocumentFormat.CSV, URL, csv))
        .containsExactly(
            new Found.Entry(
                "http://h/1",
                "k",
                Map.of("Title", "a,b", "md5", "AA", "key", "k"),
                Map.of("md5", "AA"),
                List.of()),
            Found.Entry.of("2"));
    assertThat(Read.references(Read.all(DocumentFormat.TSV, URL, "url\tx\n1\ty\n\tz\n3")))
        .containsExactly("1", new Found.Bad("line 3 has no url").toString(), "3");
  }

  @ParameterizedTest
  @CsvSource({"CSV, UTF-16", "CSV, UTF-16LE", "TSV, UTF-16", "TEXT, UTF-16", "TEXT, UTF-16BE"})
  void readsWhatABeginningMarksAsUtf16(DocumentFormat format, String charset) throws Exception {
    String entries =
        switch (format) {
          case CSV -> "url,t\n/é😀,x\n";
          case TSV -> "url\tt\n/é😀\tx\n";
          default -> "/é😀\n";
        };
    // Java's UTF-16 writes the mark itself.
    String marked = charset.equals("UTF-16") ? entries : "\ufeff" + entries;
    var options = new DocumentReaders.Options(format, "a[href]", "href");
    var bytes = new ByteArrayInputStream(marked.getBytes(Charset.forName(charset)));
    assertThat(Read.references(Read.all(options, URL, "text/plain", bytes, false)))
        .containsExactly("/é😀");
  }

  @Test
  void readsATableInTheCharsetOfItsMediaType() throws Exception {
    var options = new DocumentReaders.Options(DocumentFormat.CSV, "a[href]", "href");
    var bytes = new ByteArrayInputStream("url\n/é\n".getBytes(StandardCharsets.ISO_8859_1));
    assertThat(
            Read.references(Read.all(options, URL, "text/csv; charset=ISO-8859-1", bytes, false)))
        .containsExactly("/é");
  }

  @Test
  void aQuoteWithoutEndSwallowsNoLinesInSilence() {
    String table = "url,t\n/a,x\n/b,\"y\n/c,z\n";
    assertThatThrownBy(() -> Read.all(DocumentFormat.CSV, URL, table))
        .isInstanceOf(BadDocumentException.class)
        .hasMessageContaining("a quote has no end");
  }

  @Test
  void refusesATableWithoutUrls() {
    assertThatThrownBy(() -> Read.all(DocumentFormat.CSV, URL, "a,b\n1,2\n"))
        .isInstanceOf(BadDocumentException.class);
  }

  @Test
  void readsChecksums() throws Exception {
    String md5 = "900150983cd24fb0d6963f7d28e17f72";
    String sums =
        md5
            + "  a b.txt\n"
            + md5.toUpperCase(java.util.Locale.ROOT)
            + " *./sub/c\n\n"
            + "\\"
            + md5
            + "  x\\ny\nMD5 (d) = "
            + md5
            + "\nnonsense\n";
    List<Found> found = Read.all(DocumentFormat.SUMS, URL, sums);
    assertThat(Read.references(found))
        .containsExactly(
            "./a%20b.txt",
            "./sub/c",
            "./x%0Ay",
            "./d",
            new Found.Bad("line 6 is no checksum and name").toString());
    assertThat(((Found.Entry) found.get(1)).expected()).isEqualTo(Map.of("md5", md5));
    assertThat(((Found.Entry) found.get(0)).key()).isEqualTo("a b.txt");
  }

  /** As Fedora signs them, OpenSSL writes them, and Windows tools comment them. */
  @Test
  void readsChecksumsThatAreSignedOrOfOtherTools() throws Exception {
    String sha384 = "0123456789abcdef".repeat(6);
    String sums =
        """
        -----BEGIN PGP SIGNED MESSAGE-----
        Hash: SHA256

        # a.iso: 5 bytes
        SHA256 (a.iso) = DIGESTDIGESTDIGESTDIGEST
        SHA2-256(b (1).iso)= DIGESTDIGESTDIGESTDIGEST
        ; remark
        DIGESTDIGESTDIGESTDIGESTDIGESTDIGEST  c
        -----BEGIN PGP SIGNATURE-----

        iQEzBAEBCAAdFiEE
        =abcd
        -----END PGP SIGNATURE-----
        DIGESTDIGESTDIGESTDIGEST  d
        """
            .replace("DIGEST", "0123456789abcdef");
    List<Found> found = Read.all(DocumentFormat.SUMS, URL, sums);
    assertThat(Read.references(found))
        .containsExactly("./a.iso", "./b%20%281%29.iso", "./c", "./d");
    assertThat(((Found.Entry) found.get(1)).expected())
        .isEqualTo(Map.of("sha256", "0123456789abcdef".repeat(4)));
    assertThat(((Found.Entry) found.get(2)).expected())
        .isEqualTo(Map.of("checksum", "sha384:" + sha384));
    assertThat(Read.all(DocumentFormat.SUMS, URL, "-----BEGIN PGP SIGNED MESSAGE-----\nHash: x"))
        .isEmpty();
  }

  @Test
  void readsJsonLinesPastABadOne() throws Exception {
    List<Found> found =
        Read.all(DocumentFormat.JSONL, URL, "\"a\"\n{\"url\": \"b\"}\n{bad\n\"c\"\n");
    assertThat(found).hasSize(4);
    assertThat(found.get(2)).isEqualTo(new Found.Bad("line 3 is not JSON"));
  }

  @ParameterizedTest
  @CsvSource({
    "text/html; charset=utf-8, /x, '', HTML",
    "application/xml, /x, <?xml version='1.0'?><!-- a --><urlset xmlns='x'><url/></urlset>, SITEMAP",
    "text/xml, /x, <a:rss xmlns:a='x'></a:rss>, RSS",
    "application/xml, /x, <ListBucketResult/>, S3",
    "application/octet-stream, /a.CSV, '', CSV",
    "text/plain, /SHA256SUMS, '', SUMS",
    "text/plain, /x.tar.gz.md5, '', SUMS",
    "text/plain, /SHA384SUMS, '', SUMS",
    "text/plain, /SHASUMS256.txt.asc, '', SUMS",
    "application/octet-stream, /tool_1.2.3_checksums.txt, '', SUMS",
    "application/octet-stream, /Fedora-39-CHECKSUM, '', SUMS",
    "text/plain, /unchecksums.txt, '', TEXT",
    "text/plain, /x, '', TEXT",
    "'', /a.jsonl.gz, '', JSONL",
    "application/x-ndjson, /x, '', JSONL",
    "application/metalink4+xml, /x, <metalink/>, METALINK",
  })
  void tellsTheFormat(String type, String path, String document, DocumentFormat expected)
      throws Exception {
    var bytes =
        new java.io.BufferedInputStream(
            new java.io.ByteArrayInputStream(
                document.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
    String bare = type.contains(";") ? type.substring(0, type.indexOf(';')) : type;
    assertThat(Formats.of(bare, dev.fetchery.url.WebUrl.parse("http://h" + path), bytes))
        .contains(expected);
  }
}
