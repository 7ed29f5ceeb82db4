package dev.fetchery.coordinator.port;

import dev.fetchery.bus.FileAnswer;
import dev.fetchery.bus.FileRequest;
import io.vertx.core.Future;

/** Work on the downloads directory, done by any fetcher. */
@FunctionalInterface
public interface FileService {
  /** Asks; the future fails where the work failed. */
  Future<FileAnswer> ask(FileRequest request);

  /** Asks for an answer of this type. */
  default <T extends FileAnswer> Future<T> ask(FileRequest request, Class<T> answer) {
    return ask(request).map(answer::cast);
  }
}
