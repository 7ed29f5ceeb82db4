package dev.fetchery.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fetchery.job.ErrorCode;
import dev.fetchery.job.Places;
import dev.fetchery.job.Source;
import dev.fetchery.testing.Urls;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonDiscoveryTest {
  private static final String URL = "http://h/dir/doc.json";

  @TempDir private Path dir;

  private Steps run(Source.Json source, String body, String position, int stopAfter) {
    try (JsonDiscovery discovery = new JsonDiscovery(source, Map.of(), Set.of(), position)) {
      Path file = Files.writeString(dir.resolve("doc"), body);
      Discovery.Document document = new Discovery.Document(Urls.url(URL), List.of(), null, file, 0);
      return Steps.run(discovery, ask -> document, 2, stopAfter, new Random(0));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private Steps run(Source.Json source, String body) {
    return run(source, body, null, Integer.MAX_VALUE);
  }

  private static Source.Json at(String at, String urlAt, String keyAt) {
    return new Source.Json(URL, at, Places.of(urlAt, keyAt), Map.of("A", "b"));
  }

  @Test
  void entriesOfAnObjectAreKeysAndUrls() {
    Steps steps =
        run(
            at("", null, null),
            "{\"+1\":\"http://a/1\",\"-1\":\"x.png\",\"o\":{\"a\":1},\"f\":\"file:///x\"}");
    assertThat(steps.asked).singleElement().matches(Discovery.Ask::spool);
    assertThat(steps.keys()).containsExactly("+1", "-1", "o", "f");
    assertThat(steps.urls()).startsWith("http://a/1", "http://h/dir/x.png");
    assertThat(steps.items.subList(2, 4))
        .allMatch(item -> item.fault().code() == ErrorCode.BAD_URL);
    assertThat(steps.end.fault()).isNull();
  }

  @ParameterizedTest
  @CsvSource({"UTF-8, ''", "UTF-8, \ufeff", "UTF-16LE, \ufeff", "UTF-16BE, \ufeff"})
  void aByteOrderMarkSaysWhatFollows(String charset, String mark) throws IOException {
    Path file = dir.resolve("doc");
    Files.write(file, (mark + "{\"\u00e9\":\"http://a/1\"}").getBytes(Charset.forName(charset)));
    try (JsonDiscovery discovery =
        new JsonDiscovery(at("", null, null), Map.of(), Set.of(), null)) {
      Discovery.Document document = new Discovery.Document(Urls.url(URL), List.of(), null, file, 0);
      assertThat(Steps.run(discovery, ask -> document, 2).keys()).containsExactly("\u00e9");
    }
  }

  @Test
  void bytesThatAreNotUtf8EndTheSourceWithAnError() throws IOException {
    Path file = dir.resolve("doc");
    Files.write(file, "{\"a\":\"/1\",\"\u00ff\":\"/2\"}".getBytes(StandardCharsets.ISO_8859_1));
    try (JsonDiscovery discovery =
        new JsonDiscovery(at("", null, null), Map.of(), Set.of(), null)) {
      Discovery.Document document = new Discovery.Document(Urls.url(URL), List.of(), null, file, 0);
      assertThat(Steps.run(discovery, ask -> document, 2).end.fault().detail())
          .contains("not JSON at line 1");
    }
  }

  @Test
  void aKeyWithHalfOfAPairInItIsAnEntryLikeAnyOther() {
    Steps steps = run(at("", null, null), "{\"a\\ud800b\":\"/1\",\"b\":\"/2\"}");
    assertThat(steps.keys()).containsExactly("a\ufffdb", "b");
    assertThat(steps.end.fault()).isNull();
  }

  @Test
  void anArrayIsFoundByItsPointer() {
    String body =
        "{\"z\":[[1],{\"a\":{}}],\"a/b\":{\"~\":[0,[\"/x\",{\"u\":\"y\",\"k\":1.50,\"s\":true}]]},\"after\":1}";
    Steps steps = run(at("/a~1b/~0/1", "/u", "/k"), body);
    assertThat(steps.items.get(1).url()).isEqualTo("http://h/dir/y");
    assertThat(steps.items.get(1).key()).isEqualTo("1.50");
    assertThat(steps.items.get(1).fields()).containsEntry("s", "true");
    assertThat(steps.end.fault()).isNull();
  }

  @Test
  void anElementIsReadAsOneOfUrlsWhereNothingSaysHow() {
    Steps steps = run(at("", null, null), "[{\"url\":\"x\",\"key\":7,\"n\":1},{\"u\":\"y\"}]");
    assertThat(steps.items.get(0).url()).isEqualTo("http://h/dir/x");
    assertThat(steps.items.get(0).key()).isEqualTo("7");
    assertThat(steps.items.get(1).fault().code()).isEqualTo(ErrorCode.BAD_URL);
  }

  @Test
  void anEmptyUrlIsABadUrlAndNotTheDocumentItself() {
    Steps entries = run(at("", null, null), "{\"a\":\"\",\"b\":\" \",\"c\":\"x\"}");
    Steps elements = run(at("", "/u", "/k"), "[{\"u\":\"#f\",\"k\":\"a\"}]");
    assertThat(List.of(entries.items.get(0), entries.items.get(1), elements.items.get(0)))
        .allMatch(item -> item.fault().code() == ErrorCode.BAD_URL)
        .allMatch(item -> item.fault().detail().equals("the URL is empty"));
    assertThat(entries.items.get(2).url()).isEqualTo("http://h/dir/x");
    assertThat(entries.keys()).containsExactly("a", "b", "c");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "''          | ''   | empty where JSON",
        "'<html>'    | ''   | not JSON, begins with `<html`",
        "'5'         | ''   | neither an object nor an array",
        "'{\"a\":5}' | /a   | neither an object nor an array at /a",
        "'{\"a\":5}' | /b   | nothing at /b",
        "'{\"a\":5}' | /a/b | nothing at /a/b",
        "'[1,[2]]'   | /1/4 | nothing at /1/4"
      })
  void aDocumentThatCannotBeUsedIsABadDocument(String body, String at, String detail) {
    Steps steps = run(at(unquoted(at), null, null), unquoted(body));
    assertThat(steps.end.fault().code()).isEqualTo(ErrorCode.BAD_DOCUMENT);
    assertThat(steps.end.fault().detail()).contains(detail);
  }

  private static String unquoted(String text) {
    return text.startsWith("'") ? text.substring(1, text.length() - 1).replace("\"\"", "\"") : text;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'a':'/f1'}\\n{'b':'/f2'}    |        | more follows after the JSON value at line 2, column 1",
        "['/f1'] xyz                  |        | more follows after the JSON value at line 1, column 9",
        "['/f1'],                     |        | more follows after the JSON value at line 1, column 8",
        "['/f1']]                     |        | more follows after the JSON value at line 1, column 8",
        "{'items':['/f1'],'b':,,,     | /items | not JSON at line 1, column 22, after 1 entry",
        "{'items':['/f1']             | /items | not JSON at line 1",
        "{'items':['/f1'],'items':[]} | /items | gives /items twice",
        "{'a':{'b':['/f1'],'b':2}}    | /a/b   | gives /a/b twice",
        "{'a':{'b':['/f1']},'a':2}    | /a/b   | gives /a twice",
        "[[['/f1']],[],{'a':[]}]nul   | /0/0   | more follows after the JSON value"
      })
  void aDocumentIsReadToItsEndAndWhatWasFoundIsListed(String body, String at, String detail) {
    String text = body.replace('\'', '"').replace("\\n", "\n");
    Steps steps = run(at(at == null ? "" : at, null, null), text);
    assertThat(steps.urls()).containsExactly("http://h/f1");
    assertThat(steps.end.fault().code()).isEqualTo(ErrorCode.BAD_DOCUMENT);
    assertThat(steps.end.fault().detail())
        .startsWith("the document http://h/dir/doc.json ")
        .contains(detail);
  }

  @Test
  void whiteSpaceAndTheSameNamesElsewhereAreNoFault() {
    Steps steps =
        run(
            at("/items", null, null),
            "{\"x\":{\"items\":1},\"items\":[\"/f1\"],\"y\":[{\"items\":[]}],\"z\":1,\"z\":2}\n\n \t");
    assertThat(steps.urls()).containsExactly("http://h/f1");
    assertThat(steps.end.fault()).isNull();
  }

  @Test
  void blanksAndByteOrderMarksAroundAUrlAreNoPartOfIt() {
    Steps steps =
        run(
            at("", null, null),
            "[\" http://h/a\",\"\ufeffhttp://h/b\",\"\\ufeff\\u00a0 c d\\n\\t\\u2003\",\"\u3000\"]");
    assertThat(steps.urls()).containsExactly("http://h/a", "http://h/b", "http://h/dir/c d", "");
  }

  @Test
  void numbersThatAreNoneAreNull() {
    Steps steps =
        run(
            at("", null, null),
            "[{\"url\":\"/f1\",\"c\":0.5},{\"url\":\"/f2\",\"c\":NaN},"
                + "{\"url\":\"/f3\",\"c\":-Infinity},{\"url\":\"/f4\",\"c\":Infinity}]");
    assertThat(steps.end.fault()).isNull();
    assertThat(steps.items).hasSize(4).allMatch(item -> item.fault() == null);
    assertThat(steps.items.get(0).fields()).containsEntry("c", "0.5");
    assertThat(steps.items.get(1).fields()).doesNotContainKey("c");
  }

  @ParameterizedTest
  @CsvSource({
    "0.0000001, 0.0000001",
    "1e2, 100",
    "1.10, 1.10",
    "-2.5E-8, -0.000000025",
    "12345678901234567890123.50, 12345678901234567890123.50",
    "1e999999, 1E+999999",
    "1e9999999999999, 1e9999999999999"
  })
  void aNumberIsWrittenOutInNames(String written, String text) {
    Steps steps = run(at("", null, null), "[{\"url\":\"http://h/1\",\"n\":" + written + "}]");
    assertThat(steps.items.get(0).fields()).containsEntry("n", text);
  }

  @Test
  void dotSegmentsOfAnAbsoluteUrlAreRemovedAsThoseOfARelativeOne() {
    Steps steps =
        run(
            at("", null, null),
            "[\"http://o/a/../b/./c\",\"//o/../x?/../y\",\"../z\",\"http://o?/../y\",\"http://o/.b/..c\"]");
    assertThat(steps.urls())
        .containsExactly(
            "http://o/b/c", "http://o/x?/../y", "http://h/z", "http://o?/../y", "http://o/.b/..c");
  }

  @Test
  void whatComesBeforeTheFaultIsListed() {
    Steps steps = run(at("", null, null), "[\"http://a\",\"http://b\",");
    assertThat(steps.urls()).containsExactly("http://a", "http://b");
    assertThat(steps.end.fault().detail()).contains("after 2 entries");
  }

  @Test
  void anEntryBeyondAllMeasureEndsTheSourceWithAnError() {
    Steps steps = run(at("", "/u", null), "[[" + "1,".repeat(200_000) + "1]]");
    assertThat(steps.end.fault().code()).isEqualTo(ErrorCode.BAD_DOCUMENT);
  }

  @Test
  void stoppedAnywhereItGoesOnWithTheNextEntry() {
    String body = "[\"http://a\",\"http://b\",\"http://c\",\"http://d\",\"http://e\"]";
    for (int stop = 1; stop < 5; stop++) {
      Steps before = run(at("", null, null), body, null, stop);
      Steps after = run(at("", null, null), body, before.position, Integer.MAX_VALUE);
      assertThat(before.items.size() + after.items.size()).isEqualTo(5);
      assertThat(after.urls()).last().isEqualTo("http://e");
    }
  }

  @Test
  void aDocumentThatCannotBeHadEndsTheSource() {
    Steps steps =
        Steps.run(new JsonDiscovery(at("", null, null), Map.of(), Set.of(), null), ask -> null, 2);
    assertThat(steps.end.fault()).isEqualTo(Steps.DOWN);
  }
}
