package dev.fetchery.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fetchery.bus.Command;
import dev.fetchery.job.JobSpec;
import dev.fetchery.job.Source.Manifest;
import dev.fetchery.spec.JobReader;
import dev.fetchery.spec.JobWriter;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What may be said of a posted list beside its lines. */
class ListPostsTest {
  private Service service;
  private Http http;

  @BeforeEach
  void start(@TempDir Path root) {
    service = Service.start(root);
    http = service.http;
  }

  @AfterEach
  void stop() {
    service.close();
  }

  private HttpResponse<String> post(String query, String type, String body) {
    return http.post("/api/v1/jobs?" + query, type, body.replace("\\n", "\n"));
  }

  private JobSpec spec() {
    return ((Command.Submit) service.commands.get(0)).document().spec();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "urlColumn=link|text/csv|Link,n\\nhttp://a.test/,1",
        "urlColumn=LINK|text/csv|url,link\\nno URL,http://a.test/",
        "urlColumn=link|text/csv|LINK,link\\nno URL,http://a.test/",
        "urlColumn=url|text/csv|URL,n\\nhttp://a.test/,1",
        "urlColumn=download+URL|text/tab-separated-values|n\tDownload url\\n1\thttp://a.test/",
        "urlColumn=link|application/x-ndjson|{\"Link\":\"http://a.test/\",\"url\":\"no URL\"}",
      })
  void theColumnOfTheUrlMayBeNamed(String query, String type, String body) {
    assertThat(post(query, type, body).body()).contains("\"id\"");
    Manifest manifest = (Manifest) spec().source();
    assertThat(manifest.items()).isEqualTo(1);
    assertThat(JobReader.readStored(JobWriter.toJson(spec()))).isEqualTo(spec());
  }

  @Test
  void aColumnThatIsNotThereIsNamed() {
    HttpResponse<String> answer = post("urlColumn=link", "text/csv", "url,n\\nhttp://a.test/,1");
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("line 1: the header has no column link");
    answer = post("urlColumn=link", "application/jsonl", "{\"url\":\"http://a.test/\"}");
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("line 1");
  }

  @Test
  void aColumnUrlBesideItIsAVariable() {
    String body = "link,url\\nhttp://a.test/,x";
    String as = "urlColumn=link&as=%7Burl.listed%7D";
    assertThat(post(as, "text/csv", body).statusCode()).isEqualTo(201);
  }

  @ParameterizedTest
  @ValueSource(strings = {"urlColumn=x", "urlColumn=", "onBadLine=skip", "onBadLine="})
  void whatMakesNoSenseIsRefused(String query) {
    assertThat(post(query, "text/plain", "http://a.test/").statusCode()).isEqualTo(400);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "text/plain|http://a.test/\\nnope\\nftp://x/",
        "text/csv|url,md5\\nhttp://a.test/,\\nhttp://a.test/,00\\nhttp://a.test/",
        "application/x-ndjson|{\"url\":\"http://a.test/\"}\\n{\\n{\"url\":\"nope\"}",
      })
  void badLinesAreItemsWhereThatIsWanted(String type, String body) {
    assertThat(post("", type, body).statusCode()).isEqualTo(400);
    assertThat(post("onBadLine=reject", type, body).statusCode()).isEqualTo(400);
    assertThat(post("onBadLine=fail", type, body).statusCode()).isEqualTo(201);
    Manifest manifest = (Manifest) spec().source();
    assertThat(manifest.items()).isEqualTo(3);
    assertThat(manifest.reading().failsBadLines()).isTrue();
    assertThat(JobReader.readStored(JobWriter.toJson(spec()))).isEqualTo(spec());
  }

  /** The pointers and lines of all faults, in their order. */
  private List<String> faults(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
    List<String> where = new ArrayList<>();
    for (JsonNode error : Http.json(answer).path("errors")) {
      where.add(error.path("pointer").asText("") + error.path("line").asText(""));
    }
    return where;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "text/plain|http://a.test/",
        "text/csv|url,n\\nhttp://a.test/,1",
        "application/x-ndjson|{\"url\":\"http://a.test/\",\"n\":1}",
      })
  void everyFaultBesideTheLinesIsToldAtOnce(String type, String body) {
    String limits = "options=%7B%22limits%22%3A%7B%22perHost%22%3A0%7D%7D";
    assertThat(faults(post("dir=..&as=%7Bnope%7D&" + limits, type, body)))
        .containsExactlyInAnyOrder("/options/limits/perHost", "/dir", "/as");
    assertThat(service.commands).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"text/plain|nope\\nftp://x/", "text/csv|url,n\\nnope,1\\nftp://x/,2"})
  void faultsOfParametersAreToldWithTheBadLines(String type, String body) {
    int first = type.equals("text/csv") ? 2 : 1;
    assertThat(faults(post("dir=..&as=%7Bnope%7D", type, body)))
        .containsExactly("/dir", "/as", "" + first, "" + (first + 1));
    assertThat(faults(post("as=%7Bnope%7D", type, body)))
        .containsExactly("/as", "" + first, "" + (first + 1));
  }

  @Test
  void whatABadLineMayBringIsNoFaultOfTheName() {
    String bad = "{\"url\":\"nope\",\"n\":1}";
    assertThat(faults(post("as=%7Bn%7D", "application/x-ndjson", bad))).containsExactly("1");
    String lookup =
        "options=%7B%22lookup%22%3A%7B%22url%22%3A%22http%3A%2F%2Fa.test%2F%22%2C%22set%22%3A%7B"
            + "%22dir%22%3A%22%2Fd%22%7D%7D%7D";
    assertThat(post(lookup + "&as=%7Bdir%7D", "text/plain", "http://a.test/").statusCode())
        .isEqualTo(201);
  }

  @Test
  void optionsThatAreNoObjectHideNoOtherFault() {
    String list = "http://a.test/";
    for (String options : List.of("%7B", "5")) {
      assertThat(faults(post("dir=..&as=%7B&options=" + options, "text/plain", list)))
          .containsExactlyInAnyOrder("/options", "/dir", "/as");
      // They may have said so.
      assertThat(faults(post("as=%7Bjob.name%7D%7Bnope%7D&options=" + options, "text/plain", list)))
          .containsExactly("/options");
    }
    assertThat(faults(post("as=x&options=%7B%22save%22%3A5%7D", "text/plain", list)))
        .containsExactly("/options/save");
  }

  @Test
  void listThatIsSentForLongIsNotReadWhereItsParametersAreBad() throws Exception {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), http.port)) {
      String head =
          String.join(
              "\r\n",
              "POST /api/v1/jobs?dir=.. HTTP/1.1",
              "Host: localhost",
              "Content-Type: text/plain",
              "Transfer-Encoding: chunked",
              "",
              "");
      socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
      BufferedReader answer =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
      assertThat(answer.readLine()).startsWith("HTTP/1.1 400 ");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"text/csv|link\\nhttp://a.test/", "text/csv|url,url\\na,b", "text/plain|# none"})
  void aListThatCannotBeReadAtAllIsRefusedAllTheSame(String type, String body) {
    assertThat(post("onBadLine=fail", type, body).statusCode()).isEqualTo(400);
  }
}
