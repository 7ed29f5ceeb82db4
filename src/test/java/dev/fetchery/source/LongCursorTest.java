package dev.fetchery.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fetchery.job.ErrorCode;
import dev.fetchery.job.NextPage;
import dev.fetchery.job.PageRequest;
import dev.fetchery.job.PageRequest.Encoding;
import dev.fetchery.job.Places;
import dev.fetchery.job.Source;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Listings that go on by a cursor that no request has room for. */
class LongCursorTest {
  private static PagesDiscovery open(Encoding encoding, String cursors) {
    PageRequest request =
        new PageRequest(
            "http://h/list", "POST", encoding, Map.of("c", cursors), Map.of(), Map.of());
    Source.Pages pages =
        new Source.Pages(request, 0, "/l", Places.NONE, new NextPage.CursorAt("/next"), 0, null);
    return new PagesDiscovery(pages, Map.of(), Set.of(), null, 1_000, 5);
  }

  private static Steps run(PagesDiscovery listing, int chars) {
    String body = "{\"l\":[\"/a\",\"/b\"],\"next\":\"" + "c".repeat(chars) + "\"}";
    return Steps.run(
        listing,
        ask ->
            ask.url().length() + String.valueOf(ask.body()).length() > 100
                ? Steps.document(ask.url(), "{\"l\":[\"/c\"]}")
                : Steps.document(ask.url(), body),
        100);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "FORM|{cursor}|65537|the value of {cursor} makes a text longer than 65536 characters",
        "JSON|\"x{cursor}\"|65536|the value of {cursor} makes a text longer than 65536 characters",
        "QUERY|{cursor}|65537|the value of {cursor} makes a text longer than 65536 characters",
        "QUERY|{cursor}|65525|with {cursor} its URL is longer than 65536 characters"
      })
  void theItemsBeforeItAreKeptAndItIsNamed(
      Encoding encoding, String cursors, int chars, String why) {
    Steps steps = run(open(encoding, cursors), chars);
    assertThat(steps.urls()).containsExactly("http://h/a", "http://h/b");
    assertThat(steps.end.fault().code()).isEqualTo(ErrorCode.TOO_LARGE);
    assertThat(steps.end.fault().detail())
        .isEqualTo("page 1 leads to one that cannot be asked for: " + why);
    assertThat(steps.position).contains("\"page\":1").hasSizeLessThan(200);
  }

  @Test
  void aCursorInManyPlacesIsTooLongTogether() {
    String places = "[" + "\"{cursor}\",".repeat(20) + "1]";
    Steps steps = run(open(Encoding.JSON, places), 60_000);
    assertThat(steps.items).hasSize(2);
    assertThat(steps.end.fault().detail())
        .endsWith("the value of {cursor} makes parameters longer than 1048576 characters");
  }

  @Test
  void theLongestCursorIsSent() {
    Steps steps = run(open(Encoding.FORM, "{cursor}"), 65_536);
    assertThat(steps.urls()).containsExactly("http://h/a", "http://h/b", "http://h/c");
    assertThat(steps.end.fault()).isNull();
  }
}
