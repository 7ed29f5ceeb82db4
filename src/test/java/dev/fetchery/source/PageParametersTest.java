package dev.fetchery.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fetchery.job.NextPage;
import dev.fetchery.job.PageRequest;
import dev.fetchery.job.PageRequest.Encoding;
import dev.fetchery.job.Places;
import dev.fetchery.job.Source;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the requests of a listing hold where braces are written, and cursors stand inside. */
class PageParametersTest {
  private static final PageState SECOND = PageState.FIRST.after(2).withCursor("c\"1", false);

  private static PageRequests requests(Encoding encoding, Map<String, String> parameters) {
    Source.Pages pages =
        new Source.Pages(
            new PageRequest(
                "http://h/list",
                encoding == Encoding.QUERY ? "GET" : "POST",
                encoding,
                parameters,
                Map.of(),
                Map.of()),
            0,
            "",
            Places.NONE,
            new NextPage.CursorAt("/next"),
            0,
            null);
    return new PageRequests(pages, Map.of());
  }

  @Test
  void aGraphQlQueryIsWrittenWithDoubledBraces() {
    PageRequests requests =
        requests(
            Encoding.JSON,
            Map.of(
                "query", "\"query($c: String) {{ files(after: $c) {{ name }} }}\"",
                "variables",
                    "{\"n\":10,\"none\":\"\",\"c\":\"{cursor}\",\"in\":{\"c\":\"{cursor}\"}}"));
    String query = "{\"query\":\"query($c: String) { files(after: $c) { name } }\",\"variables\":";
    assertThat(requests.of(PageState.FIRST).body())
        .isEqualTo(query + "{\"n\":10,\"none\":\"\",\"in\":{}}}");
    assertThat(requests.of(SECOND).body())
        .isEqualTo(query + "{\"n\":10,\"none\":\"\",\"c\":\"c\\\"1\",\"in\":{\"c\":\"c\\\"1\"}}}");
    assertThat(requests.uses("cursor")).isTrue();
  }

  @Test
  void bracesAreWrittenInQueriesAndForms() {
    Map<String, String> parameters = Map.of("q", "{{{cursor}}}", "r", "{{page}}");
    assertThat(requests(Encoding.QUERY, parameters).of(SECOND).url())
        .isEqualTo("http://h/list?q=%7Bc%221%7D&r=%7Bpage%7D");
    assertThat(requests(Encoding.FORM, parameters).of(SECOND).body())
        .isEqualTo("q=%7Bc%221%7D&r=%7Bpage%7D");
    assertThat(requests(Encoding.FORM, parameters).uses("page")).isFalse();
  }

  @Test
  void aQueryGoesWithAForm() {
    Source.Pages pages =
        new Source.Pages(
            new PageRequest(
                "http://h/list",
                "POST",
                Encoding.FORM,
                Map.of("start", "{start}"),
                Map.of("after", "{cursor}", "v", "1"),
                Map.of()),
            0,
            "",
            Places.NONE,
            new NextPage.CursorAt("/next"),
            0,
            null);
    PageRequests requests = new PageRequests(pages, Map.of());
    assertThat(requests.of(PageState.FIRST).url()).isEqualTo("http://h/list?v=1");
    assertThat(requests.of(SECOND).url()).isEqualTo("http://h/list?after=c%221&v=1");
    assertThat(requests.of(SECOND).body()).isEqualTo("start=2");
    assertThat(requests.uses("cursor")).isTrue();
  }
}
