package dev.fetchery.bus;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class CoordinatorClientTest {
  @Test
  void whatReadsAllFilesOrTheWholeListingIsWaitedFor() {
    assertThat(CoordinatorClient.takesLong(new Command.Verify("j"))).isTrue();
    assertThat(CoordinatorClient.takesLong(new Command.Delete("j", true))).isTrue();
    assertThat(CoordinatorClient.takesLong(new Command.Show("j"))).isFalse();
    assertThat(CoordinatorClient.takesLong(new Command.RetryItems("j", List.of(), List.of())))
        .isFalse();
  }
}
