package dev.fetchery.source;

import dev.fetchery.job.Draft;
import dev.fetchery.job.NextPage;
import dev.fetchery.job.Source;
import dev.fetchery.source.Discovery.Ask;
import dev.fetchery.source.Discovery.Document;
import dev.fetchery.source.Discovery.End;
import dev.fetchery.source.Discovery.Failure;
import dev.fetchery.source.Discovery.Step;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The pages of a listing that are asked for: the next one, and those behind it that are requested
 * before it is known that they exist. Gathers what the next step asks for and drops.
 */
final class PagesAhead {
  private final Source.Pages source;
  private final PageRequests requests;
  private final long maxPages;
  private final int attempts;
  private final int ahead;

  /** The next one first. */
  private final Deque<PageSlot> slots = new ArrayDeque<>();

  private final List<Ask> asks = new ArrayList<>();
  private final List<Integer> drops = new ArrayList<>();
  private int lastAsk;

  /**
   * @param attempts requests at most for a page
   */
  PagesAhead(Source.Pages source, PageRequests requests, long maxPages, int attempts) {
    this.source = source;
    this.requests = requests;
    this.maxPages = maxPages;
    this.attempts = attempts;
    boolean pointed =
        source.more() instanceof NextPage.Link
            || source.more() instanceof NextPage.NextAt
            || source.more() instanceof NextPage.CursorAt
            || source.more() instanceof NextPage.Unsaid;
    boolean predictable = !requests.uses("start") || source.perPage() > 0;
    this.ahead = pointed || !predictable ? 0 : source.ahead();
  }

  /** The next page, or null where none is asked for. */
  @Nullable PageSlot first() {
    return slots.peek();
  }

  /** Takes the next page away: its turn has come. */
  void take() {
    slots.poll();
  }

  /**
   * Asks once more for a page that was taken away, if it was not known to exist, which may be why
   * it failed, and some of its attempts are left.
   */
  boolean askAgain(PageSlot taken, PageState page, Failure failure) {
    int left = attempts - failure.sent();
    boolean again = taken.speculative && left > 0;
    if (again) {
      slots.addFirst(new PageSlot(++lastAsk, page, taken.request, false, left));
    }
    return again;
  }

  /** Adds pages up to the number requested ahead, and asks for those not asked for yet. */
  void requestFrom(PageState first) {
    while (slots.size() <= ahead) {
      PageSlot last = slots.peekLast();
      PageState state = last == null ? first : last.state.after(source.perPage());
      if (state.page() > maxPages) {
        break;
      }
      slots.add(slot(state, last != null));
    }
    for (PageSlot slot : slots) {
      if (!slot.asked) {
        slot.asked = true;
        asks.add(requests.ask(slot.ask, slot.request, slot.attempts));
      }
    }
  }

  /** A speculative page keeps one of its attempts, where there are several, for its turn. */
  private PageSlot slot(PageState state, boolean speculative) {
    int now = speculative ? Math.max(1, attempts - 1) : attempts;
    return new PageSlot(++lastAsk, state, requests.of(state), speculative, now);
  }

  /** None of them is wanted any more. */
  void dropAll() {
    slots.stream().filter(PageSlot::isAwaited).forEach(slot -> drop(slot.ask));
    slots.clear();
  }

  private void drop(int number) {
    if (!asks.removeIf(ask -> ask.number() == number)) {
      drops.add(number);
    }
  }

  void answered(int ask, Document document) {
    for (PageSlot slot : slots) {
      if (slot.ask == ask) {
        slot.document = document;
      }
    }
  }

  void failed(int ask, Failure failure) {
    for (PageSlot slot : slots) {
      if (slot.ask == ask) {
        slot.failure = failure;
      }
    }
  }

  /** A step with what has been asked for and dropped since the last one. */
  Step step(List<Draft> items, PagePosition position, @Nullable End end, @Nullable Long expected) {
    Step step = new Step(items, position.toString(), asks, drops, end, expected);
    asks.clear();
    drops.clear();
    return step;
  }
}
