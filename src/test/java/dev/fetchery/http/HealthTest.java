package dev.fetchery.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fetchery.config.Settings;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class HealthTest {
  @TempDir Path directory;

  @Test
  void healthyServiceIsLiveAndReady() {
    try (Service service = Service.start(directory, "token", Settings.Caps.DEFAULT)) {
      JsonNode ready = Http.json(new Http(service.http.port, null).get("/health/ready"));
      assertThat(ready.path("status").asText()).isEqualTo("UP");
      assertThat(ready.path("checks").findValuesAsText("name"))
          .containsExactly("eventLoops", "work", "store", "dataDir", "downloadsDir");
      assertThat(service.http.get("/health/live").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void missingDirectoryIsSaidSo() throws Exception {
    try (Service service = Service.start(directory)) {
      Files.delete(service.downloads);
      HttpResponse<String> answer = service.http.get("/health/ready");
      assertThat(answer.statusCode()).isEqualTo(503);
      assertThat(answer.body())
          .startsWith("{\"status\":\"DOWN\"")
          .contains("{\"name\":\"downloadsDir\",\"status\":\"DOWN\",\"detail\":\"is not there\"}");
    }
  }
}
