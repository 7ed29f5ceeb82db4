package dev.fetchery.source;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fetchery.job.ErrorCode;
import dev.fetchery.job.Fault;
import dev.fetchery.json.LoneSurrogates;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The parts of a source that could not be read: kept in its position up to a bound, to be read
 * again, and told in one fault. That says why the first failed, names the next few and counts the
 * others.
 *
 * @param <T> a part
 */
final class FailedParts<T> {
  private static final int KEPT = 1_000;
  private static final int NAMED = 9;
  private static final int NAME_CHARS = 200;

  private final Function<T, String> name;
  private final List<T> kept = new ArrayList<>();

  /** How many there are beyond those that are kept. */
  private long others;

  /** How many of earlier readings were not kept, so that none reads them again. */
  private long lost;

  private @Nullable Fault first;

  /**
   * @param name what a part is called, empty where it has no name
   */
  FailedParts(Function<T, String> name) {
    this.name = name;
  }

  /**
   * One more failed.
   *
   * @param why with the part's name, as it stands where it is the first
   */
  void add(T part, Fault why) {
    first = first == null ? why : first;
    if (kept.size() < KEPT) {
      kept.add(part);
    } else {
      others++;
    }
  }

  /** Those that are kept, which are to be read again: none of them has failed any more. */
  List<T> take() {
    List<T> taken = List.copyOf(kept);
    kept.clear();
    lost += others;
    others = 0;
    first = null;
    return taken;
  }

  /** Adds what {@link #restore} reads. */
  void writeTo(ObjectNode position, Function<T, ObjectNode> written) {
    if (first != null) {
      kept.forEach(part -> position.withArray("failed").add(written.apply(part)));
      position.put("code", first.code().wire()).put("why", first.detail());
      if (others > 0) {
        position.put("others", others);
      }
    }
    if (lost > 0) {
      position.put("lost", lost);
    }
  }

  void restore(JsonNode position, Function<JsonNode, T> part) {
    lost = position.path("lost").asLong();
    position.path("failed").forEach(one -> kept.add(part.apply(one)));
    if (!kept.isEmpty()) {
      String code = position.path("code").asText();
      first = new Fault(ErrorCode.ofWire(code), position.path("why").asText());
      others = position.path("others").asLong();
    }
  }

  /**
   * What the job is told, or null where nothing failed.
   *
   * @param ahead what stands in front of it all, and names none of them; or null
   */
  @Nullable Fault told(@Nullable Fault ahead) {
    Fault why = toldOfThisReading(ahead);
    if (lost == 0) {
      return why;
    }
    String all =
        lost + " more failed before and are not kept: a new job of the same source reads them";
    return why == null
        ? new Fault(ErrorCode.BAD_RESPONSE, all)
        : new Fault(why.code(), why.detail() + "; " + all);
  }

  private @Nullable Fault toldOfThisReading(@Nullable Fault ahead) {
    Fault why = ahead == null ? first : ahead;
    int shown = ahead == null ? 1 : 0;
    return why == null || kept.size() <= shown
        ? why
        : new Fault(why.code(), why.detail() + "; also failed: " + named(shown));
  }

  private String named(int from) {
    List<String> names =
        kept.stream().skip(from).limit(NAMED).map(this::shown).filter(n -> !n.isEmpty()).toList();
    long more = kept.size() - from - names.size() + others;
    String all = String.join(", ", names);
    if (more == 0) {
      return all;
    }
    return names.isEmpty() ? Long.toString(more) : all + " and " + more + " more";
  }

  /** Of a long name its end, which tells it from others. */
  private String shown(T part) {
    String whole = name.apply(part);
    int cut = whole.length() - NAME_CHARS;
    return cut <= 0 ? whole : LoneSurrogates.replaced("…" + whole.substring(cut));
  }
}
