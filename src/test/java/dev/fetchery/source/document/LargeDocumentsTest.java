package dev.fetchery.source.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.fetchery.job.DocumentFormat;
import dev.fetchery.url.WebUrl;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is held of documents that are as large as they come. */
class LargeDocumentsTest {
  private static final String PAGE = "http://h/d/list";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "HTML | 200000 | <html><body><pre> | <a href='%d.bin'>%d</a>  2024 5 KiB",
        "SITEMAP | 50000 | <urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>"
            + " | <url><loc>http://h/%d.bin</loc><lastmod>2024-01-02</lastmod></url>",
        "RSS | 50000 | <rss version='2.0'><channel>"
            + " | <item><title>t%d</title><enclosure url='%d.mp3' length='5'/></item>",
        "JSONL | 1000000 | '' | {\"url\":\"%d.bin\",\"size\":%d}",
        "CSV | 500000 | url,size | %d.bin,%d",
        "TEXT | 500000 | # list | http://h/%d.bin",
        "SUMS | 200000 | '' | 900150983cd24fb0d6963f7d28e17f72  %d.bin",
      })
  void areReadInLittleMemory(DocumentFormat format, int entries, String beginning, String line)
      throws Exception {
    var options = new DocumentReaders.Options(format, "a[href]", "href");
    String first = beginning.isEmpty() ? "" : beginning + "\n";
    long most = 0;
    long before = used();
    try (DocumentReader reader =
        DocumentReaders.open(
            new Repeated(first, line + "\n", entries), "", WebUrl.parse(PAGE), options, false)) {
      for (int i = 0; i < entries; i++) {
        Found found = reader.next();
        if (found == null || found instanceof Found.Bad) {
          fail("entry " + i + " is " + found);
        }
        if (i % (entries / 4) == entries / 8) {
          most = Math.max(most, used() - before);
        }
      }
    }
    assertThat(most).isLessThan(16L << 20);
  }

  private static long used() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }
}
