package dev.fetchery.coordinator.attempt;

import dev.fetchery.bus.Demands;
import dev.fetchery.bus.Sink;
import dev.fetchery.bus.Task;
import dev.fetchery.job.Expect;
import dev.fetchery.job.Header;
import dev.fetchery.job.HttpRequest;
import dev.fetchery.job.JobSpec;
import dev.fetchery.job.Locate;
import dev.fetchery.job.Lookup;
import dev.fetchery.job.Order;
import dev.fetchery.job.PendingItem;
import dev.fetchery.plan.RedirectPolicy;
import dev.fetchery.url.WebUrl;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Turns what is wanted into tasks that say all there is to say. Pure. */
public final class TaskFactory {
  private static final Header ANYTHING = new Header("accept", "*/*");

  /** A job's own say nothing of the file that is there. */
  private static final Set<String> CONDITIONS = Set.of("if-none-match", "if-modified-since");

  private final String job;
  private final Supplier<JobSpec> current;
  private final Header userAgent;

  private final SourceOrigins origins;

  /** Further origins that get the job's headers. */
  private final Set<String> headersTo;

  /** For a job that does not change. */
  public TaskFactory(String job, JobSpec spec, String userAgent) {
    this(job, () -> spec, userAgent);
  }

  /**
   * @param spec the job as it is now: its headers may change while it runs
   */
  public TaskFactory(String job, Supplier<JobSpec> spec, String userAgent) {
    this.job = job;
    this.current = spec;
    this.userAgent = new Header("user-agent", userAgent);
    this.origins = new SourceOrigins(spec.get().source());
    this.headersTo =
        spec.get().request().headersTo().stream()
            .map(SourceOrigins::of)
            .collect(Collectors.toUnmodifiableSet());
  }

  private JobSpec spec() {
    return current.get();
  }

  /**
   * Where a request stands after its redirects so far.
   *
   * @param body whether it carries the one that it has
   * @param withheld whether its body may not go there, so that the request is judged and not sent
   * @param found whether its URL was found in an answer, so that its query may be a signature
   */
  public record Hop(
      String method,
      WebUrl url,
      List<Header> headers,
      boolean body,
      boolean withheld,
      boolean found,
      int hops,
      long elapsedMs) {
    /** A first request, at a URL that the job or its source names. */
    Hop(String method, WebUrl url, List<Header> headers, boolean body) {
      this(method, url, headers, body, false, false, 0, 0);
    }

    /** The same under these conditions in place of the job's own, for this request alone. */
    public Hop onlyIf(List<Header> conditions) {
      if (conditions.isEmpty()) {
        return this;
      }
      List<Header> all = new ArrayList<>(headers);
      all.removeIf(header -> CONDITIONS.contains(header.name()));
      all.addAll(conditions);
      return new Hop(method, url, all, body, withheld, found, hops, elapsedMs);
    }

    /** Its URL, without a query that may be a signature. */
    public String shown() {
      String text = url.text();
      int query = found ? text.indexOf('?') : -1;
      int fragment = found ? text.indexOf('#') : -1;
      int end = query < 0 || fragment >= 0 && fragment < query ? fragment : query;
      return end < 0 ? text : text.substring(0, end);
    }
  }

  /** The first request for an item, with its entry's headers. */
  public Hop item(WebUrl url, Order order, Map<String, String> own) {
    Map<String, String> given = new LinkedHashMap<>();
    putJobHeaders(given, url);
    own.forEach((n, v) -> put(given, n, v, false));
    List<Header> headers = headers(given, url, origins.withholdsFromItem(url.origin()));
    return new Hop(order.method(), url.bare(), headers, order.body() != null);
  }

  /**
   * The first request for an item at a URL that was asked for. Headers go to origins that the job
   * names, and to the item's own.
   *
   * @param item the item's own URL
   */
  public Hop located(WebUrl url, WebUrl item, Order order, Map<String, String> own) {
    Map<String, String> given = new LinkedHashMap<>();
    String origin = url.origin();
    boolean there = url.sameOrigin(item);
    boolean named =
        headersTo.contains(origin)
            || SourceOrigins.fixed(locate().url()).equals(origin)
            || (origins.readsDocuments() ? !origins.isForeign(origin) : there);
    spec().request().headers().forEach((n, v) -> put(given, n, v, !named));
    own.forEach((n, v) -> put(given, n, v, !there && !headersTo.contains(origin)));
    List<Header> headers = headers(given, url, false);
    return new Hop(order.method(), url.bare(), headers, order.body() != null, false, true, 0, 0);
  }

  private Locate locate() {
    return Objects.requireNonNull(spec().locate(), "the job asks where its items are");
  }

  public Hop lookup(WebUrl url) {
    Lookup lookup = Objects.requireNonNull(spec().lookup(), "the job has a lookup");
    return asked("GET", url, lookup.url(), lookup.headers());
  }

  /** The request that says where an item is. */
  public Hop locate(WebUrl url) {
    return asked(locate().method(), url, locate().url(), locate().headers());
  }

  /** What is asked for beside an item. */
  private Hop asked(String method, WebUrl url, String template, Map<String, String> own) {
    Map<String, String> given = new LinkedHashMap<>();
    putJobHeaders(given, url);
    String origin = url.origin();
    boolean led = origins.readsDocuments() && !SourceOrigins.fixed(template).equals(origin);
    own.forEach((n, v) -> put(given, n, v, led && !headersTo.contains(origin)));
    return new Hop(
        method,
        url.bare(),
        headers(given, url, led && SourceOrigins.mayWriteUserInfo(template)),
        false);
  }

  public Hop document(String method, WebUrl url, List<Header> own, boolean body) {
    Map<String, String> given = new LinkedHashMap<>();
    boolean strangers = origins.isForeign(url.origin());
    putJobHeaders(given, url);
    own.forEach(h -> put(given, h.name(), h.value(), strangers));
    boolean withheld = origins.withholdsFromDocument(url.origin());
    return new Hop(method, url.bare(), headers(given, url, withheld), body);
  }

  /** Where a document names the items, they go to its origin, and to those that the job names. */
  private void putJobHeaders(Map<String, String> given, WebUrl url) {
    String origin = url.origin();
    boolean strangers = origins.isForeign(origin) && !headersTo.contains(origin);
    spec().request().headers().forEach((n, v) -> put(given, n, v, strangers));
  }

  private static void put(Map<String, String> to, String name, String value, boolean strangers) {
    String lower = name.toLowerCase(Locale.ROOT);
    if (!strangers || RedirectPolicy.HARMLESS.contains(lower)) {
      to.put(lower, value);
    }
  }

  /**
   * @param withheld whether the user info may be the job's where a document chose the host: like
   *     the job's headers it is not for that one
   */
  private List<Header> headers(Map<String, String> given, WebUrl url, boolean withheld) {
    List<Header> headers = new ArrayList<>(given.size() + 3);
    given.forEach((n, v) -> headers.add(new Header(n, v)));
    if (!given.containsKey("user-agent")) {
      headers.add(userAgent);
    }
    if (!given.containsKey("accept")) {
      headers.add(ANYTHING);
    }
    String basic = withheld ? null : url.basicCredentials();
    if (basic != null && !given.containsKey("authorization")) {
      headers.add(new Header("authorization", basic));
    }
    return headers;
  }

  /** The request for an item; a {@code Content-Type} that the job gives goes before the usual. */
  public Task task(long id, PendingItem work, Hop hop, Sink sink, Asked asked) {
    HttpRequest.Body body = work.terms().order().body();
    if (body == null) {
      return task(id, work.seq(), hop, null, null, sink, asked);
    }
    String type = body.contentType();
    for (Header header : hop.headers()) {
      type = header.name().equals("content-type") ? header.value() : type;
    }
    return task(id, work.seq(), hop, body.text(), type, sink, asked);
  }

  public Task task(
      long id,
      long seq,
      Hop hop,
      @Nullable String body,
      @Nullable String type,
      Sink sink,
      Asked asked) {
    HttpRequest request =
        new HttpRequest(
            hop.method(),
            hop.url(),
            hop.headers(),
            carried(hop, body, type),
            spec().request().timeouts().after(hop.elapsedMs()),
            spec().request().reach());
    return new Task(id, job, seq, request, sink, asked.expect(), asked.demands());
  }

  private static HttpRequest.@Nullable Body carried(
      Hop hop, @Nullable String body, @Nullable String type) {
    if (hop.withheld()) {
      return HttpRequest.Body.WITHHELD;
    }
    return hop.body() && body != null && type != null ? new HttpRequest.Body(body, type) : null;
  }

  /** What is asked of the body. */
  public record Asked(Expect expect, Demands demands) {
    public static final Asked ANYTHING = new Asked(Expect.ANY, Demands.NONE);
  }

  /** Follows a redirect, or says why not. */
  public RedirectPolicy.Next follow(Hop hop, int status, @Nullable String location) {
    RedirectPolicy.Next next =
        RedirectPolicy.next(
            hop.method(),
            hop.url(),
            hop.headers(),
            status,
            location,
            hop.hops(),
            spec().request().maxRedirects());
    boolean named =
        next instanceof RedirectPolicy.Next.Follow follow
            && !hop.url().sameOrigin(follow.url())
            && headersTo.contains(follow.url().origin());
    return named ? withJobHeaders((RedirectPolicy.Next.Follow) next, hop) : next;
  }

  /** Those of a body stay away where it does. */
  private RedirectPolicy.Next withJobHeaders(RedirectPolicy.Next.Follow follow, Hop before) {
    boolean body = before.body() && follow.method().equals(before.method());
    Map<String, String> headers = new LinkedHashMap<>();
    spec()
        .request()
        .headers()
        .forEach(
            (n, v) ->
                put(headers, n, v, !body && n.toLowerCase(Locale.ROOT).startsWith("content-")));
    follow.headers().forEach(h -> headers.put(h.name().toLowerCase(Locale.ROOT), h.value()));
    List<Header> all =
        headers.entrySet().stream().map(e -> new Header(e.getKey(), e.getValue())).toList();
    return new RedirectPolicy.Next.Follow(follow.method(), follow.url(), all, body);
  }
}
