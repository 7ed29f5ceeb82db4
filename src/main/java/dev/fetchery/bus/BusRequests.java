package dev.fetchery.bus;

import io.vertx.core.Future;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import java.util.function.Consumer;

/** Requests and their answers on the event bus, where either may be of a type not expected. */
public final class BusRequests {
  private static final int NOT_UNDERSTOOD = 400;

  private BusRequests() {}

  /** An answer could not be read, or is of another type than expected. */
  public static final class UnexpectedAnswerException extends RuntimeException {
    private static final long serialVersionUID = 1;

    UnexpectedAnswerException(String message) {
      super(message, null, false, false);
    }
  }

  /**
   * Hands on requests of this type. Every other message fails at once, with what is wrong with it.
   */
  public static <T extends BusMessage> Consumer<Message<BusMessage>> serve(
      Class<T> type, Handler<T> handler) {
    return message -> {
      BusMessage body = message.body();
      if (type.isInstance(body)) {
        handler.handle(type.cast(body), message);
      } else if (body instanceof UnreadableMessage unreadable) {
        message.fail(NOT_UNDERSTOOD, unreadable.why());
      } else {
        message.fail(NOT_UNDERSTOOD, "not expected here: " + body.getClass().getSimpleName());
      }
    };
  }

  /** What carries out requests. */
  public interface Handler<T> {
    /**
     * @param message by which the request is answered
     */
    void handle(T request, Message<BusMessage> message);
  }

  /** Serves an address for every node. */
  public static <T extends BusMessage> MessageConsumer<BusMessage> consume(
      EventBus bus, String address, Class<T> type, Handler<T> handler) {
    return bus.consumer(address, serve(type, handler)::accept);
  }

  /** Serves an address for this process alone. */
  public static <T extends BusMessage> MessageConsumer<BusMessage> consumeLocally(
      EventBus bus, String address, Class<T> type, Handler<T> handler) {
    return bus.localConsumer(address, serve(type, handler)::accept);
  }

  /** Asks; fails also where the answer is of another type. */
  public static <A extends BusMessage> Future<A> ask(
      EventBus bus, String address, BusMessage request, Class<A> expected, DeliveryOptions how) {
    return bus.<BusMessage>request(address, request, how)
        .map(message -> as(expected, message.body()));
  }

  private static <A extends BusMessage> A as(Class<A> expected, BusMessage body) {
    if (body instanceof UnreadableMessage unreadable) {
      throw new UnexpectedAnswerException(unreadable.why());
    }
    if (!expected.isInstance(body)) {
      throw new UnexpectedAnswerException(
          "an answer that is not expected: " + body.getClass().getSimpleName());
    }
    return expected.cast(body);
  }
}
