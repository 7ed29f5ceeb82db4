package dev.fetchery.source;

import org.jspecify.annotations.Nullable;

/** A page requested, or about to be, and what came of it. */
final class PageSlot {
  final int ask;
  final PageState state;
  final PageRequests.Request request;

  /** Whether it is not known yet that the page exists. */
  final boolean speculative;

  /** Requests at most. */
  final int attempts;

  boolean asked;
  Discovery.@Nullable Document document;
  Discovery.@Nullable Failure failure;

  PageSlot(
      int ask, PageState state, PageRequests.Request request, boolean speculative, int attempts) {
    this.ask = ask;
    this.state = state;
    this.request = request;
    this.speculative = speculative;
    this.attempts = attempts;
  }

  /** Whether it is known what came of it. */
  boolean isOver() {
    return document != null || failure != null;
  }

  boolean isAwaited() {
    return asked && !isOver();
  }
}
