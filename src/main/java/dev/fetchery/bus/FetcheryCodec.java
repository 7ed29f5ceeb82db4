package dev.fetchery.bus;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.exc.InvalidTypeIdException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.MessageCodec;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * The one codec of the event bus. Inside a process a message is handed over as it is, since every
 * {@link BusMessage} is deeply immutable; between processes it is JSON, preceded by its length.
 * Fields that are not known here are ignored, since the other process may be of a later release; a
 * message of an unknown type arrives as {@link UnreadableMessage}.
 */
public final class FetcheryCodec implements MessageCodec<BusMessage, BusMessage> {
  private static final String NAME = "fetchery";

  /**
   * Makes {@code bus} carry every {@link BusMessage}; to be called once for each Vert.x.
   *
   * @throws IllegalStateException if it does so already
   */
  public static void register(EventBus bus) {
    bus.registerCodec(new FetcheryCodec());
    bus.codecSelector(body -> body instanceof BusMessage ? NAME : null);
  }

  @Override
  public void encodeToWire(Buffer wire, BusMessage message) {
    try {
      byte[] json = BusJson.MAPPER.writerFor(BusMessage.class).writeValueAsBytes(message);
      wire.appendInt(json.length).appendBytes(json);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public BusMessage decodeFromWire(int position, Buffer wire) {
    int start = position + Integer.BYTES;
    byte[] json = wire.getBytes(start, start + wire.getInt(position));
    try {
      BusMessage message = BusJson.MAPPER.readValue(json, BusMessage.class);
      return message == null ? new UnreadableMessage("a message is null") : message;
    } catch (InvalidTypeIdException e) {
      return new UnreadableMessage(
          "no message here has a part of type "
              + e.getTypeId()
              + ": is the sender of another version?");
    } catch (IOException e) {
      return new UnreadableMessage("a message could not be read: " + firstLine(e));
    }
  }

  /** Without the place in the text, which would repeat some of it. */
  private static String firstLine(IOException e) {
    return e instanceof JsonProcessingException json
        ? json.getOriginalMessage().lines().findFirst().orElse("no reason is given")
        : String.valueOf(e.getMessage());
  }

  @Override
  public BusMessage transform(BusMessage message) {
    return message;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public byte systemCodecID() {
    return -1;
  }
}
