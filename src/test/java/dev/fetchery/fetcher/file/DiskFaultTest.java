package dev.fetchery.fetcher.file;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fetchery.fetcher.file.Publication.Result;
import dev.fetchery.job.ErrorCode;
import dev.fetchery.job.Fault;
import io.vertx.core.file.FileSystemException;
import java.io.IOException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DiskFaultTest {
  private final AtomicReference<Throwable> uncaught = new AtomicReference<>();
  private Thread.UncaughtExceptionHandler before;

  @BeforeEach
  void listen() {
    before = Thread.getDefaultUncaughtExceptionHandler();
    Thread.setDefaultUncaughtExceptionHandler((thread, e) -> uncaught.set(e));
  }

  @AfterEach
  void listenNoMore() {
    Thread.setDefaultUncaughtExceptionHandler(before);
  }

  @Test
  void outOfMemoryIsHandedOnAndNoFaultOfTheItem() {
    OutOfMemoryError error = new OutOfMemoryError("Java heap space");
    assertThat(DiskFault.result(new CompletionException(error), "d/a"))
        .isInstanceOf(Result.Full.class);
    assertThat(uncaught).hasValue(error);
  }

  @Test
  void outOfMemoryOfFileRequestIsHandedOn() {
    OutOfMemoryError error = new OutOfMemoryError("Cannot reserve 262144 bytes of direct memory");
    DiskFault.cause(error);
    assertThat(uncaught).hasValue(error);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "No space left on device",
        "d/a: Too many open files",
        "d/a: Too many open files in system"
      })
  void machineThatTakesNoFileIsNoFaultOfTheItem(String said) {
    assertThat(DiskFault.result(new FileSystemException(new IOException(said)), "d/a"))
        .isInstanceOf(Result.Full.class);
    assertThat(uncaught).hasNullValue();
  }

  @Test
  void anythingElseIsTheItemsOwn() {
    assertThat(DiskFault.result(new IOException("Input/output error"), "d/a"))
        .isEqualTo(new Result.Failed(new Fault(ErrorCode.DISK, "Input/output error: d/a")));
  }
}
