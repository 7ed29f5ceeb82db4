package dev.fetchery.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fetchery.job.Completion;
import dev.fetchery.job.Item;
import dev.fetchery.job.ItemState;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class RecentCompletionsTest {
  private final RecentCompletions recent = new RecentCompletions(4);

  private static List<Completion> completions(long from, long to) {
    return LongStream.rangeClosed(from, to).mapToObj(n -> new Completion(n, item(n - 1))).toList();
  }

  private static Item item(long seq) {
    String url = "http://a.test/" + seq;
    return new Item(
        seq,
        null,
        url,
        null,
        ItemState.DONE,
        1,
        1,
        new Item.Head(200, null, null, null),
        new Item.Content(1L, null, null),
        new Item.End(1L, null, null),
        null);
  }

  private List<Long> after(long n) {
    return recent.takeAfter(n).stream().map(Completion::n).toList();
  }

  @Test
  void whatFollowsIsTakenOnce() {
    recent.add(completions(1, 2));
    recent.add(completions(3, 3));
    assertThat(after(0)).containsExactly(1L, 2L, 3L);
    assertThat(after(3)).isEmpty();
  }

  @Test
  void whatWasSeenIsLeftOut() {
    recent.add(completions(1, 4));
    assertThat(after(2)).containsExactly(3L, 4L);
  }

  @Test
  void nothingIsTakenBehindOneThatIsMissing() {
    recent.add(completions(5, 6));
    assertThat(after(2)).isEmpty();
    assertThat(after(4)).as("kept until it is their turn").containsExactly(5L, 6L);
  }

  @Test
  void noMoreIsKeptThanTheBoundAndNothingWithAGap() {
    recent.add(completions(1, 9));
    assertThat(after(0)).containsExactly(1L, 2L, 3L, 4L);
    recent.add(completions(10, 11));
    assertThat(after(9)).containsExactly(10L, 11L);
    recent.add(completions(12, 12));
    recent.add(completions(14, 14));
    assertThat(after(11)).containsExactly(12L);
  }
}
