package dev.fetchery.fetcher.file;

import dev.fetchery.bus.Demands;
import dev.fetchery.client.Bodies;
import dev.fetchery.client.ResponseHead;
import dev.fetchery.job.ByteSpan;
import dev.fetchery.job.Checksum;
import dev.fetchery.job.Checksum.Algorithm;
import dev.fetchery.job.ErrorCode;
import dev.fetchery.job.Proof;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a body must come to: the checksums of the job and those of the response's head ({@link
 * ServedChecksums}).
 */
public final class Digests {
  /** The SHA-256 is computed, and no digest is expected. */
  static final Digests NONE = new Digests(true, List.of(), List.of());

  private final boolean sha256;
  private final List<Checksum> expected;
  private final List<Checksum> served;

  /**
   * @param sha256 whether it is computed in any case
   */
  private Digests(boolean sha256, List<Checksum> expected, List<Checksum> served) {
    this.sha256 = sha256;
    this.expected = expected;
    this.served = served;
  }

  /**
   * The digests of a response's body. Where no digest is to be kept, none is computed that the job
   * does not ask for.
   */
  public static Digests of(Demands demands, ResponseHead head) {
    boolean keeps = demands.keep().digest();
    return new Digests(
        keeps, demands.proof().checksums(), keeps ? served(demands, head) : List.of());
  }

  /** What a head tells of the whole says nothing of a piece. */
  private static List<Checksum> served(Demands demands, ResponseHead head) {
    ByteSpan piece = demands.piece();
    return piece == null ? ServedChecksums.of(head) : ServedChecksums.ofPiece(head, piece);
  }

  /** The digests of a file of which a job says this. */
  public static Digests of(Proof proof) {
    return new Digests(false, proof.checksums(), List.of());
  }

  /** Whether there is a digest to compare the body with. */
  public boolean any() {
    return !expected.isEmpty() || !served.isEmpty();
  }

  /** Begins to hash a body: its SHA-256 where that is kept, and what it is compared with. */
  public RunningDigests start() {
    if (sha256 && !any()) {
      return RunningDigests.ofSha256();
    }
    Set<Algorithm> algorithms = EnumSet.noneOf(Algorithm.class);
    if (sha256) {
      algorithms.add(Algorithm.SHA256);
    }
    expected.forEach(checksum -> algorithms.add(checksum.algorithm()));
    served.forEach(checksum -> algorithms.add(checksum.algorithm()));
    return RunningDigests.of(algorithms);
  }

  /**
   * Hashes a body that is held in memory, and compares. Blocking.
   *
   * @return its SHA-256 in hex, or null where that is not kept
   * @throws IOException where it is not what it must come to: {@code checksum}
   */
  public @Nullable String check(List<Buffer> body) throws IOException {
    RunningDigests running = start();
    body.forEach(buffer -> running.update(Bodies.view(buffer)));
    String objection = objection(running);
    if (objection != null) {
      throw new DestinationException(ErrorCode.CHECKSUM, objection);
    }
    return running.sha256Hex();
  }

  /** Why the body is not what it should be, or null. */
  public @Nullable String objection(RunningDigests running) {
    for (Checksum checksum : expected) {
      String found = running.hex(checksum.algorithm());
      if (!checksum.values().contains(found)) {
        return "expected "
            + name(checksum.algorithm())
            + " "
            + String.join(" or ", checksum.values())
            + ", got "
            + found;
      }
    }
    for (Checksum checksum : served) {
      if (!checksum.values().contains(running.hex(checksum.algorithm()))) {
        return "the body does not match the "
            + name(checksum.algorithm())
            + " digest in the response";
      }
    }
    return null;
  }

  /** As people write it: {@code SHA-256}. */
  private static String name(Algorithm algorithm) {
    String name = algorithm.name();
    return name.startsWith("SHA") ? "SHA-" + name.substring(3) : name;
  }
}
