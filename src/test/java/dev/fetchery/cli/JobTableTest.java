package dev.fetchery.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JobTableTest {
  private static final String ID = "01JD2YCQ4M1S5D0W9T8Z7K6P3R";

  private final JobTable table =
      new JobTable(
          List.of(
              List.of("ID", "STATE", "DONE", "TROUBLE", "BYTES", "AGE", "NAME"),
              List.of(ID, "running", "0/2", "-", "302 MB", "18 min", "two large files"),
              List.of(ID, "partial", "19999/20000", "1", "1.6 MB", "2 d", "猫の写真 ".repeat(20))));

  @ParameterizedTest
  @ValueSource(ints = {26, 28, 35, 36, 37, 38, 39, 40, 41, 60, 80, 100, 200})
  void noLineIsLongerThanTheTerminal(int columns) {
    assertThat(table.lines(columns))
        .hasSize(3)
        .allSatisfy(line -> assertThat(Columns.of(line)).isLessThanOrEqualTo(columns));
  }

  @Test
  void whatMattersMostStaysWhereThereIsLittleRoom() {
    assertThat(table.lines(40))
        .startsWith("ID                          STATE    N…E", ID + "  running  t…s");
    assertThat(table.lines(44).get(1)).isEqualTo(ID + "  running  two…les");
    assertThat(table.lines(36).get(1)).isEqualTo(ID + "  running");
    assertThat(table.lines(34).get(1)).isEqualTo(ID + "  two…es");
    assertThat(table.lines(80).get(0)).startsWith("ID ").contains("STATE", "DONE", "NAME");
    assertThat(table.lines(80).get(1)).endsWith("two large files");
    assertThat(table.lines(100).get(1)).contains("302 MB", "18 min");
  }

  @Test
  void programsFindEveryColumnInItsPlaceAndWholeNames() {
    List<String> lines = table.lines(Integer.MAX_VALUE);
    assertThat(lines.get(0))
        .isEqualTo(
            "ID                          STATE                 DONE   TROUBLE     BYTES      AGE"
                + "  NAME");
    assertThat(lines.get(1))
        .isEqualTo(
            ID + "  running                0/2         -    302 MB   18 min  two large files");
    assertThat(lines.get(2)).endsWith("猫の写真 ".repeat(20).strip());
  }
}
