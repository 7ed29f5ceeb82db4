package dev.fetchery.log;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.encoder.EncoderBase;
import dev.fetchery.context.Lazy;
import java.util.function.Supplier;

/** An encoder that is made at the first event: most commands log none. */
final class LazyEncoder extends EncoderBase<ILoggingEvent> {
  private static final byte[] NOTHING = {};

  private final Lazy<Encoder<ILoggingEvent>> encoder;

  /**
   * @param maker of a started encoder, without header and footer
   */
  LazyEncoder(Supplier<Encoder<ILoggingEvent>> maker) {
    encoder = new Lazy<>(maker);
  }

  @Override
  public byte[] headerBytes() {
    return NOTHING;
  }

  @Override
  public byte[] encode(ILoggingEvent event) {
    return encoder.get().encode(event);
  }

  @Override
  public byte[] footerBytes() {
    return NOTHING;
  }
}
