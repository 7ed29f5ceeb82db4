package dev.fetchery.bus;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.MessageCodec;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * The one codec of the event bus. Inside a process a message is handed over as it is, since every
 * {@link BusMessage} is deeply immutable; between processes it is JSON, preceded by its length.
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
      return BusJson.MAPPER.readValue(json, BusMessage.class);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
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
