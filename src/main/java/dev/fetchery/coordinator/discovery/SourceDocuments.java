package dev.fetchery.coordinator.discovery;

import dev.fetchery.config.Settings;
import dev.fetchery.context.Confined;
import dev.fetchery.coordinator.attempt.FetchSupport;
import dev.fetchery.job.ErrorCode;
import dev.fetchery.job.Fault;
import dev.fetchery.source.Discovery;
import dev.fetchery.source.Discovery.Ask;
import dev.fetchery.source.Discovery.Document;
import dev.fetchery.source.Discovery.Failure;
import dev.fetchery.url.BadUrlException;
import dev.fetchery.url.WebUrl;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The documents that a source has asked for. Confined to the coordinator's event loop. */
final class SourceDocuments implements DocumentFetch.Receiver {
  private final Confined confined = new Confined();
  private final FetchSupport support;
  private final SpoolFile spool;
  private final Settings.Caps caps;
  private final FetchedBodies bodies;
  private final Consumer<Consumer<Discovery>> source;
  private final Map<Integer, DocumentFetch> asked = new HashMap<>();

  /** Documents of several that lie on disk, by the numbers of their asks. */
  private final Map<Integer, SpoolFile> spooled = new HashMap<>();

  private int lastSpooled;

  private final boolean several;

  /** Whether a document that lies there is the one that was being read. */
  private boolean spoolKept;

  /**
   * @param spoolKept whether the document may lie there since before a restart; null where the
   *     source reads several, each of which has a place of its own
   * @param source takes what is to be told to the source
   */
  SourceDocuments(
      FetchSupport support,
      SpoolFile spool,
      Settings.Caps caps,
      FetchedBodies bodies,
      @Nullable Boolean spoolKept,
      Consumer<Consumer<Discovery>> source) {
    this.support = support;
    this.spool = spool;
    this.caps = caps;
    this.bodies = bodies;
    this.several = spoolKept == null;
    this.spoolKept = spoolKept != null && spoolKept;
    this.source = source;
  }

  void fetch(Ask ask) {
    assert confined.here();
    WebUrl url;
    try {
      url = WebUrl.parse(ask.url());
    } catch (BadUrlException e) {
      failed(ask, new Failure(new Fault(ErrorCode.BAD_URL, e.why()), 0, 0));
      return;
    }
    DocumentFetch fetch = documentFetch(ask, url);
    asked.put(ask.number(), fetch);
    if (ask.spool() && spoolKept) {
      bodies
          .worker()
          .run(() -> Files.isRegularFile(spool.file()))
          .otherwise(false)
          .onSuccess(kept -> fetchUnlessKept(ask, fetch, kept));
    } else {
      queue(fetch);
    }
  }

  private DocumentFetch documentFetch(Ask ask, WebUrl url) {
    SpoolFile place = ask.spool() && several ? spool.numbered(++lastSpooled) : spool;
    if (ask.spool() && several) {
      spooled.put(ask.number(), place);
    }
    long maxBytes = ask.spool() ? caps.documentBytes() : caps.pageBytes();
    return new DocumentFetch(
        support, this, ask, url, new DocumentFetch.Place(bodies, place, maxBytes));
  }

  private void fetchUnlessKept(Ask ask, DocumentFetch fetch, boolean kept) {
    if (asked.get(ask.number()) != fetch) {
      return;
    }
    if (kept) {
      // Where it came from in the end is part of the position.
      answered(ask, new Document(null, List.of(), null, spool.file(), caps.documentBytes()));
    } else {
      queue(fetch);
    }
  }

  private void queue(DocumentFetch fetch) {
    fetch.offer(0);
    support.queue().wake();
  }

  void drop(int number) {
    assert confined.here();
    DocumentFetch fetch = asked.remove(number);
    if (fetch != null) {
      fetch.drop();
    }
    SpoolFile place = spooled.remove(number);
    if (place != null) {
      bodies.worker().run(() -> Files.deleteIfExists(place.file()));
    }
  }

  void dropAll() {
    List.copyOf(asked.keySet()).forEach(this::drop);
    List.copyOf(spooled.keySet()).forEach(this::drop);
  }

  /** The spooled document is to be fetched anew. */
  void forgetSpool() {
    assert confined.here();
    spoolKept = false;
  }

  @Override
  public void answered(Ask ask, Document document) {
    assert confined.here();
    asked.remove(ask.number());
    source.accept(told -> told.answered(ask.number(), document));
  }

  @Override
  public void failed(Ask ask, Failure why) {
    assert confined.here();
    asked.remove(ask.number());
    source.accept(told -> told.failed(ask.number(), why));
  }
}
