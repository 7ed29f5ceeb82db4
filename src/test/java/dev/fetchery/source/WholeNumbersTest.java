package dev.fetchery.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fetchery.job.Draft;
import dev.fetchery.job.ErrorCode;
import dev.fetchery.job.NextPage;
import dev.fetchery.job.PageRequest;
import dev.fetchery.job.Places;
import dev.fetchery.job.Source;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Numbers of a listing that count something, as some languages write them. */
class WholeNumbersTest {
  private static final Source.Pages SOURCE =
      new Source.Pages(
          PageRequest.get("http://h/list", Map.of()),
          0,
          "/list",
          new Places(null, null, null, null, Map.of("size", "/n")),
          new NextPage.Link("next"),
          0,
          new Source.Pages.Total.At("/n"));

  /** The step that lists the entry of a page which says the same number of it and of them all. */
  private static Discovery.Step listed(String number) {
    Discovery discovery = PagesDiscoveryTest.open(SOURCE);
    Discovery.Ask ask = discovery.next(10).asks().get(0);
    String body = "{'list':[{'url':'a','n':N}],'n':N}".replace('\'', '"').replace("N", number);
    discovery.answered(ask.number(), Steps.document(ask.url(), body));
    return discovery.next(10);
  }

  @ParameterizedTest
  @CsvSource({"8, 8", "8.0, 8", "8.00, 8", "8e0, 8", "1.5e3, 1500", "'\"8\"', 8", "0.0, 0"})
  void aNumberIsWholeHoweverItIsWritten(String written, long number) {
    Discovery.Step step = listed(written);
    assertThat(step.items().get(0).terms().proof().size()).isEqualTo(number);
    assertThat(step.expected()).isEqualTo(number);
  }

  @Test
  void aNumberOfBytesThatIsBeyondAllSenseSaysSo() {
    Draft item = listed("12345678901234567").items().get(0);
    assertThat(item.fault().detail()).isEqualTo("size: has more than 16 digits");
  }

  @ParameterizedTest
  @CsvSource({"8.5", "-8", "1e999999", "'\"8.0\"'", "true"})
  void whatIsNoNumberOfBytesIsNone(String written) {
    Discovery.Step step = listed(written);
    Draft item = step.items().get(0);
    assertThat(item.fault().code()).isEqualTo(ErrorCode.BAD_DOCUMENT);
    assertThat(item.fault().detail()).isEqualTo("size: must be a whole number of bytes");
    assertThat(step.expected()).isNull();
  }
}
