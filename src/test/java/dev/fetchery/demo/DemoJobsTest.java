package dev.fetchery.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fetchery.demo.origin.ProbedSite;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DemoJobsTest {
  private static final String BASE = "http://127.0.0.1:9";

  private static JsonObject twin(String name) {
    return DemoJobs.against(BASE).stream()
        .filter(job -> job.name().equals(name))
        .map(job -> new JsonObject(job.json()))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void everyAddressOfATwinIsOnTheDemoOrigin() {
    List<DemoJob> all = new ArrayList<>(DemoJobs.against(BASE));
    all.addAll(DemoJobs.listings(BASE));
    for (DemoJob job : all) {
      assertThat(job.json().split("http", -1)).hasSameSizeAs(job.json().split(BASE, -1));
      assertThat(job.json()).contains(BASE);
    }
  }

  @Test
  void twinDiffersFromItsJobInAddressesAlone() {
    JsonObject flags = twin("flags");
    assertThat(flags.getJsonObject("lookup").getString("url"))
        .isEqualTo(BASE + "/data/flags/{value.lower}/metadata.json");
    assertThat(flags.getJsonObject("save").getString("as"))
        .isEqualTo("{value}-{country.underscore}.gif");
    assertThat(flags.getJsonObject("source").getJsonArray("values")).hasSize(20).contains("ZZ");
  }

  @Test
  void probedSitesHaveStandIns() {
    List<String> names =
        twin("status").getJsonObject("source").getJsonArray("urls").stream()
            .map(url -> url.toString().substring((BASE + "/status/").length()))
            .toList();
    assertThat(names).hasSize(5).allMatch(name -> ProbedSite.named(name).isPresent());
  }

  @Test
  void realJobsNameTheRealOrigins() {
    assertThat(DemoJobs.real()).extracting(DemoJob::name).isEqualTo(DemoJobs.NAMES);
    assertThat(DemoJobs.real().get(2).json()).contains("https://cataas.com/cat");
  }
}
