package dev.fetchery.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.fetchery.job.ErrorCode;
import dev.fetchery.job.Fault;
import io.netty.channel.ChannelException;
import io.netty.channel.unix.Errors;
import io.vertx.core.transport.Transport;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is no fault of the other side. */
class FailureMapperTest {
  private static List<Throwable> wantOfDescriptors() {
    Errors.NativeIoException epoll = new Errors.NativeIoException("newSocketStream", -24);
    Throwable nio = new SocketException("Too many open files");
    Throwable machine = new IOException("Too many open files in system");
    UnknownHostException resolver = new UnknownHostException("h");
    resolver.initCause(new Errors.NativeIoException("newSocketDgram", -23));
    return List.of(
        epoll, new ChannelException("no channel", epoll), nio, new IOException(machine), resolver);
  }

  @Test
  void noDescriptorIsOfThisMachineAndPasses() {
    // Its errors can be made once its library is loaded.
    Transport epoll = Transport.nativeTransport();
    assumeTrue(epoll != null && epoll.available(), "epoll is of Linux");
    for (Throwable want : wantOfDescriptors()) {
      for (FetchException mapped :
          List.of(
              FailureMapper.ofConnecting(want),
              FailureMapper.ofHandshake(want),
              FailureMapper.ofResolution("h", want),
              FailureMapper.ofResponse(want, false))) {
        assertThat(mapped.code()).as("%s", want).isEqualTo(ErrorCode.DISK);
        assertThat(mapped.permanent()).isFalse();
        assertThat(mapped.fault().detail()).startsWith("too many open files");
      }
    }
  }

  @Test
  void refusalIsOfTheOtherSide() {
    assertThat(FailureMapper.ofConnecting(new ConnectException("Connection refused")).code())
        .isEqualTo(ErrorCode.CONNECT);
  }

  @Test
  void outOfMemoryIsHandedOn() {
    Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
    AtomicReference<Throwable> uncaught = new AtomicReference<>();
    Thread.setDefaultUncaughtExceptionHandler((thread, e) -> uncaught.set(e));
    try {
      OutOfMemoryError error = new OutOfMemoryError("Java heap space");
      FailureMapper.ofResponse(new IOException(error), true);
      assertThat(uncaught).hasValue(error);
    } finally {
      Thread.setDefaultUncaughtExceptionHandler(before);
    }
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "null: /[64:ff9b::a00:1]:80, no connection could be made",
        "'finishConnect(..) failed with error(-111): Connection refused: h/1.2.3.4:80',"
            + " connection refused",
        "'connect(..) failed with error(-101): Network is unreachable: /1.2.3.4:80',"
            + " network unreachable",
        "'No route to host: /1.2.3.4:80', no route to the host",
        "'something else: /1.2.3.4:80', 'something else: /1.2.3.4:80'",
        "-, ConnectException"
      })
  void whyThereIsNoConnectionIsSaidInWords(String message, String detail) {
    assertThat(FailureMapper.ofConnecting(new ConnectException(message)).fault())
        .isEqualTo(new Fault(ErrorCode.CONNECT, detail));
  }
}
