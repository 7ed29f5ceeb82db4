package dev.fetchery.job;

import java.util.List;

/**
 * What a good response must look like; keeps an error page from passing for a picture.
 *
 * @param mediaTypes such as {@code image/png} or {@code image/*}; empty takes any
 * @param notMediaTypes refused, although {@code mediaTypes} may name them
 * @param minBytes smallest body
 * @param maxBytes largest body; 0 for no limit
 */
public record Expect(
    List<String> mediaTypes, List<String> notMediaTypes, long minBytes, long maxBytes) {
  public static final Expect ANY = new Expect(List.of(), List.of(), 0, 0);

  /** Refuses no media type. */
  public Expect(List<String> mediaTypes, long minBytes, long maxBytes) {
    this(mediaTypes, List.of(), minBytes, maxBytes);
  }

  public Expect {
    mediaTypes = List.copyOf(mediaTypes);
    notMediaTypes = List.copyOf(notMediaTypes);
  }

  /** Whether a body of that size, in bytes, may be right. */
  public boolean takes(long bytes) {
    return bytes >= minBytes && (maxBytes == 0 || bytes <= maxBytes);
  }
}
