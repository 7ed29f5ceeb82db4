package dev.fetchery.coordinator;

import dev.fetchery.bus.FileRequest;
import dev.fetchery.job.Item;
import java.util.Objects;

/** What a saved file must look like, as its item knows it. */
final class SavedFiles {
  private SavedFiles() {}

  /** Of an item that is done and has a digest. */
  static FileRequest.Saved of(Item item) {
    return new FileRequest.Saved(
        item.seq(),
        Objects.requireNonNull(item.file()),
        Objects.requireNonNull(item.size()),
        Objects.requireNonNull(item.sha256()));
  }
}
