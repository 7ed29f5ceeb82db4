package dev.fetchery.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fetchery.job.Draft;
import dev.fetchery.job.ErrorCode;
import dev.fetchery.job.Fault;
import dev.fetchery.job.Places;
import dev.fetchery.job.Source;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Elements of a document with values that are too long to be kept. */
class LongValuesTest {
  private static final String LONG = "x".repeat(65_537);
  private static final String TOO_LONG = "the value of {id} is longer than 65536 characters";

  private static Draft item(String itemUrl, String element, String... named) {
    Places places = itemUrl == null ? Places.of(null, null) : Places.made(itemUrl);
    Source.Json source = new Source.Json("http://h/list", "", places, Map.of());
    try (JsonDiscovery discovery = new JsonDiscovery(source, Map.of(), Set.of(named), null)) {
      Steps steps = Steps.run(discovery, ask -> Steps.document(ask.url(), "[" + element + "]"), 10);
      return steps.items.get(0);
    }
  }

  private static Fault badName(String why) {
    return new Fault(ErrorCode.BAD_NAME, why);
  }

  @Test
  void theUrlOfAnItemThatNeedsOneSaysSo() {
    String element = "{\"id\":\"" + LONG + "\"}";
    assertThat(item("http://h/{id}", element, "id").fault()).isEqualTo(badName(TOO_LONG));
    assertThat(item("http://h/{id.slug}", element, "id", "id.slug").fault().detail())
        .isEqualTo(TOO_LONG);
    assertThat(item("http://h/{none}", element, "none").fault())
        .isEqualTo(badName("there is no value for {none}"));
    assertThat(item("http://h/{value}", "\"" + LONG + "\"", "value").fault().detail())
        .isEqualTo(TOO_LONG.replace("id", "value"));
    assertThat(item("http://h/{value}", "\"" + LONG + "\"", "value").key()).isNull();
  }

  @Test
  void oneThatIsLeftOutForOthersSaysThat() {
    String most = LONG.substring(1);
    String element = "{\"a\":\"" + most + "\",\"b\":\"" + most + "\",\"id\":\"short\"}";
    assertThat(item("http://h/{id}", element, "id").fault().detail())
        .isEqualTo(
            "the value of {id} is not kept: with those before it in its element it is longer than"
                + " 131072 characters");
  }

  @Test
  void itIsNoFaultWhereNothingAsksForIt() {
    Draft item = item(null, "{\"url\":\"/f\",\"id\":\"" + LONG + "\"}");
    assertThat(item.fault()).isNull();
    assertThat(item.fields()).containsOnlyKeys("url");
  }
}
