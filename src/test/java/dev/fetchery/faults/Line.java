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
 * One thing that an origin does, and what becomes of the item it is done to.
 *
 * @param origin teaches an origin to do it at {@code /bad}
 * @param settings fields of the job that differ from the usual ones, as JSON
 * @param code of the failure, or null
 * @param body that is saved, or null for none
 * @param attempts requests that are counted, 0 for any number
 * @param check whatever else is to be seen
 */
record Line(
    String name,
    Consumer<OriginServer> origin,
    String settings,
    ItemState state,
    ErrorCode code,
    Buffer body,
    int attempts,
    BiConsumer<OriginServer, Item> check) {

  /** Ends failed, after as many attempts as may be made if the failure may pass. */
  static Line fails(String name, ErrorCode code, Reply... replies) {
    return failing(name, code, origin -> origin.on("/bad", replies));
  }

  static Line failing(String name, ErrorCode code, Consumer<OriginServer> origin) {
    return new Line(name, origin, "{}", ItemState.FAILED, code, null, 0, Line::nothingMore);
  }

  /** Ends with exactly that body under its name. */
  static Line saves(String name, byte[] body, Reply... replies) {
    return saving(name, body, origin -> origin.on("/bad", replies));
  }

  static Line saving(String name, byte[] body, Consumer<OriginServer> origin) {
    return new Line(
        name, origin, "{}", ItemState.DONE, null, Buffer.buffer(body), 0, Line::nothingMore);
  }

  Line with(String settings) {
    return new Line(name, origin, settings, state, code, body, attempts, check);
  }

  Line attempts(int number) {
    return new Line(name, origin, settings, state, code, body, number, check);
  }

  Line and(BiConsumer<OriginServer, Item> further) {
    return new Line(name, origin, settings, state, code, body, attempts, check.andThen(further));
  }

  private static void nothingMore(OriginServer origin, Item item) {
    // The line says it all.
  }

  @Override
  public String toString() {
    return name;
  }
}
