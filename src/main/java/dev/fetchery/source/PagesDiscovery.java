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
import org.jspecify.annotations.Nullable;

/**
 * Reads a paginated listing. Where pages are numbered, the next few are requested before it is
 * known that they exist; each is used only if the same request would be made when its turn comes.
 *
 * <p>The position is the state after the last page whose items have all been handed out: a page
 * that was handed out in part is requested again, and items that it lists again are dropped.
 *
 * <p>Cursors and links seen are kept as 64-bit digests, in memory only: in the position they would
 * grow with every page. After a restart only the one in the position is known, so a listing that
 * loops is detected one round later at most, and nothing is fetched twice.
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

  /** The next page to take, or null after the last. */
  private @Nullable PageState head;

  /** Items of the last page taken that are not handed out yet. */
  private final Deque<Draft> pending = new ArrayDeque<>();

  private @Nullable Fault broken;

  /** A page requested, or about to be. */
  private static final class Slot {
    private final int ask;
    private final PageState state;
    private final PageRequests.Request request;
    private final boolean speculative;
    private final int attempts;
    private boolean asked;
    private @Nullable Document document;
    private @Nullable Fault fault;
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
      Source.Pages source,
      Map<String, String> job,
      @Nullable String position,
      long maxPages,
      int attempts) {
    this.source = source;
    this.requests = new PageRequests(source);
    this.elements = new Elements(source.urlAt(), source.keyAt(), source.itemUrl(), job);
    this.maxPages = maxPages;
    this.attempts = attempts;
    PageState first = position == null ? PageState.FIRST : PageState.ofPosition(position);
    this.head = first;
    this.committed = first;
    boolean pointed =
        source.more() instanceof NextPage.CursorAt || source.more() instanceof NextPage.Link;
    boolean predictable = !requests.uses("start") || source.perPage() > 0;
    this.ahead = pointed || !predictable ? 0 : source.ahead();
    if (first.pointer() != null) {
      seen.add(digest(first.pointer()));
    } else if (source.more() instanceof NextPage.Link) {
      seen.add(digest(requests.of(first).url()));
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
      // The page was empty: go on to the next.
    }
    if (broken != null || head == null) {
      dropAll(drops);
    } else {
      requestMore(head, asks);
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

  /** Takes the next page if it was fetched; false where there is nothing to take. */
  private boolean takePage(List<Integer> drops) {
    Slot slot = slots.peek();
    if (broken != null || head == null || slot == null) {
      return false;
    }
    if (slot.fault != null) {
      slots.poll();
      int left = attempts - slot.sent;
      if (slot.speculative && left > 0) {
        // It may have failed because it does not exist: try again with the remaining attempts.
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
      take(slot.document, head, drops);
    } catch (PageAnswer.BadPageException e) {
      broken = new Fault(ErrorCode.BAD_RESPONSE, e.why());
    }
    return true;
  }

  private void take(Document document, PageState page, List<Integer> drops)
      throws PageAnswer.BadPageException {
    PageAnswer answer = new PageAnswer(document, page, source.at());
    for (JsonNode element : answer.elements()) {
      pending.add(elements.item(element, document.fetchedUrl()));
    }
    PageState next = answer.next(source.more());
    broken = next == null ? null : endless(page, next);
    if (broken != null) {
      return;
    }
    head = next;
    Slot following = slots.peek();
    boolean wrong =
        next != null && following != null && !following.request.equals(requests.of(next));
    if (wrong) {
      dropAll(drops);
    }
  }

  /** Adds pages up to the number requested ahead, and asks for those not asked for yet. */
  private void requestMore(PageState first, List<Ask> asks) {
    while (slots.size() <= ahead) {
      Slot last = slots.peekLast();
      PageState state = last == null ? first : last.state.after(source.perPage());
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

  /** A speculative page keeps one of its attempts, where there are several, for its turn. */
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
  private @Nullable Fault endless(PageState current, PageState next) {
    if (next.page() > maxPages) {
      return new Fault(ErrorCode.TOO_LARGE, "the listing has more than " + maxPages + " pages");
    }
    String page = "page " + current.page();
    if (next.pointer() != null) {
      return seen.add(digest(next.pointer()))
          ? null
          : new Fault(
              ErrorCode.BAD_RESPONSE,
              next.link() == null
                  ? page + " names a cursor seen before"
                  : page + " links to a page seen before");
    }
    return requests.of(next).equals(requests.of(current))
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
