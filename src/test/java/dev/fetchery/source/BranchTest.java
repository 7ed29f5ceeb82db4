package dev.fetchery.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BranchTest {
  private static Branch branch(String key, String url, Map<String, String> fields) {
    return Branch.of(DraftFactory.of(key, url, fields), Set.of());
  }

  @Test
  void itIsCalledByWhatTellsItFromOthers() {
    Map<String, String> fields = Map.of("name", "n", "id", "7", "size", "5");
    assertThat(branch("k", "http://h/a", fields).called()).isEqualTo("k");
    assertThat(branch(null, "http://h/a", fields).shown()).isEqualTo("7");
    assertThat(branch(null, "http://h/a", Map.of("name", "n")).called()).isEqualTo("n");
  }

  @Test
  void withoutANameItIsCalledByItsUrlWhereNoFaultSaysIt() {
    Branch branch = branch(null, "http://u:p@h/a?token=secret", Map.of("id", ""));
    assertThat(branch.shown()).isEmpty();
    assertThat(branch.called()).isEqualTo("http://h/a");
    assertThat(branch(null, "", Map.of()).called()).isEmpty();
  }
}
