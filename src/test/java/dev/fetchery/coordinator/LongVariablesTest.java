package dev.fetchery.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fetchery.job.ErrorCode;
import dev.fetchery.job.Fault;
import dev.fetchery.job.Item;
import dev.fetchery.job.ItemState;
import dev.fetchery.job.Job;
import dev.fetchery.testing.Reply;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Variables that are too long to be kept, wherever a template asks for them. */
class LongVariablesTest extends CoordinatorCase {
  private static final String TOO_LONG = "the value of {id} is longer than 65536 characters";

  private Job run(String fields) {
    String id = "i".repeat(65_537);
    origin.on("/list", Reply.ok("[{\"url\":\"/f\",\"id\":\"" + id + "\"}]"));
    origin.otherwise(request -> Reply.ok("x"));
    return rig.run(job("{'type':'json','url':'" + origin.url("/list") + "'}", fields));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      ignoreLeadingAndTrailingWhitespace = false,
      value = {
        "'save':{'as':'{id}'}|BAD_NAME|``",
        "'save':{'dir':'{id.slug}','as':'x'}|BAD_NAME|``",
        "'lookup':{'url':'http://h/{id}','set':{'n':'/n'}}|LOOKUP|the lookup's URL: ",
        "'locate':{'url':'http://h/{id}','at':'/u'}|LOOKUP|locate's URL: "
      })
  void theItemSaysSo(String fields, ErrorCode code, String ahead) {
    Job job = run(fields);
    Item item = rig.items(job.id()).get(0);
    assertThat(item.state()).isEqualTo(ItemState.FAILED);
    assertThat(item.error()).isEqualTo(new Fault(code, ahead + TOO_LONG));
  }

  @Test
  void whatNothingAsksForIsNoFault() {
    Job job = run("'save':{'as':'{url.file}'}");
    assertThat(job.error()).isNull();
    assertThat(job.progress().done()).isEqualTo(1);
  }
}
