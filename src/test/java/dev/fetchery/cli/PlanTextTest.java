package dev.fetchery.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class PlanTextTest {
  @Test
  void whatIsProposedFollowsTheSum() throws IOException {
    String plan =
        "{\"items\":1,\"existing\":0,\"hosts\":{\"h:80\":1},\"collisions\":[],\"sample\":[],"
            + "\"proposal\":{\"more\":{\"link\":\"next\"},\"source\":{\"more\":{\"link\":\"next\"}},"
            + "\"why\":\"The answer's Link header names the next page.\"}}";
    assertThat(PlanText.lines(new ObjectMapper().readTree(plan)))
        .endsWith(
            "1 item from 1 host, 0 exist already; nothing was saved",
            "The answer's Link header names the next page.",
            "to read all pages, add to the source: {\"more\":{\"link\":\"next\"}}");
  }
}
