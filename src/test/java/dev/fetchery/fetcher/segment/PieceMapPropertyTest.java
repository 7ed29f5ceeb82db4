package dev.fetchery.fetcher.segment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fetchery.fetcher.segment.PieceMap.Span;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

class PieceMapPropertyTest {

  @Property
  void everyByteIsBroughtOnceWhateverBreaksOff(
      @ForAll @LongRange(min = 8 << 20, max = 1L << 40) long total,
      @ForAll @IntRange(min = 2, max = 16) int connections,
      @ForAll long seed) {
    Random random = new Random(seed);
    PieceMap pieces = new PieceMap(total, connections);
    List<Span> underWay = new ArrayList<>();
    List<Span> brought = new ArrayList<>();
    for (int step = 0; step < 300 && !pieces.isWhole(); step++) {
      Span next = underWay.size() < connections ? pieces.take() : null;
      if (next != null) {
        underWay.add(next);
      }
      if (next == null || random.nextBoolean()) {
        Span piece = underWay.remove(random.nextInt(underWay.size()));
        boolean breaksOff = random.nextInt(3) == 0;
        long length = piece.until() - piece.from();
        long until = breaksOff ? piece.from() + random.nextLong(length) : piece.until();
        if (until > piece.from()) {
          brought.add(new Span(piece.from(), until));
          pieces.wrote(piece.from(), until);
        }
        pieces.giveBack(until, piece.until());
      }
      assertThat(pieces.prefix()).isEqualTo(prefix(brought));
    }
    assertThat(pieces.isWhole()).isEqualTo(prefix(brought) == total);
  }

  /** Fails where a byte was brought twice. */
  private static long prefix(List<Span> brought) {
    brought.sort(Comparator.comparingLong(Span::from));
    long prefix = 0;
    long last = 0;
    for (Span span : brought) {
      assertThat(span.from()).isGreaterThanOrEqualTo(last);
      prefix = span.from() == prefix ? span.until() : prefix;
      last = span.until();
    }
    return prefix;
  }

  @Property
  void whatFollowsIsHadOnlyByWhoComesThereFirst(@ForAll @IntRange(min = 2, max = 16) int others) {
    PieceMap pieces = new PieceMap(100L << 20, others);
    Span first = pieces.take();
    Span second = pieces.take();
    assertThat(pieces.takeAt(first.until())).isNull();
    pieces.giveBack(second.from(), second.until());
    assertThat(pieces.takeAt(first.until())).isEqualTo(second);
  }
}
