package dev.fetchery.source;

import dev.fetchery.job.Draft;
import dev.fetchery.job.Fault;
import dev.fetchery.job.NextPage;
import dev.fetchery.job.Source;
import dev.fetchery.url.WebUrl;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads a paginated listing. Where pages are numbered, the next few are requested before it is
 * known that they exist; each is used only if the same request would be made when its turn comes.
 *
 * <p>A page that brings nothing new ends the listing, whatever it says of more: many listings
 * repeat their last page for ever. So a page is left only when it is known how many of its items
 * are new.
 *
 * <p>The position is the state after the last page whose items have all been handed out: a page
 * that was handed out in part is requested again, and items that it lists again are dropped.
 */
final class PagesDiscovery implements Discovery {
  /** How servers answer when asked for a numbered page that is behind the last. */
  private static final Set<Integer> BEHIND_THE_LAST = Set.of(400, 404);

  private final Source.Pages source;
  private final PageRequests requests;
  private final Elements elements;
  private final PagesSeen seen;
  private final long maxPages;
  private final int attempts;
  private final int ahead;

  /** Pages asked for, the next one first. */
  private final Deque<PageSlot> slots = new ArrayDeque<>();

  private int lastAsk;

  /** Where another discovery goes on. */
  private PagePosition position;

  /** The next page to take, or null after the last. */
  private @Nullable PageState head;

  /** The page whose items are being handed out, or null between two. */
  private @Nullable Turn turn;

  private @Nullable Fault broken;

  /** Entries that the listing says it has, where each is an item; else null. */
  private @Nullable Long expected;

  /** Of the page before that was not asked for any of its entries, or null. */
  private @Nullable Integer lastPage;

  /** What one step asks for, and what it does not want any more. */
  private static final class Requests {
    private final List<Ask> asks = new ArrayList<>();
    private final List<Integer> drops = new ArrayList<>();

    void drop(int number) {
      if (!asks.removeIf(ask -> ask.number() == number)) {
        drops.add(number);
      }
    }

    Step step(
        List<Draft> items, PagePosition position, @Nullable End end, @Nullable Long expected) {
      return new Step(items, position.toString(), asks, drops, end, expected);
    }
  }

  /** A page at its turn. */
  private static final class Turn {
    private final PageState page;
    private final PageAnswer answer;
    private final @Nullable WebUrl base;

    /** Items are made of them as they are handed out: together they take more than the page. */
    private final Iterator<JsonEntries.Entry> left;

    /** Items of the entry at hand. */
    private Iterator<Draft> items = Collections.emptyIterator();

    /** Whether it has an item. */
    private boolean gave;

    /** Whether one of its items had not been listed before. */
    private boolean brought;

    Turn(PageState page, PageAnswer answer, @Nullable WebUrl base, boolean brought) {
      this.page = page;
      this.answer = answer;
      this.base = base;
      this.left = answer.entries().iterator();
      this.brought = brought;
    }

    /** Goes to its next item; false where it has none. */
    boolean hasNext(Elements elements) {
      while (!items.hasNext() && left.hasNext()) {
        JsonEntries.Entry entry = left.next();
        items = elements.items(entry.name(), entry.value(), base);
      }
      return items.hasNext();
    }
  }

  /**
   * @param job variables of the job, and of the branch that the source expands
   * @param named variables that templates name
   * @param position where an earlier discovery stopped, or null
   * @param attempts requests at most for a page
   */
  PagesDiscovery(
      Source.Pages source,
      Map<String, String> job,
      Set<String> named,
      @Nullable String position,
      long maxPages,
      int attempts) {
    this.source = source;
    this.requests = new PageRequests(source, job);
    Elements.Places places =
        new Elements.Places(
            source.urlAt(), source.keyAt(), source.itemUrl(), source.each(), source.expectAt());
    this.elements = new Elements(places, job, named);
    this.seen = new PagesSeen(requests, maxPages);
    this.maxPages = maxPages;
    this.attempts = attempts;
    this.position =
        position == null ? new PagePosition(PageState.FIRST, false) : PagePosition.of(position);
    PageState first = this.position.page();
    this.head = first;
    boolean linked =
        source.more() instanceof NextPage.Link || source.more() instanceof NextPage.NextAt;
    boolean pointed = linked || source.more() instanceof NextPage.CursorAt;
    boolean predictable = !requests.uses("start") || source.perPage() > 0;
    this.ahead = pointed || !predictable ? 0 : source.ahead();
    if (first.pointer() != null) {
      seen.add(first.pointer());
    } else if (linked) {
      seen.add(requests.of(first).url());
    }
  }

  @Override
  public boolean mayRepeat() {
    return true;
  }

  @Override
  public Step next(int maxItems) {
    Requests requested = new Requests();
    while (true) {
      if (turn == null) {
        takePage();
      }
      List<Draft> items = handedOut(maxItems);
      if (!items.isEmpty()) {
        // What follows from these items is known when they have been counted.
        return requested.step(items, position, null, expected);
      }
      Step step = decided(items, requested);
      PageSlot first = slots.peek();
      if (step.end() != null || first == null || !first.isOver()) {
        return step;
      }
    }
  }

  private List<Draft> handedOut(int maxItems) {
    ItemBatch items = new ItemBatch(maxItems);
    while (turn != null && items.hasRoom() && turn.hasNext(elements)) {
      items.add(turn.items.next());
      turn.gave = true;
    }
    return items.items();
  }

  @Override
  public Step listed(Step step, int fresh) {
    if (turn != null) {
      turn.brought |= fresh > 0;
    }
    return decided(step.items(), new Requests());
  }

  /** What follows, as far as it is known. */
  private Step decided(List<Draft> items, Requests requested) {
    if (turn != null && !turn.hasNext(elements)) {
      leave(turn, requested);
      turn = null;
    }
    if (turn != null) {
      position = new PagePosition(turn.page, turn.brought);
    }
    boolean over = turn == null && (broken != null || head == null);
    if (over) {
      dropAll(requested);
    } else if (turn == null && head != null) {
      requestMore(head, requested);
    }
    return requested.step(items, position, over ? new End(broken) : null, expected);
  }

  /** Takes the next page if there is an answer to its request. */
  private void takePage() {
    PageSlot slot = slots.peek();
    if (broken != null || head == null || slot == null) {
      return;
    }
    if (slot.failure != null) {
      slots.poll();
      cannotBeHad(slot, slot.failure, head);
    } else if (slot.document != null) {
      slots.poll();
      take(slot.document, head);
    }
  }

  private void cannotBeHad(PageSlot slot, Failure failure, PageState page) {
    int left = attempts - failure.sent();
    if (slot.speculative && left > 0) {
      // It may have failed because it does not exist: try again with the remaining attempts.
      slots.addFirst(new PageSlot(++lastAsk, page, slot.request, false, left));
    } else if (page.page() > 1
        && source.more() instanceof NextPage.UntilEmpty
        && BEHIND_THE_LAST.contains(failure.status())) {
      head = null;
    } else {
      broken = failure.fault();
    }
  }

  private void take(Document document, PageState page) {
    try {
      PageAnswer answer = new PageAnswer(document, page, source.at());
      boolean brought = position.brought() && page.equals(position.page());
      turn = new Turn(page, answer, document.fetchedUrl(), brought);
      long total = source.each() == null ? answer.total(source.total()) : -1;
      expected = total < 0 ? expected : Long.valueOf(total);
    } catch (PageAnswer.BadPageException e) {
      broken = e.fault();
    }
  }

  /** All items of a page have been handed out and counted. */
  private void leave(Turn left, Requests requested) {
    broken = left.answer.fault();
    if (broken != null) {
      position = new PagePosition(left.page, left.brought);
      return;
    }
    if (!left.brought && !hasOthers(left)) {
      head = null;
      return;
    }
    PageState next;
    try {
      next = left.answer.next(source.more());
      broken = next == null ? null : seen.endless(left.page, next);
    } catch (PageAnswer.BadPageException e) {
      next = null;
      broken = e.fault();
    }
    if (broken != null) {
      position = new PagePosition(left.page, true);
    } else {
      goTo(next, requested);
    }
  }

  /**
   * Whether none of a page's entries was asked for, but it has some, and is not the page before it
   * once more: those asked for may follow.
   */
  private boolean hasOthers(Turn left) {
    boolean again = lastPage != null && lastPage == left.answer.fingerprint();
    lastPage = left.answer.fingerprint();
    return !left.gave && left.answer.received() > 0 && !again;
  }

  private void goTo(@Nullable PageState next, Requests requested) {
    head = next;
    if (next == null) {
      return;
    }
    position = new PagePosition(next, false);
    PageSlot following = slots.peek();
    if (following != null && !following.request.equals(requests.of(next))) {
      dropAll(requested);
    }
  }

  /** Adds pages up to the number requested ahead, and asks for those not asked for yet. */
  private void requestMore(PageState first, Requests requested) {
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
        requested.asks.add(requests.ask(slot.ask, slot.request, slot.attempts));
      }
    }
  }

  /** A speculative page keeps one of its attempts, where there are several, for its turn. */
  private PageSlot slot(PageState state, boolean speculative) {
    int now = speculative ? Math.max(1, attempts - 1) : attempts;
    return new PageSlot(++lastAsk, state, requests.of(state), speculative, now);
  }

  private void dropAll(Requests requested) {
    slots.stream().filter(PageSlot::isAwaited).forEach(slot -> requested.drop(slot.ask));
    slots.clear();
  }

  @Override
  public void answered(int ask, Document document) {
    for (PageSlot slot : slots) {
      if (slot.ask == ask) {
        slot.document = document;
      }
    }
  }

  @Override
  public void failed(int ask, Failure failure) {
    for (PageSlot slot : slots) {
      if (slot.ask == ask) {
        slot.failure = failure;
      }
    }
  }
}
