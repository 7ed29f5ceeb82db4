package dev.fetchery.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fetchery.bus.CoordinatorEvent.ServiceStats;
import dev.fetchery.config.Settings;
import dev.fetchery.testing.Until;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
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

  /** What the coordinator says of itself comes as far as the answer. */
  @Test
  void workThatStandsIsSaidSo() throws Exception {
    try (Service service = Service.start(directory)) {
      service.announce(new ServiceStats(0, 0, 0, 0, 0, List.of(), Map.of(), 75_000));
      HttpResponse<String> answer = service.http.get("/health/ready");
      assertThat(answer.statusCode()).isEqualTo(503);
      assertThat(answer.body())
          .contains(
              "\"work\",\"status\":\"DOWN\",\"detail\":\"nothing has started or ended for 75 s");
      assertThat(service.http.get("/health/live").statusCode()).isEqualTo(200);
      service.announce(new ServiceStats(0, 0, 0, 0, 0, List.of(), Map.of(), 0));
      Until.holds(() -> service.http.get("/health/ready").statusCode() == 200);
    }
  }
}
