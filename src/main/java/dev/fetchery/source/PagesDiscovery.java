package dev.fetchery.source;

import dev.fetchery.job.Draft;
import dev.fetchery.job.Fault;
import dev.fetchery.job.NextPage;
import dev.fetchery.job.Source;
import dev.fetchery.json.JsonParts;
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
  private final JsonParts wanted;
  private final Elements elements;
  private final PagesSeen seen;
  private final PagesAhead pages;

  /** Where another discovery goes on. */
  private PagePosition position;

  /** The next page to take, or null after the last. */
  private @Nullable PageState head;

  /** The page whose items are being handed out, or null between two. */
  private @Nullable PageTurn turn;

  private @Nullable Fault broken;

  /** Entries that the listing says it has, where each is an item; else null. */
  private @Nullable Long expected;

  /** Of the page before that was not asked for any of its entries, or null. */
  private @Nullable Integer lastPage;

  /** One whose entries have URLs. */
  PagesDiscovery(
      Source.Pages source,
      Map<String, String> job,
      Set<String> named,
      @Nullable String position,
      long maxPages,
      int attempts) {
    this(source, job, named, null, position, maxPages, attempts);
  }

  /**
   * @param job variables of the job, and of the branch that the source expands
   * @param named variables that templates name
   * @param otherUrl template of the URL of entries that have none, or null
   * @param position where an earlier discovery stopped, or null
   * @param attempts requests at most for a page
   */
  PagesDiscovery(
      Source.Pages source,
      Map<String, String> job,
      Set<String> named,
      @Nullable String otherUrl,
      @Nullable String position,
      long maxPages,
      int attempts) {
    this.source = source;
    this.requests = new PageRequests(source, job);
    this.wanted = PageParts.of(source);
    this.elements = new Elements(source.places(), otherUrl, job, named);
    this.seen = new PagesSeen(requests, maxPages);
    this.pages = new PagesAhead(source, requests, maxPages, attempts);
    this.position =
        position == null ? new PagePosition(PageState.FIRST, false) : PagePosition.of(position);
    PageState first = this.position.page();
    this.head = first;
    boolean linked =
        source.more() instanceof NextPage.Link || source.more() instanceof NextPage.NextAt;
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
    while (true) {
      if (turn == null) {
        takePage();
      }
      List<Draft> items = handedOut(maxItems);
      if (!items.isEmpty()) {
        // What follows from these items is known when they have been counted.
        return pages.step(items, position, null, expected);
      }
      Step step = decided(items);
      PageSlot first = pages.first();
      if (step.end() != null || first == null || !first.isOver()) {
        return step;
      }
    }
  }

  private List<Draft> handedOut(int maxItems) {
    ItemBatch items = new ItemBatch(maxItems);
    while (turn != null && items.hasRoom() && turn.hasNext(elements)) {
      items.add(turn.next());
    }
    return items.items();
  }

  @Override
  public Step listed(Step step, int fresh) {
    if (turn != null) {
      turn.brought(fresh);
    }
    return decided(step.items());
  }

  /** What follows, as far as it is known. */
  private Step decided(List<Draft> items) {
    if (turn != null && !turn.hasNext(elements)) {
      leave(turn);
      turn = null;
    }
    if (turn != null) {
      position = turn.position();
    }
    boolean over = turn == null && (broken != null || head == null);
    if (over) {
      pages.dropAll();
    } else if (turn == null && head != null) {
      pages.requestFrom(head);
    }
    return pages.step(items, position, over ? new End(broken) : null, expected);
  }

  /** Takes the next page if there is an answer to its request. */
  private void takePage() {
    PageSlot slot = pages.first();
    if (broken != null || head == null || slot == null) {
      return;
    }
    if (slot.failure != null) {
      pages.take();
      cannotBeHad(slot, slot.failure, head);
    } else if (slot.document != null) {
      pages.take();
      take(slot.document, head);
    }
  }

  private void cannotBeHad(PageSlot slot, Failure failure, PageState page) {
    if (pages.askAgain(slot, page, failure)) {
      return;
    }
    if (page.page() > 1
        && source.more() instanceof NextPage.UntilEmpty
        && BEHIND_THE_LAST.contains(failure.status())) {
      head = null;
    } else {
      broken = failure.fault();
    }
  }

  private void take(Document document, PageState page) {
    try {
      PageAnswer answer = new PageAnswer(document, page, source.at(), wanted);
      boolean brought = position.brought() && page.equals(position.page());
      turn = new PageTurn(page, answer, document.fetchedUrl(), brought);
      long total = source.places().each() == null ? answer.total(source.total()) : -1;
      expected = total < 0 ? expected : Long.valueOf(total);
    } catch (PageAnswer.BadPageException e) {
      broken = e.fault();
    }
  }

  /** All items of a page have been handed out and counted. */
  private void leave(PageTurn left) {
    broken = left.answer().fault();
    if (broken != null) {
      position = left.position();
      return;
    }
    if (!left.hasBrought() && !hasOthers(left)) {
      head = null;
      return;
    }
    PageState next;
    try {
      next = left.answer().next(source.more());
      broken = next == null ? null : seen.barred(left.page(), next);
    } catch (PageAnswer.BadPageException e) {
      next = null;
      broken = e.fault();
    }
    if (broken != null) {
      position = new PagePosition(left.page(), true);
    } else {
      goTo(next);
    }
  }

  /**
   * Whether none of a page's entries was asked for, but it has some, and is not the page before it
   * once more: those asked for may follow.
   */
  private boolean hasOthers(PageTurn left) {
    boolean again = lastPage != null && lastPage == left.answer().fingerprint();
    lastPage = left.answer().fingerprint();
    return !left.hasGiven() && left.answer().received() > 0 && !again;
  }

  private void goTo(@Nullable PageState next) {
    head = next;
    if (next == null) {
      return;
    }
    position = new PagePosition(next, false);
    PageSlot following = pages.first();
    if (following != null && !following.request.equals(requests.of(next))) {
      pages.dropAll();
    }
  }

  @Override
  public void answered(int ask, Document document) {
    pages.answered(ask, document);
  }

  @Override
  public void failed(int ask, Failure failure) {
    pages.failed(ask, failure);
  }
}
