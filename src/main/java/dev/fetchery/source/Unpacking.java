package dev.fetchery.source;

import dev.fetchery.job.ErrorCode;
import dev.fetchery.packing.Packing;
import dev.fetchery.packing.Unpacked;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PushbackInputStream;
import java.io.SequenceInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Unpacks documents as they are read: by their content codings (RFC 9110, 8.4), which some servers
 * send although none was asked for, and those that are packed by themselves, as a {@code .json.gz}
 * or a {@code .jsonl.zst}.
 */
final class Unpacking {
  private static final Unpacked.Faults FAULTS =
      new Unpacked.Faults() {
        @Override
        public IOException cut() {
          return new UnpackException(ErrorCode.BAD_DOCUMENT, "cut short within what packs it");
        }

        @Override
        public IOException broken() {
          return new UnpackException(ErrorCode.BAD_DOCUMENT, "not properly packed");
        }

        @Override
        public IOException tooLarge(long maxBytes) {
          return new UnpackException(
              ErrorCode.TOO_LARGE, "too large: unpacked it has over " + maxBytes + " bytes");
        }
      };

  /** Content codings that there are (IANA's registry), and that are not read. */
  private static final Set<String> UNREAD =
      Set.of("aes128gcm", "br", "compress", "dcb", "dcz", "exi", "pack200-gzip", "x-compress");

  /** Layers by zstd so far, of which there may be one: each takes its share of few. */
  private int zstd;

  private int layers;

  /** The innermost stream that was opened, closed with all that it reads from. */
  private InputStream innermost;

  private Unpacking(InputStream packed) {
    this.innermost = packed;
  }

  /**
   * What a document holds. A document that is not packed, whatever its head says, stays as it is.
   * What is packed by zstd is to be read to its end and closed at once, see {@link #onDisk}.
   *
   * @param packed closed with the stream, also where this fails
   * @param codings value of {@code Content-Encoding}, or null
   * @param maxBytes that come out of a packed one; 0 for no limit
   * @throws UnpackException also while the stream is read
   */
  static InputStream of(InputStream packed, @Nullable String codings, long maxBytes)
      throws IOException {
    return new Unpacking(packed).unpacked(packed, codings, maxBytes);
  }

  /**
   * The same, for one that stays open for long: what is packed by zstd is unpacked to a file first.
   *
   * @param beside which file that one lies; it is gone once the stream is closed
   */
  static InputStream onDisk(
      InputStream packed, @Nullable String codings, long maxBytes, Path beside) throws IOException {
    Unpacking unpacking = new Unpacking(packed);
    InputStream content = unpacking.unpacked(packed, codings, maxBytes);
    return unpacking.zstd == 0 ? content : spooled(content, place(beside));
  }

  private InputStream unpacked(InputStream packed, @Nullable String codings, long maxBytes)
      throws IOException {
    Deque<String> applied = new ArrayDeque<>();
    for (String coding : (codings == null ? "" : codings).split(",", -1)) {
      applied.push(coding.strip());
    }
    try {
      Unpacked counted =
          Unpacked.of(packed, () -> withoutPacking(packed, applied), maxBytes, FAULTS);
      // What is not packed has a bound of its own.
      return layers > 0 ? counted : counted.content();
    } catch (IOException e) {
      innermost.close();
      throw e;
    }
  }

  private InputStream withoutPacking(InputStream packed, Deque<String> codings) throws IOException {
    PushbackInputStream content = Packing.peekable(packed);
    for (String coding : codings) {
      content = without(coding, content);
    }
    Packing own = Packing.of(content);
    return own == null ? content : open(own, content);
  }

  private PushbackInputStream without(String coding, PushbackInputStream packed)
      throws IOException {
    if (coding.isEmpty() || coding.equalsIgnoreCase("identity")) {
      return packed;
    }
    Packing packing = Packing.ofCoding(coding);
    if (packing == null) {
      if (UNREAD.contains(coding.toLowerCase(Locale.ROOT))) {
        throw new UnpackException(
            ErrorCode.BAD_DOCUMENT, "packed by " + shown(coding) + ", which is not read");
      }
      // Such as utf-8, binary or none: words of servers that pack nothing.
      return packed;
    }
    Packing told = Packing.of(packed);
    // The beginning of what is packed otherwise is none of deflate.
    boolean isPacked = packing == Packing.DEFLATE ? told == null : told == packing;
    return isPacked ? Packing.peekable(open(packing, packed)) : packed;
  }

  private InputStream open(Packing packing, PushbackInputStream packed) throws IOException {
    layers++;
    if (packing == Packing.ZSTD && ++zstd > 1) {
      throw new UnpackException(ErrorCode.BAD_DOCUMENT, "packed by zstd more than once");
    }
    innermost = packing.open(packed);
    return innermost;
  }

  private static String shown(String coding) {
    String clean = coding.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9-]", "?");
    return clean.substring(0, Math.min(clean.length(), 20));
  }

  /** Named as the job's working files are, which go with it. */
  private static Path place(Path beside) {
    String name = String.valueOf(beside.getFileName());
    return beside.resolveSibling(name.replaceFirst("(\\.part)?$", "-unpacked.part"));
  }

  /** What came before a fault is read before it. */
  private static InputStream spooled(InputStream content, Path place) throws IOException {
    UnpackException fault = null;
    try (content;
        OutputStream out = Files.newOutputStream(place)) {
      fault = copy(content, out);
    }
    InputStream file = Files.newInputStream(place, StandardOpenOption.DELETE_ON_CLOSE);
    return fault == null ? file : new SequenceInputStream(file, failing(fault));
  }

  private static @Nullable UnpackException copy(InputStream content, OutputStream out)
      throws IOException {
    byte[] piece = new byte[64 << 10];
    while (true) {
      int read;
      try {
        read = content.read(piece);
      } catch (UnpackException e) {
        return e;
      }
      if (read < 0) {
        return null;
      }
      out.write(piece, 0, read);
    }
  }

  private static InputStream failing(UnpackException fault) {
    return new InputStream() {
      @Override
      public int read() throws IOException {
        throw fault;
      }

      @Override
      public int read(byte[] to, int offset, int length) throws IOException {
        throw fault;
      }
    };
  }
}
