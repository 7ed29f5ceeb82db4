package dev.fetchery.source;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fetchery.job.Draft;
import dev.fetchery.job.ErrorCode;
import dev.fetchery.job.Fault;
import dev.fetchery.job.NextPage;
import dev.fetchery.job.Source;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A paginated listing. Where pages are numbered, some are asked for on the chance that there are so
 * many; they are used only if, when their turn comes, the very same request would be made.
 *
 * <p>The position is the state after the last page whose items have all been handed out: a page
 * that was handed out in part is asked for again, and what it lists twice is dropped as any
 * repetition.
 *
 * <p>Cursors and links seen are remembered as 64-bit digests, in memory only: kept with the
 * position they would grow it with every page. After a restart the one that the position names is
 * known, so a listing that goes round is found out one round later at most, and nothing is fetched
 * twice.
 */
final class PagesDiscovery implements Discovery {
  private final Source.Pages source;
  private final PageRequests requests;
  private final Elements elements;
  private final long maxPages;
  private final int attempts;
  private final int ahead;
  private final Set<Long> seen = new HashSet<>();

  /** Pages asked for, the next one first. */
  private final Deque<Slot> slots = new ArrayDeque<>();

  private int lastAsk;

  /** State after the last page handed out in full. */
  private PageState committed;

  /** The next page to be taken, or null after the last. */
  private PageState head;

  /** What is left of the page taken last. */
  private final Deque<Draft> pending = new ArrayDeque<>();

  private Fault broken;

  /** A page that was asked for. */
  private static final class Slot {
    private final int ask;
    private final PageState state;
    private final PageRequests.Request request;
    private final boolean speculative;
    private final int attempts;
    private boolean asked;
    private Document document;
    private Fault fault;
    private int sent;

    Slot(
        int ask, PageState state, PageRequests.Request request, boolean speculative, int attempts) {
      this.ask = ask;
      this.state = state;
      this.request = request;
      this.speculative = speculative;
      this.attempts = attempts;
    }
  }

  /**
   * @param attempts requests at most for a page
   */
  PagesDiscovery(
      Source.Pages source, Map<String, String> job, String position, long maxPages, int attempts) {
    this.source = source;
    this.requests = new PageRequests(source);
    this.elements = new Elements(source.urlAt(), source.keyAt(), source.itemUrl(), job);
    this.maxPages = maxPages;
    this.attempts = attempts;
    this.head = position == null ? PageState.FIRST : PageState.ofPosition(position);
    this.committed = head;
    boolean pointed =
        source.more() instanceof NextPage.CursorAt || source.more() instanceof NextPage.Link;
    boolean predictable = !requests.uses("start") || source.perPage() > 0;
    this.ahead = pointed || !predictable ? 0 : source.ahead();
    if (head.pointer() != null) {
      seen.add(digest(head.pointer()));
    } else if (source.more() instanceof NextPage.Link) {
      seen.add(digest(requests.of(head).url()));
    }
  }

  @Override
  public boolean mayRepeat() {
    return true;
  }

  @Override
  public Step next(int maxItems) {
    List<Ask> asks = new ArrayList<>();
    List<Integer> drops = new ArrayList<>();
    while (pending.isEmpty() && takePage(drops)) {
      // A page that lists nothing: on to the next, if it is there.
    }
    if (broken != null || head == null) {
      dropAll(drops);
    } else {
      askOn(asks);
    }
    List<Draft> items = new ArrayList<>();
    while (items.size() < maxItems && !pending.isEmpty()) {
      items.add(pending.poll());
    }
    if (pending.isEmpty() && head != null) {
      committed = head;
    }
    boolean over = pending.isEmpty() && (broken != null || head == null);
    return new Step(items, committed.toPosition(), asks, drops, over ? new End(broken) : null);
  }

  /** Takes the next page if its answer is there; false where there is nothing to take. */
  private boolean takePage(List<Integer> drops) {
    Slot slot = slots.peek();
    if (broken != null || head == null || slot == null) {
      return false;
    }
    if (slot.fault != null) {
      slots.poll();
      int left = attempts - slot.sent;
      if (slot.speculative && left > 0) {
        // Asked for before it was known to exist, it may have failed for that: ask with the rest.
        slots.addFirst(new Slot(++lastAsk, head, slot.request, false, left));
      } else {
        broken = slot.fault;
      }
      return false;
    }
    if (slot.document == null) {
      return false;
    }
    slots.poll();
    try {
      take(slot.document, drops);
    } catch (PageAnswer.BadPageException e) {
      broken = new Fault(ErrorCode.BAD_RESPONSE, e.getMessage());
    }
    return true;
  }

  private void take(Document document, List<Integer> drops) throws PageAnswer.BadPageException {
    PageAnswer answer = new PageAnswer(document, head, source.at());
    for (JsonNode element : answer.elements()) {
      pending.add(elements.item(element, document.url()));
    }
    PageState next = answer.next(source.more());
    broken = next == null ? null : endless(next);
    if (broken != null) {
      return;
    }
    head = next;
    Slot following = slots.peek();
    boolean misjudged =
        head != null && following != null && !following.request.equals(requests.of(head));
    if (misjudged) {
      dropAll(drops);
    }
  }

  /** Fills up what is asked for, and says what was not said yet. */
  private void askOn(List<Ask> asks) {
    while (slots.size() <= ahead) {
      Slot last = slots.peekLast();
      PageState state = last == null ? head : last.state.after(source.perPage());
      if (state.page() > maxPages) {
        break;
      }
      slots.add(slot(state, last != null));
    }
    for (Slot slot : slots) {
      if (!slot.asked) {
        slot.asked = true;
        asks.add(requests.ask(slot.ask, slot.request, slot.attempts));
      }
    }
  }

  /** A page asked for on a chance leaves one request, where there are several, for its turn. */
  private Slot slot(PageState state, boolean speculative) {
    int now = speculative ? Math.max(1, attempts - 1) : attempts;
    return new Slot(++lastAsk, state, requests.of(state), speculative, now);
  }

  private void dropAll(List<Integer> drops) {
    for (Slot slot : slots) {
      if (slot.asked && slot.document == null && slot.fault == null) {
        drops.add(slot.ask);
      }
    }
    slots.clear();
  }

  /** Why a listing that goes on with this page would never end, or null. */
  private Fault endless(PageState next) {
    if (next.page() > maxPages) {
      return new Fault(ErrorCode.TOO_LARGE, "the listing has more than " + maxPages + " pages");
    }
    String page = "page " + head.page();
    if (next.pointer() != null) {
      return seen.add(digest(next.pointer()))
          ? null
          : new Fault(
              ErrorCode.BAD_RESPONSE,
              next.link() == null
                  ? page + " names a cursor seen before"
                  : page + " links to a page seen before");
    }
    return requests.of(next).equals(requests.of(head))
        ? new Fault(ErrorCode.BAD_RESPONSE, page + " lists nothing, yet says that more follow")
        : null;
  }

  private static long digest(String text) {
    try {
      byte[] sum =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return ByteBuffer.wrap(sum).getLong();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  @Override
  public void answered(int ask, Document document) {
    for (Slot slot : slots) {
      if (slot.ask == ask) {
        slot.document = document;
      }
    }
  }

  @Override
  public void failed(int ask, Fault fault, int sent) {
    for (Slot slot : slots) {
      if (slot.ask == ask) {
        slot.fault = fault;
        slot.sent = sent;
      }
    }
  }
}
