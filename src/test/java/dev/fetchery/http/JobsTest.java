package dev.fetchery.http;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fetchery.bus.Answer;
import dev.fetchery.bus.Command;
import dev.fetchery.job.ErrorCode;
import dev.fetchery.job.Job;
import dev.fetchery.job.JobPatch;
import dev.fetchery.job.Limits;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class JobsTest {
  @TempDir Path directory;
  private Service service;
  private Http http;

  @BeforeEach
  void start() {
    service = Service.start(directory);
    http = service.http;
  }

  @AfterEach
  void stop() {
    service.close();
  }

  private Job stored(String job) {
    return Service.view(Service.get(service.store.job(job)));
  }

  @Test
  void viewHasEveryFieldOfTheContract() {
    String job = service.job();
    service.items(job, 3);
    service.store(job, 0, 1);
    JsonNode view = Http.json(http.get("/api/v1/jobs/" + job));
    assertThat(view.fieldNames())
        .toIterable()
        .containsExactly(
            "id",
            "name",
            "state",
            "createdAt",
            "startedAt",
            "finishedAt",
            "error",
            "progress",
            "spec",
            "directory");
    assertThat(view.path("progress").fieldNames())
        .toIterable()
        .containsExactly(
            "discovered",
            "discoveryDone",
            "waiting",
            "active",
            "done",
            "skipped",
            "notFound",
            "failed",
            "cancelled",
            "bytes",
            "bytesExpected",
            "elapsedMs",
            "itemsPerSecond",
            "bytesPerSecond",
            "etaMs",
            "retries",
            "hosts");
    assertThat(view.path("progress").path("waiting").asInt()).isEqualTo(2);
  }

  @Test
  void ratesOfAnEndedJobAreOverTheWholeRun() {
    String job = service.job();
    service.items(job, 4);
    service.store(job, 0, 4);
    service.end(job);
    JsonNode progress = Http.json(http.get("/api/v1/jobs")).path("jobs").path(0).path("progress");
    assertThat(progress.path("itemsPerSecond").asDouble()).isEqualTo(2.0);
    assertThat(progress.path("bytesPerSecond").asDouble()).isEqualTo(10.0);
  }

  @Test
  void listIsPagedNewestFirst() {
    List<String> made = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      made.add(0, service.job());
    }
    List<String> seen = new ArrayList<>();
    String after = "";
    while (after != null) {
      JsonNode page = Http.json(http.get("/api/v1/jobs?limit=3" + after));
      page.path("jobs").forEach(job -> seen.add(job.path("id").asText()));
      after = page.path("next").isNull() ? null : "&after=" + page.path("next").asText();
    }
    assertThat(seen).isEqualTo(made);
  }

  @Test
  void listCanBeLongerThanAPageOfTheStore() {
    for (int i = 0; i < 620; i++) {
      service.job();
    }
    JsonNode page = Http.json(http.get("/api/v1/jobs?limit=610&state=running"));
    assertThat(page.path("jobs")).hasSize(610);
    assertThat(page.path("next").isNull()).isFalse();
    assertThat(Http.json(http.get("/api/v1/jobs?state=paused")).path("jobs")).isEmpty();
  }

  @Test
  void aPageOfLargeJobsEndsByItsTextAndNoneIsLeftOut() {
    int texts = 12;
    List<String> made = new ArrayList<>();
    for (int i = 0; i < texts; i++) {
      String url = "http://a.test/" + i + "?" + "x".repeat(400_000 / 8);
      String urls = "\"" + url + "\"" + (",\"" + url + "\"").repeat(7);
      made.add(0, service.job("{\"source\":{\"type\":\"urls\",\"urls\":[" + urls + "]}}"));
    }
    List<String> seen = new ArrayList<>();
    int pages = 0;
    for (String after = ""; after != null; pages++) {
      HttpResponse<String> answer = http.get("/api/v1/jobs?limit=1000" + after);
      assertThat(answer.body().length()).isLessThan(3 << 20);
      JsonNode page = Http.json(answer);
      assertThat(page.path("jobs")).isNotEmpty();
      page.path("jobs").forEach(job -> seen.add(job.path("id").asText()));
      after = page.path("next").isNull() ? null : "&after=" + page.path("next").asText();
    }
    assertThat(seen).isEqualTo(made);
    assertThat(pages).isGreaterThan(2);
  }

  @Test
  void listIsSearchedSortedAndCounted() {
    String first = service.job();
    String second = service.job();
    String third = service.job();
    service.end(second);
    JsonNode page = Http.json(http.get("/api/v1/jobs?state=running,paused&sort=createdAt&q=JOB"));
    assertThat(page.path("jobs").findValuesAsText("id")).containsExactly(first, third);
    assertThat(page.path("counts").path("running").asInt()).isEqualTo(2);
    assertThat(page.path("counts").path("succeeded").asInt()).isEqualTo(1);
    assertThat(page.path("counts").path("paused").asInt()).isZero();
    JsonNode ended = Http.json(http.get("/api/v1/jobs?sort=-finishedAt&limit=1"));
    assertThat(ended.path("jobs").findValuesAsText("id")).containsExactly(second);
    String next = ended.path("next").asText();
    JsonNode rest = Http.json(http.get("/api/v1/jobs?sort=-finishedAt&after=" + next));
    assertThat(rest.path("jobs").findValuesAsText("id")).containsExactly(third, first);
    assertThat(Http.json(http.get("/api/v1/jobs?q=nothing")).path("counts").path("running").asInt())
        .isZero();
  }

  @Test
  void openJobsAreListedAsTheyRunNow() {
    String job = service.job();
    service.items(job, 5);
    Job live = stored(job);
    service.on(
        Command.ShowOpen.class,
        any ->
            new Answer.JobViews(
                List.of(
                    new Job(
                        job,
                        "live",
                        live.state(),
                        live.createdAt(),
                        null,
                        null,
                        null,
                        live.progress(),
                        live.specJson(),
                        "/downloads/x",
                        0))));
    assertThat(http.get("/api/v1/jobs").body()).contains("\"name\":\"live\"");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "?limit=0",
        "?limit=1001",
        "?limit=x",
        "?limit=-1",
        "?limit=",
        "?limit=1&limit=2",
        "?state=RUNNING",
        "?state=done",
        "?state=",
        "?after=x",
        "?after=-1",
        "?state=running,done",
        "?sort=id",
        "?sort=name&after=01JD2Y00000000000000000001",
        "?sort=-bytes&after=01JD2Y00000000000000000001~eA",
        "?name=x"
      })
  void parametersThatMakeNoSenseAreRefused(String query) {
    HttpResponse<String> answer = http.get("/api/v1/jobs" + query);
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(Http.json(answer).path("detail").asText()).isNotEmpty();
  }

  @Test
  void commandsAreAnsweredWithTheView() {
    String job = service.job();
    service.on(Command.Pause.class, any -> new Answer.JobView(stored(job)));
    service.on(Command.Resume.class, any -> new Answer.JobView(stored(job)));
    service.on(Command.Cancel.class, any -> new Answer.JobView(stored(job)));
    for (String command : List.of("pause", "resume", "cancel")) {
      HttpResponse<String> answer = http.post("/api/v1/jobs/" + job + "/" + command);
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(Http.json(answer).path("id").asText()).isEqualTo(job);
    }
    assertThat(service.commands)
        .containsExactly(new Command.Pause(job), new Command.Resume(job), new Command.Cancel(job));
  }

  @Test
  void retryTakesCodes() {
    String job = service.job();
    service.on(Command.RetryItems.class, any -> new Answer.JobView(stored(job)));
    String path = "/api/v1/jobs/" + job + "/retry";
    assertThat(http.post(path).statusCode()).isEqualTo(200);
    assertThat(http.post(path + "?code=timeout,http_status").statusCode()).isEqualTo(200);
    assertThat(http.post(path + "?code=tea").statusCode()).isEqualTo(400);
    assertThat(service.commands)
        .containsExactly(
            new Command.RetryItems(job, List.of(), List.of()),
            new Command.RetryItems(
                job, List.of(ErrorCode.TIMEOUT, ErrorCode.HTTP_STATUS), List.of()));
  }

  @Test
  void retryTakesNumbersOfItems() {
    String job = service.job();
    service.on(Command.RetryItems.class, any -> new Answer.JobView(stored(job)));
    String path = "/api/v1/jobs/" + job + "/retry";
    assertThat(http.post(path + "?seq=7").statusCode()).isEqualTo(200);
    assertThat(http.post(path + "?seq=7,0&seq=3&seq=7&code=dns").statusCode()).isEqualTo(200);
    String thousand = IntStream.range(0, 1000).mapToObj(String::valueOf).collect(joining(","));
    assertThat(http.post(path + "?seq=" + thousand).statusCode()).isEqualTo(200);
    assertThat(service.commands.subList(0, 2))
        .containsExactly(
            new Command.RetryItems(job, List.of(), List.of(7L)),
            new Command.RetryItems(job, List.of(ErrorCode.DNS), List.of(7L, 0L, 3L)));
    assertThat(service.commands).hasSize(3);
    assertThat(fault(path + "?seq=" + thousand + ",1000"))
        .isEqualTo("seq names more than 1000 at once");
    for (String none : List.of("", "-1", "seven", "1,,2", "1.5", "0x1", "1%3B2")) {
      assertThat(fault(path + "?seq=" + none))
          .as(none)
          .startsWith(
              "seq must be a whole number from 0 on, or several with commas between them: ");
    }
    assertThat(fault(path + "?seq=seven")).endsWith(": seven is none");
    assertThat(fault(path + "?item=7")).isEqualTo("there is no parameter item here");
    assertThat(service.commands).hasSize(3);
  }

  private String fault(String path) {
    HttpResponse<String> answer = http.post(path);
    assertThat(answer.statusCode()).as(path).isEqualTo(400);
    return Http.json(answer).path("detail").asText();
  }

  @Test
  void refusalsKeepTheirStatusAndReason() {
    HttpResponse<String> answer = http.post("/api/v1/jobs/x/pause");
    assertThat(answer.statusCode()).isEqualTo(409);
    assertThat(Http.json(answer).path("detail").asText()).isEqualTo("not in the script");
    assertThat(http.get("/api/v1/jobs/x").statusCode()).isEqualTo(404);
  }

  @Test
  void limitsThatAreNotNamedStay() {
    String job = service.job();
    service.on(Command.ChangeJob.class, any -> new Answer.JobView(stored(job)));
    HttpResponse<String> answer =
        http.send(
            "PATCH",
            "/api/v1/jobs/" + job,
            BodyPublishers.ofString("{\"limits\":{\"perHost\":2,\"requestsPerSecond\":0.5}}"),
            "Content-Type",
            "application/json");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    Command.ChangeJob change = (Command.ChangeJob) service.commands.get(0);
    assertThat(change.job()).isEqualTo(job);
    assertThat(change.patch().limits().applyTo(Limits.DEFAULT))
        .isEqualTo(new Limits(64, 2, 0.5, 0, 1));
    assertThat(change.patch().rename()).isNull();
    assertThat(change.patch().headers()).isNull();
    assertThat(service.commands).hasSize(1);
  }

  private HttpResponse<String> patch(String job, String body) {
    return http.send(
        "PATCH",
        "/api/v1/jobs/" + job,
        BodyPublishers.ofString(body),
        "Content-Type",
        "application/json");
  }

  @Test
  void nameAndHeadersAreChanged() {
    String job = service.job();
    service.on(Command.ChangeJob.class, any -> new Answer.JobView(stored(job)));
    assertThat(
            patch(job, "{'name':'x','request':{'headers':{'A':'b','C':null}}}".replace('\'', '"'))
                .statusCode())
        .isEqualTo(200);
    assertThat(patch(job, "{\"name\":null}").statusCode()).isEqualTo(200);
    assertThat(service.commands)
        .containsExactly(
            new Command.ChangeJob(
                job,
                new JobPatch(
                    new JobPatch.Rename("x"),
                    null,
                    new JobPatch.HeadersPatch(Map.of("A", "b"), List.of("C")))),
            new Command.ChangeJob(job, new JobPatch(new JobPatch.Rename(null), null, null)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'name':''} | /name",
        "{'name':1} | /name",
        "{'request':{}} | /request/headers",
        "{'request':{'headers':{'Host':'x'}}} | /request/headers/Host",
        "{'request':{'headers':{'a b':null}}} | /request/headers/a b",
        "{'request':{'headers':{'A':1}}} | /request/headers/A",
        "{'request':{'maxRedirects':1,'headers':{}}} | /request/maxRedirects",
        "{'limits':{'perHost':0},'name':'x'} | /limits/perHost",
        "{'source':{}} | /source"
      })
  void faultsOfAChangeAreNamed(String body, String pointer) {
    HttpResponse<String> answer = patch(service.job(), body.replace('\'', '"'));
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(Http.json(answer).path("errors").findValuesAsText("pointer")).contains(pointer);
    assertThat(service.commands).isEmpty();
  }

  @Test
  void badChangesAreNamed() {
    String path = "/api/v1/jobs/" + service.job();
    HttpResponse<String> bad =
        http.send(
            "PATCH",
            path,
            BodyPublishers.ofString("{\"limits\":{\"perHost\":0}}"),
            "Content-Type",
            "application/json");
    assertThat(Http.json(bad).path("errors").findValuesAsText("pointer"))
        .containsExactly("/limits/perHost");
    assertThat(http.send("PATCH", path, BodyPublishers.ofString("{}")).statusCode()).isEqualTo(415);
  }

  @Test
  void deleteSaysWhetherFilesGoToo() {
    service.on(Command.Delete.class, any -> new Answer.Done());
    assertThat(http.send("DELETE", "/api/v1/jobs/a", null).statusCode()).isEqualTo(204);
    assertThat(http.send("DELETE", "/api/v1/jobs/a?files=true", null).statusCode()).isEqualTo(204);
    assertThat(http.send("DELETE", "/api/v1/jobs/a?files=1", null).statusCode()).isEqualTo(400);
    assertThat(service.commands)
        .containsExactly(new Command.Delete("a", false), new Command.Delete("a", true));
  }

  @Test
  void verificationIsWrittenOut() {
    service.on(
        Command.Verify.class,
        any ->
            new Answer.Verified(
                3,
                1,
                0,
                List.of(),
                1,
                List.of(),
                1,
                List.of(new Answer.Duplicates("ab", List.of(1L, 2L))),
                1));
    assertThat(http.post("/api/v1/jobs/a/verify").body())
        .isEqualTo(
            "{\"checked\":3,\"ok\":1,\"unverified\":0,\"missing\":[],\"missingCount\":1,\"corrupt\":[],"
                + "\"corruptCount\":1,\"duplicates\":[{\"sha256\":\"ab\",\"seqs\":[1,2]}],"
                + "\"duplicatesCount\":1}");
  }

  @Test
  void faultsOfOursShowNoMoreThanThat() {
    service.on(Command.Pause.class, any -> new Answer.Done());
    HttpResponse<String> answer = http.post("/api/v1/jobs/a/pause");
    assertThat(answer.statusCode()).isEqualTo(500);
    assertThat(answer.body()).doesNotContain("ClassCast").doesNotContain("dev.fetchery");
  }
}
