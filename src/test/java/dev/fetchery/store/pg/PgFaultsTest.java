package dev.fetchery.store.pg;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fetchery.store.SqlConnection.Failure;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PgFaultsTest {
  @ParameterizedTest
  @CsvSource({
    "08006, LOST",
    "08003, LOST",
    "57P01, LOST",
    "57P02, LOST",
    "25006, LOST",
    "53100, PASSING",
    "53200, PASSING",
    "57014, PASSING",
    "40001, PASSING",
    "40P01, PASSING",
    "55P03, PASSING",
    "58030, PASSING",
    "22021, REFUSED",
    "23505, REFUSED",
    "54000, REFUSED",
    "42P01, REFUSED",
  })
  void meansWhatItsClassSays(String state, Failure meant) {
    assertThat(PgFaults.failure(new SQLException("it fails", state))).isEqualTo(meant);
  }

  @Test
  void withoutAStateItIsRefused() {
    assertThat(PgFaults.failure(new SQLException("it fails"))).isEqualTo(Failure.REFUSED);
  }
}
