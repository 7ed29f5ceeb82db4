package dev.fetchery.faults;

import dev.fetchery.job.ErrorCode;
import dev.fetchery.job.Item;
import dev.fetchery.job.ItemState;
import dev.fetchery.testing.OriginServer;
import dev.fetchery.testing.Reply;
import io.vertx.core.buffer.Buffer;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * One fault of an origin, and how its item must end.
 *
 * @param origin sets up the fault at {@code /bad}
 * @param settings fields of the job that differ from the usual ones, as JSON
 * @param code of the failure, or null
 * @param body that is saved, or null for none
 * @param attempts expected number, 0 for any
 * @param check further assertions
 */
record FaultCase(
    String name,
    Consumer<OriginServer> origin,
    String settings,
    ItemState state,
    ErrorCode code,
    Buffer body,
    int attempts,
    BiConsumer<OriginServer, Item> check) {

  /** Ends failed, after as many attempts as may be made if the failure may pass. */
  static FaultCase fails(String name, ErrorCode code, Reply... replies) {
    return failing(name, code, origin -> origin.on("/bad", replies));
  }

  static FaultCase failing(String name, ErrorCode code, Consumer<OriginServer> origin) {
    return new FaultCase(
        name, origin, "{}", ItemState.FAILED, code, null, 0, FaultCase::nothingMore);
  }

  /** Ends with exactly that body under its name. */
  static FaultCase saves(String name, byte[] body, Reply... replies) {
    return saving(name, body, origin -> origin.on("/bad", replies));
  }

  static FaultCase saving(String name, byte[] body, Consumer<OriginServer> origin) {
    return new FaultCase(
        name, origin, "{}", ItemState.DONE, null, Buffer.buffer(body), 0, FaultCase::nothingMore);
  }

  FaultCase with(String settings) {
    return new FaultCase(name, origin, settings, state, code, body, attempts, check);
  }

  FaultCase attempts(int number) {
    return new FaultCase(name, origin, settings, state, code, body, number, check);
  }

  FaultCase and(BiConsumer<OriginServer, Item> further) {
    return new FaultCase(
        name, origin, settings, state, code, body, attempts, check.andThen(further));
  }

  private static void nothingMore(OriginServer origin, Item item) {
    // No further assertions.
  }

  @Override
  public String toString() {
    return name;
  }
}
