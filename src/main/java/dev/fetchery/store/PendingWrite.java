package dev.fetchery.store;

import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A write that waits for its commit: its operation is carried out once for each time the commit is
 * tried, unless the database refuses it, and answered once.
 */
final class PendingWrite<T> {

  /**
   * A change of the database. It may be carried out several times, each after a rollback; the last
   * result counts. It throws a {@link StoreException} before it changes anything.
   */
  interface Operation<T> {
    @Nullable T run(WriteContext context) throws SQLException;
  }

  /** An operation failed midway: the transaction has to be repeated without it. */
  static final class Rejected extends Exception {
    private static final long serialVersionUID = 1;
  }

  private final int rows;
  private final Operation<T> operation;
  private final CompletableFuture<T> answer = new CompletableFuture<>();
  private boolean rejected;
  private @Nullable T result;
  private @Nullable RuntimeException failure;

  /**
   * @param rows how many rows it changes, about
   */
  PendingWrite(int rows, Operation<T> operation) {
    this.rows = rows;
    this.operation = operation;
  }

  int rows() {
    return rows;
  }

  /** Completes with {@link #settle} or {@link #fail}. */
  CompletionStage<T> answer() {
    return answer;
  }

  /**
   * Carries it out within the transaction that has begun; once it was rejected, does nothing.
   *
   * @throws SQLException the transaction cannot go on
   */
  void run(WriteContext context) throws SQLException, Rejected {
    if (rejected) {
      return;
    }
    try {
      failure = null;
      result = operation.run(context);
      // Now, so that it is this operation that fails of what cannot be stored.
      context.connection().flush();
    } catch (StoreException e) {
      failure = e;
    } catch (SQLException e) {
      if (context.connection().failure(e) != SqlConnection.Failure.REFUSED) {
        throw e;
      }
      reject(new StoreException("the store refused a change: " + e.getMessage(), e));
    } catch (RuntimeException e) {
      reject(e);
    }
  }

  private void reject(RuntimeException cause) throws Rejected {
    rejected = true;
    failure = cause;
    throw new Rejected();
  }

  /** Answers with what it came to: the commit has succeeded. */
  void settle() {
    if (failure == null) {
      answer.complete(result);
    } else {
      answer.completeExceptionally(failure);
    }
  }

  /** Answers that it is not stored. */
  void fail(StoreException why) {
    answer.completeExceptionally(why);
  }
}
