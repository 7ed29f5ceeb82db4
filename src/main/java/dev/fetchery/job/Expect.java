package dev.fetchery.job;

import java.util.List;

/**
 * What a good response must look like; keeps an error page from passing for a picture.
 *
 * @param mediaTypes such as {@code image/png} or {@code image/*}; empty takes any
 * @param minBytes smallest body
 * @param maxBytes largest body; 0 for no limit
 */
public record Expect(List<String> mediaTypes, long minBytes, long maxBytes) {
  public static final Expect ANY = new Expect(List.of(), 0, 0);

  public Expect {
    mediaTypes = List.copyOf(mediaTypes);
  }
}
