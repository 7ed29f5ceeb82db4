package dev.fetchery.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fetchery.bus.Answer;
import dev.fetchery.bus.Command;
import dev.fetchery.job.ErrorCode;
import dev.fetchery.job.ItemResult;
import dev.fetchery.store.NewItem;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class ItemsTest {
  @TempDir Path directory;
  private Service service;
  private Http http;
  private String job;

  @BeforeEach
  void start() {
    service = Service.start(directory);
    http = service.http;
    job = service.job();
  }

  @AfterEach
  void stop() {
    service.close();
  }

  private static Answer.Active active(long seq) {
    return new Answer.Active(seq, 2, Service.NOW, 3_000, 12_000L, 512.26, "one");
  }

  private List<Long> walk(String query) {
    List<Long> seqs = new ArrayList<>();
    String after = "";
    while (after != null) {
      JsonNode page = Http.json(http.get("/api/v1/jobs/" + job + "/items?" + query + after));
      page.path("items").forEach(item -> seqs.add(item.path("seq").asLong()));
      after = page.path("next").isNull() ? null : "&after=" + page.path("next").asText();
    }
    return seqs;
  }

  private static List<Long> range(long from, long to) {
    return LongStream.range(from, to).boxed().toList();
  }

  /** More in all than a page takes. */
  private void largeItems(int count) {
    List<NewItem> items = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String file = job + "/" + i;
      items.add(Service.item("k", "http://a.test/" + "x".repeat(60_000) + i, file));
    }
    Service.get(service.store.append(job, items, null, false));
    List<ItemResult> ends = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      ends.add(Service.done(i, null, "image/png", i * 7919 % count));
    }
    Service.get(service.store.complete(job, ends));
  }

  @ParameterizedTest
  @ValueSource(strings = {"seq", "-seq", "n", "-n", "-size", "-durationMs"})
  void pagesOfLargeItemsEndSoonerAndTogetherHaveAll(String sort) {
    largeItems(120);
    String path = "/api/v1/jobs/" + job + "/items?limit=1000&sort=" + sort;
    JsonNode first = Http.json(http.get(path));
    assertThat(first.path("items").size()).isBetween(1, 60);
    List<Long> walked = walk("limit=1000&sort=" + sort);
    assertThat(walked).containsExactlyInAnyOrderElementsOf(range(0, 120));
    if (sort.equals("-size")) {
      assertThat(walked).isSortedAccordingTo(Comparator.comparing(seq -> -(seq * 7919 % 120)));
    }
    String csv =
        http.get("/api/v1/jobs/" + job + "/items?sort=" + sort, "Accept", "text/csv").body();
    assertThat(csv.lines()).hasSize(121);
    assertThat(csv.lines().skip(1).map(line -> Long.valueOf(line.split(",", 2)[0])))
        .isEqualTo(walked);
  }

  @Test
  void exportInAnOrderByValueHasWhatThePagesHaveWhereverItBegins() {
    service.items(job, 1_000);
    service.store(job, 0, 900);
    service.on(
        Command.ShowActive.class, any -> new Answer.ActiveItems(List.of(active(950), active(5))));
    for (String asked :
        List.of(
            "sort=-size",
            "sort=-durationMs&state=done",
            "sort=-size&q=12",
            "sort=-size&state=active",
            "sort=-size&state=active,done",
            "sort=-size&host=a.test:80&state=waiting")) {
      List<Long> walked = walk(asked + "&limit=70");
      assertThat(exported(asked)).as(asked).isEqualTo(walked).isNotEmpty();
    }
    String next =
        Http.json(http.get("/api/v1/jobs/" + job + "/items?sort=-size&limit=130"))
            .path("next")
            .asText();
    assertThat(exported("sort=-size&after=" + next))
        .isEqualTo(walk("sort=-size&limit=1000").subList(130, 1_000));
  }

  private List<Long> exported(String asked) {
    String lines =
        http.get("/api/v1/jobs/" + job + "/items?" + asked, "Accept", "application/x-ndjson")
            .body();
    return lines.lines().map(line -> Http.json(line).path("seq").asLong()).toList();
  }

  @Test
  void viewHasEveryFieldOfTheContract() {
    service.items(job, 1);
    service.store(job, 0, 1);
    String body = http.get("/api/v1/jobs/" + job + "/items").body();
    assertThat(body)
        .isEqualTo(
            "{\"items\":[{\"seq\":0,\"key\":\"key 0\",\"url\":\"http://***@a.test/0.png\",\"file\":\""
                + job
                + "/0.png\",\"state\":\"done\",\"attempts\":1,\"status\":200,\"bytes\":5,\"size\":5,"
                + "\"sha256\":\""
                + Service.SHA256
                + "\",\"integrity\":\"length\",\"contentType\":\"image/png\",\"contentEncoding\":null,\"finalUrl\":null,\"node\":null,\"durationMs\":12,"
                + "\"finishedAt\":\"2026-01-02T03:04:05.678Z\",\"error\":null}],\"next\":null}");
  }

  @Test
  void pagesFollowOneAnother() {
    service.items(job, 1203);
    assertThat(walk("limit=1000")).isEqualTo(range(0, 1203));
    assertThat(walk("limit=7")).isEqualTo(range(0, 1203));
  }

  @Test
  void activeItemsAreShownSoWhereTheStoreHasThemWaiting() {
    service.items(job, 700);
    service.store(job, 0, 10);
    service.on(
        Command.ShowActive.class,
        any -> new Answer.ActiveItems(List.of(active(600), active(5), active(12))));
    assertThat(walk("state=active")).containsExactly(12L, 600L);
    assertThat(walk("state=active&limit=1")).containsExactly(12L, 600L);
    assertThat(walk("state=done&limit=3")).isEqualTo(range(0, 10));
    assertThat(walk("state=waiting&limit=100")).hasSize(688).doesNotContain(12L, 600L);
    assertThat(http.get("/api/v1/jobs/" + job + "/items?after=11&limit=1").body())
        .contains("\"seq\":12", "\"state\":\"active\",\"attempts\":2,")
        .contains("\"bytes\":3000,\"size\":12000,")
        .contains("\"startedAt\":\"2026-01-02T03:04:05.678Z\",\"bytesPerSecond\":512.3}");
  }

  @Test
  void wholeListIsStreamedAsLines() {
    service.items(job, 2500);
    HttpResponse<String> answer =
        http.get("/api/v1/jobs/" + job + "/items", "Accept", "application/x-ndjson");
    assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/x-ndjson");
    assertThat(answer.body().lines().map(line -> Http.json(line).path("seq").asLong()))
        .isEqualTo(range(0, 2500));
  }

  @Test
  void wholeListIsStreamedAsCsv() {
    String key = "a \"b\", =1+1\nc";
    Service.get(
        service.store.append(job, List.of(Service.item(key, "http://a.test/", "f")), null, false));
    HttpResponse<String> answer =
        http.get("/api/v1/jobs/" + job + "/items", "Accept", "text/csv, application/json;q=0.5");
    assertThat(answer.body())
        .startsWith("seq,key,url,file,state,")
        .contains("\r\n0,\"a \"\"b\"\", =1+1\nc\",http://a.test/,f,waiting,0,")
        .endsWith("\r\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"application/x-ndjson;q=0", "text/csv; q=0.0, */*;q=0.1"})
  void typeThatIsRefusedIsNotSent(String accept) {
    HttpResponse<String> answer = http.get("/api/v1/jobs/" + job + "/items", "Accept", accept);
    assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json");
  }

  @Test
  void readerWhoLeavesAStreamEndsIt() throws Exception {
    service.items(job, 20_000);
    try (FeedClient leaving =
        service.feed("/api/v1/jobs/" + job + "/items", "Accept", "application/x-ndjson")) {
      assertThat(leaving.status).isEqualTo("200");
    }
    assertThat(http.get("/health/live").statusCode()).isEqualTo(200);
  }

  @Test
  void parametersThatMakeNoSenseAreRefused() {
    for (String query :
        List.of(
            "limit=0",
            "limit=1001",
            "state=gone",
            "after=-1",
            "after=x",
            "after=1.5",
            "after=w1",
            "code=tea",
            "state=done,gone",
            "sort=size",
            "sort=-n&after=1.2",
            "sort=-size&after=3",
            "search=x",
            "q=" + "x".repeat(1001))) {
      assertThat(http.get("/api/v1/jobs/" + job + "/items?" + query).statusCode())
          .as(query)
          .isEqualTo(400);
    }
    assertThat(http.get("/api/v1/jobs/01JD2Y/items").statusCode()).isEqualTo(404);
  }

  @Test
  void emptyTextIsAsAbsentAndAnEmptyChoiceSaysWhatThereIs() throws Exception {
    String items = "/api/v1/jobs/" + job + "/items";
    assertThat(http.get(items + "?host=&q=&after=").body()).isEqualTo(http.get(items).body());
    HttpResponse<String> refused = http.get(items + "?state=");
    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(refused.body()).contains("state is empty; it takes waiting, active, done");
  }

  @Test
  void listIsFilteredAndSorted() {
    service.items(job, 9);
    Service.get(
        service.store.complete(
            job,
            List.of(
                Service.done(3, null, "image/png", 700),
                Service.failed(1, ErrorCode.DNS),
                Service.done(8, null, "image/png", 70),
                Service.failed(5, ErrorCode.TLS))));
    service.on(Command.ShowActive.class, any -> new Answer.ActiveItems(List.of(active(6))));
    assertThat(walk("state=failed,active&limit=1")).containsExactly(1L, 5L, 6L);
    assertThat(walk("code=dns,tls&sort=-seq")).containsExactly(5L, 1L);
    assertThat(walk("host=A.test:80&state=done")).containsExactly(3L, 8L);
    assertThat(walk("host=b.test:80")).isEmpty();
    assertThat(walk("q=KEY%208")).containsExactly(8L);
    assertThat(walk("q=geheim")).isEmpty();
    for (String limit : List.of("&limit=2", "&limit=3", "")) {
      assertThat(walk("sort=n" + limit)).containsExactly(3L, 1L, 8L, 5L, 0L, 2L, 4L, 6L, 7L);
      assertThat(walk("sort=-n" + limit)).containsExactly(5L, 8L, 1L, 3L, 0L, 2L, 4L, 6L, 7L);
      assertThat(walk("sort=-seq" + limit))
          .isEqualTo(range(0, 9).stream().sorted((a, b) -> Long.compare(b, a)).toList());
      assertThat(walk("sort=-size" + limit)).containsExactly(3L, 8L, 0L, 1L, 2L, 4L, 5L, 6L, 7L);
      assertThat(walk("sort=-durationMs&state=waiting" + limit)).containsExactly(0L, 2L, 4L, 7L);
      assertThat(walk("state=active&sort=-size" + limit)).containsExactly(6L);
    }
    HttpResponse<String> lines =
        http.get(
            "/api/v1/jobs/" + job + "/items?state=done&sort=-size",
            "Accept",
            "application/x-ndjson");
    assertThat(lines.body().lines().map(line -> Http.json(line).path("seq").asLong()))
        .containsExactly(3L, 8L);
  }
}
