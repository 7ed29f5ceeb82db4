package dev.fetchery.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fetchery.bus.Command;
import dev.fetchery.job.JobSpec;
import dev.fetchery.job.Source.Manifest;
import dev.fetchery.spec.JobReader;
import dev.fetchery.spec.JobWriter;
import java.net.http.HttpResponse;
import java.nio.file.Path;
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

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"text/csv|link\\nhttp://a.test/", "text/csv|url,url\\na,b", "text/plain|# none"})
  void aListThatCannotBeReadAtAllIsRefusedAllTheSame(String type, String body) {
    assertThat(post("onBadLine=fail", type, body).statusCode()).isEqualTo(400);
  }
}
