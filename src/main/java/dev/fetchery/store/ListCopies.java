package dev.fetchery.store;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Posted lists between the data directory, where they are read, and a store that other machines
 * reach, from which the next coordinator gets them. Takes the memory of one piece. Blocks: not for
 * an event loop nor a thread of the store.
 */
public final class ListCopies {
  /** Bytes of a piece. */
  static final int PIECE_BYTES = 1 << 20;

  private ListCopies() {}

  /**
   * Puts a list that is whole into the store, where the store keeps lists. A list never changes.
   *
   * @param name of the file, below the data directory
   */
  public static void keep(JobStore store, Path dataDir, String name) throws IOException {
    if (!store.keepsLists()) {
      return;
    }
    try (InputStream file = Files.newInputStream(dataDir.resolve(name))) {
      byte[] bytes = file.readNBytes(PIECE_BYTES);
      for (int piece = 0; bytes.length > 0 || piece == 0; piece++) {
        answer(store.keepList(name, piece, bytes));
        bytes = file.readNBytes(PIECE_BYTES);
      }
    }
  }

  /**
   * Has the file of a list in the data directory, from the store where it is not there yet.
   *
   * @throws NoSuchFileException where neither has it
   */
  public static void bringHere(JobReads store, Path dataDir, String name) throws IOException {
    Path file = dataDir.resolve(name);
    if (!store.keepsLists() || Files.exists(file)) {
      return;
    }
    Path directory = Objects.requireNonNull(file.getParent(), "in the data directory");
    OwnerOnly.directory(directory);
    Path part = directory.resolve(UUID.randomUUID() + ".part");
    try {
      try (FileChannel out = OwnerOnly.newFile(part)) {
        write(store, name, out);
        // What has its name is taken for whole, after a loss of power too.
        out.force(true);
      }
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(part);
    }
  }

  private static void write(JobReads store, String name, FileChannel out) throws IOException {
    byte[] bytes = answer(store.listPiece(name, 0));
    if (bytes == null) {
      throw new NoSuchFileException(name, null, "the store has no such list");
    }
    for (int piece = 1; bytes != null; piece++) {
      ByteBuffer left = ByteBuffer.wrap(bytes);
      while (left.hasRemaining()) {
        out.write(left);
      }
      bytes = answer(store.listPiece(name, piece));
    }
  }

  private static <T extends @Nullable Object> T answer(CompletionStage<T> stage)
      throws IOException {
    try {
      return stage.toCompletableFuture().join();
    } catch (CompletionException e) {
      throw new IOException("the store: " + e.getCause(), e);
    }
  }
}
