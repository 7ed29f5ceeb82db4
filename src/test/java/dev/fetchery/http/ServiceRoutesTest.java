package dev.fetchery.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fetchery.bus.Answer;
import dev.fetchery.bus.Command;
import dev.fetchery.job.ErrorCode;
import dev.fetchery.job.Fault;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ServiceRoutesTest {
  @Test
  void serviceTellsOfItselfAndItsHosts(@TempDir Path directory) {
    try (Service service = Service.start(directory)) {
      service.job();
      Fault fault = new Fault(ErrorCode.TIMEOUT, "no data for 30000 ms");
      service.on(
          Command.ShowHosts.class,
          any ->
              new Answer.Hosts(
                  List.of(new Answer.HostLoad("a.test:80", "slowed", 2, null, 2, 9, fault))));
      JsonNode view = Http.json(service.http.get("/api/v1/service"));
      assertThat(view.path("version").asText()).isNotEmpty();
      assertThat(view.path("downloadsDir").asText()).isEqualTo(service.downloads.toString());
      assertThat(view.path("dataDir").asText()).isEqualTo(service.dataDir.toString());
      assertThat(view.path("freeBytes").asLong()).isPositive();
      assertThat(view.path("uptimeMs").asLong()).isNotNegative();
      assertThat(view.path("limits").path("concurrency").asInt()).isEqualTo(64);
      assertThat(view.path("jobs").path("running").asInt()).isEqualTo(1);
      assertThat(view.path("hosts"))
          .hasToString(
              "[{\"host\":\"a.test:80\",\"state\":\"slowed\",\"limit\":2,\"until\":null,"
                  + "\"active\":2,\"waiting\":9,\"code\":\"timeout\","
                  + "\"detail\":\"no data for 30000 ms\"}]");
    }
  }
}
