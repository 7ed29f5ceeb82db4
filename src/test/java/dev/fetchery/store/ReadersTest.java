package dev.fetchery.store;

import static dev.fetchery.store.Fixtures.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Reads whose connections turn out to be lost. */
class ReadersTest {
  private final AtomicInteger lent = new AtomicInteger();
  private final AtomicInteger givenBack = new AtomicInteger();
  private final Readers readers = Readers.start(List.of(new Lender()));

  private final class Lender implements Readers.Lender {
    @Override
    public SqlConnection lend() {
      lent.incrementAndGet();
      return new Lost();
    }

    @Override
    public void giveBack(SqlConnection connection) {
      givenBack.incrementAndGet();
    }

    @Override
    public void close() {}
  }

  /** Takes every failure for the end of the connection; has none. */
  private static final class Lost extends SqlConnection {
    Lost() {
      super((Connection) null);
    }

    @Override
    protected void begin() {}

    @Override
    protected void commit() {}

    @Override
    protected void rollback() {}

    @Override
    protected Failure failure(SQLException e) {
      return Failure.LOST;
    }

    @Override
    protected void finish() {}
  }

  @AfterEach
  void close() {
    readers.close();
  }

  /** A read over connections of which so many are lost. */
  private String read(int lost) {
    return get(
        readers.submit(
            connection -> {
              if (lent.get() <= lost) {
                throw new SQLException("ended");
              }
              return "row";
            }));
  }

  /** The second was being made while the sessions ended, and was not known to be lost. */
  @Test
  void readOutlivesTheEndOfTwoConnections() {
    assertThat(read(2)).isEqualTo("row");
    assertThat(lent).hasValue(3);
    assertThat(givenBack).hasValue(3);
  }

  @Test
  void readThatLosesEachConnectionFails() {
    assertThatThrownBy(() -> read(100)).hasMessageContaining("ended");
    assertThat(lent).hasValue(3);
  }
}
