package dev.fetchery.bus;

import dev.fetchery.job.ByteSpan;
import dev.fetchery.job.Proof;
import dev.fetchery.job.Save.Keep;
import org.jspecify.annotations.Nullable;

/**
 * What a saved body must be.
 *
 * @param proof its checksums and its size
 * @param piece what is asked for of the representation, or null for the whole
 * @param keep what is kept of it beside its bytes
 * @param mirrored whether other URLs have it too
 */
public record Demands(Proof proof, @Nullable ByteSpan piece, Keep keep, boolean mirrored) {
  /** Nothing is asked of it. */
  public static final Demands NONE = new Demands(Proof.NONE, null, Keep.DEFAULT, false);

  /** Whether what one URL began another may go on with, since a checksum judges the whole. */
  public boolean judged() {
    return mirrored && proof.hasChecksum();
  }
}
