package dev.fetchery.testing;

import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An entity that can be asked for in part, truthfully or not. */
public final class Ranges {
  private static final Pattern RANGE = Pattern.compile("bytes=(\\d+)-(\\d*)");

  /** What an answer to a {@code Range} gets wrong. */
  public enum Lie {
    NONE,
    IGNORES_RANGE,
    FROM_ZERO,
    FIVE_BEFORE,
    FIVE_AFTER,
    NO_CONTENT_RANGE,
    UNIT_ITEMS,
    OTHER_TOTAL,
    STAR_TOTAL,
    /** As a 416 says it: a total and no range. */
    STAR_RANGE,
    MULTIPART,
    /** Half of the rest, truthfully labelled. */
    SHORT,
    /** 206 without having been asked for a part. */
    UNASKED,
    NOT_SATISFIABLE,
    /** A part of something with another entity tag. */
    OTHER_ETAG
  }

  private Ranges() {}

  /** Serves {@code entity} with that strong entity tag. */
  public static OriginServer.Script of(byte[] entity, String etag, Lie lie) {
    return request -> {
      Optional<Asked> asked = asked(request, etag, entity.length);
      if (asked.isEmpty()) {
        Reply whole = Reply.ok(entity).with("ETag", etag).with("Accept-Ranges", "bytes");
        return lie == Lie.UNASKED
            ? partial(entity, new Asked(0, entity.length), etag, Lie.NONE)
            : whole;
      }
      return switch (lie) {
        case IGNORES_RANGE -> Reply.ok(entity).with("ETag", etag);
        case NOT_SATISFIABLE -> Reply.status(416);
        default -> partial(entity, asked.get(), etag, lie);
      };
    };
  }

  private record Asked(int from, int until) {}

  private static Optional<Asked> asked(OriginServer.Seen request, String etag, int length) {
    String ifRange = request.header("if-range");
    if (ifRange != null && !ifRange.equals(etag)) {
      return Optional.empty();
    }
    String range = request.header("range");
    Matcher matcher = RANGE.matcher(range == null ? "" : range);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    String last = matcher.group(2);
    int until = last.isEmpty() ? length : Math.min(length, Integer.parseInt(last) + 1);
    return Optional.of(new Asked(Integer.parseInt(matcher.group(1)), until));
  }

  private static Reply partial(byte[] entity, Asked asked, String etag, Lie lie) {
    int from =
        switch (lie) {
          case FROM_ZERO -> 0;
          case FIVE_BEFORE -> asked.from() - 5;
          case FIVE_AFTER -> asked.from() + 5;
          default -> asked.from();
        };
    int to = lie == Lie.SHORT ? from + (asked.until() - from) / 2 : asked.until();
    String unit = lie == Lie.UNIT_ITEMS ? "items" : "bytes";
    String total =
        switch (lie) {
          case OTHER_TOTAL -> String.valueOf(entity.length + 1);
          case STAR_TOTAL -> "*";
          default -> String.valueOf(entity.length);
        };
    Reply reply =
        Reply.ok(Arrays.copyOfRange(entity, from, to))
            .withStatus(206)
            .with("ETag", lie == Lie.OTHER_ETAG ? "\"another\"" : etag);
    if (lie == Lie.MULTIPART) {
      return reply.with("Content-Type", "multipart/byteranges; boundary=x");
    }
    String range = lie == Lie.STAR_RANGE ? "*" : from + "-" + (to - 1);
    return lie == Lie.NO_CONTENT_RANGE
        ? reply
        : reply.with("Content-Range", unit + " " + range + "/" + total);
  }
}
