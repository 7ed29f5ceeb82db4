package dev.fetchery.testing;

import dev.fetchery.store.DiskSync;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/** Tells what was synced, in order, and what was there at that moment. */
public final class RecordedSync implements DiskSync {
  public final List<String> seen = new CopyOnWriteArrayList<>();

  @Override
  public void file(Path written) throws IOException {
    seen.add("file of " + Files.size(written) + " bytes");
  }

  @Override
  public void directory(Path directory) throws IOException {
    try (Stream<Path> names = Files.list(directory)) {
      seen.add(directory.getFileName() + " with " + names.map(Path::getFileName).toList());
    }
  }
}
