package dev.fetchery.cli;

import dev.fetchery.app.Scratch;
import dev.fetchery.app.StartFault;
import dev.fetchery.packing.Packing;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of a list, to be read as often as needed: a file, or what came by standard input or a
 * pipe, kept in a temporary directory meanwhile. What is packed by gzip or zstd is unpacked.
 * Blocks.
 */
final class ListContent implements AutoCloseable {
  /** Names standard input. */
  static final String STDIN = "-";

  private final String shown;
  private final @Nullable Path file;
  private final List<String> further;
  private final @Nullable Scratch scratch;

  private ListContent(
      String shown, @Nullable Path file, List<String> further, @Nullable Scratch scratch) {
    this.shown = shown;
    this.file = file;
    this.further = List.copyOf(further);
    this.scratch = scratch;
  }

  /** These lines alone. */
  static ListContent of(List<String> lines) {
    return new ListContent("", null, lines, null);
  }

  /**
   * @param name of the file, or {@code -}
   * @param stdin read for {@code -}
   * @param further lines that follow those of the file
   * @throws InvalidInput if it cannot be read
   */
  static ListContent open(String name, InputStream stdin, List<String> further)
      throws InvalidInput, StartFault {
    boolean standard = name.equals(STDIN);
    String shown = standard ? "standard input" : name;
    try {
      Path path = standard ? null : Path.of(name);
      if (standard && StandardInput.isClosed()) {
        throw invalid(shown, "is closed");
      }
      if (path != null && Files.isDirectory(path)) {
        throw invalid(shown, "is a directory, not a file");
      }
      if (path != null && Files.isRegularFile(path)) {
        return new ListContent(shown, path, further, null);
      }
      Scratch scratch = Scratch.make("fetchery-list");
      Path kept = scratch.dir().resolve("list");
      try (InputStream in = path == null ? stdin : Files.newInputStream(path)) {
        Files.copy(in, kept, StandardCopyOption.REPLACE_EXISTING);
      } catch (IOException e) {
        scratch.close();
        throw e;
      }
      return new ListContent(shown, kept, further, scratch);
    } catch (IOException e) {
      throw unreadable(shown, e);
    } catch (InvalidPathException e) {
      throw invalid(shown, "no such file");
    }
  }

  /** What messages call it; "" for lines of the command line. */
  String shown() {
    return shown;
  }

  InputStream read() throws IOException {
    InputStream lines =
        new ByteArrayInputStream(String.join("\n", further).getBytes(StandardCharsets.UTF_8));
    if (file == null) {
      return lines;
    }
    InputStream list = unpacked(new BufferedInputStream(Files.newInputStream(file), 1 << 16));
    if (further.isEmpty()) {
      return list;
    }
    // the last line of a file may lack its line end
    InputStream lineEnd = new ByteArrayInputStream(new byte[] {'\n'});
    return new SequenceInputStream(list, new SequenceInputStream(lineEnd, lines));
  }

  private static InputStream unpacked(InputStream in) throws IOException {
    PushbackInputStream list = Packing.peekable(in);
    Packing packing = Packing.of(list);
    return packing == null ? list : packing.open(list);
  }

  /** To be sent; its length is announced where it is known. */
  BodyPublisher body() throws InvalidInput {
    long length = plainLength();
    BodyPublisher bytes = BodyPublishers.ofInputStream(this::opened);
    return length > 0 ? BodyPublishers.fromPublisher(bytes, length) : bytes;
  }

  private InputStream opened() {
    try {
      return read();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Bytes that {@link #read} brings; 0 where what is packed, or a file of no size, hides it. */
  private long plainLength() throws InvalidInput {
    try {
      long lines = String.join("\n", further).getBytes(StandardCharsets.UTF_8).length;
      if (file == null) {
        return lines;
      }
      try (PushbackInputStream list = Packing.peekable(Files.newInputStream(file))) {
        long size = Packing.of(list) == null ? Files.size(file) : 0;
        return size == 0 || further.isEmpty() ? size : size + 1 + lines;
      }
    } catch (IOException e) {
      throw unreadable(shown, e);
    }
  }

  /** Its first bytes, at most {@code most}. */
  byte[] beginning(int most) throws InvalidInput {
    try (InputStream in = read()) {
      return in.readNBytes(most);
    } catch (IOException e) {
      throw unreadable(shown, e);
    }
  }

  static InvalidInput unreadable(String shown, IOException e) {
    if (e instanceof NoSuchFileException) {
      boolean url = shown.matches("(?i)https?:/.*");
      return invalid(
          shown, "no such file" + (url ? "; to fetch a URL: fetchery get " + shown : ""));
    } else if (e instanceof AccessDeniedException) {
      return invalid(shown, "no permission to read it");
    } else if (e instanceof ZipException || e instanceof EOFException) {
      boolean zstd = String.valueOf(e.getMessage()).contains("zstd");
      String packing = zstd ? "zstd" : "gzip";
      return invalid(shown, "its " + packing + " data is damaged or incomplete");
    }
    return invalid(shown, "cannot be read: " + e.getMessage());
  }

  static InvalidInput invalid(String shown, String reason) {
    return new InvalidInput(List.of((shown.isEmpty() ? "" : shown + ": ") + reason));
  }

  @Override
  public void close() {
    if (scratch != null) {
      scratch.close();
    }
  }
}
