package dev.fetchery.bus;

import dev.fetchery.job.Part;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Messages between the coordinator and its fetchers.
 *
 * <p>A fetcher says {@link Hello} until it is welcomed, and from then on sends {@link Report}s: the
 * outcomes of its tasks, the names it needs, and its heartbeat. Each report is a request, sent
 * again until it is answered by an {@link Assignment}, which the coordinator holds back until there
 * is something in it, or by {@link Dismissed}; {@code dev.fetchery.exchange} has the rules. The
 * coordinator counts what a fetcher runs, so that it never has more tasks than its capacity. Leases
 * belong to a fetcher's session: once that has expired, its reports are refused.
 */
public sealed interface FetcherMessage extends BusMessage {

  /**
   * A fetcher asks for work; answered by {@link Welcome} or {@link Refused}. Said again within a
   * session it renews that one, or is answered by {@link Dismissed} if it has ended meanwhile.
   *
   * @param node that the fetcher is on
   * @param fetcher id, unique to this session of this fetcher
   * @param session the session that it has, or 0
   * @param capacity tasks it runs at once
   * @param versions of the protocol that it speaks
   */
  record Hello(NodeInfo node, String fetcher, long session, int capacity, ProtocolRange versions)
      implements FetcherMessage {
    /** What tells the fetcher from all others, through all its sessions. */
    public String verticle() {
      int at = fetcher.lastIndexOf('.');
      return at < 0 ? fetcher : fetcher.substring(0, at);
    }
  }

  /**
   * There is a session; it gets tasks from its first report on.
   *
   * @param epoch number of the coordinator's start
   * @param session its number, which no other session of any coordinator has; part of every report
   * @param address where reports go
   * @param ttlMs how long the session lasts beyond the sending of the last report that was answered
   * @param marginMs what must be left of it for a file to be published
   * @param reportMs a report is due at least so often; no answer is held back longer
   * @param gatherMs reports are at least so far apart while there is much to say
   */
  record Welcome(
      long epoch,
      long session,
      String address,
      long ttlMs,
      long marginMs,
      long reportMs,
      long gatherMs)
      implements FetcherMessage {}

  /**
   * There is no session to be had.
   *
   * @param why one line
   */
  record Refused(String why) implements FetcherMessage {}

  /**
   * What happened at a fetcher since its last report.
   *
   * @param number counts the reports of this session from 1
   * @param arrived number of the last report whose answer was carried out; 0 for none
   * @param leaving whether the fetcher wants no more tasks, but those that are on their way; its
   *     session ends with the report that says that it holds none
   * @param held what it holds, told now and then; else null
   * @param results tasks that came to an end
   * @param asks names needed before a file can be published
   * @param bodiesWhole tasks that only wait for a name: they hold no slot any more
   * @param received by task: how far tasks are that take longer
   * @param cleaned settled tasks whose part files are gone
   * @param grown bodies under way of which enough is on disk to be worth continuing
   * @param refused requests for pieces that hosts refused, and asked to wait; their tasks go on
   */
  record Report(
      String fetcher,
      long session,
      long number,
      long arrived,
      boolean leaving,
      @Nullable Held held,
      List<Result> results,
      List<NameRequest> asks,
      List<Long> bodiesWhole,
      Map<Long, Received> received,
      List<Long> cleaned,
      List<PartCheckpoint> grown,
      List<PieceRefused> refused)
      implements FetcherMessage {
    public Report {
      results = List.copyOf(results);
      asks = List.copyOf(asks);
      bodiesWhole = List.copyOf(bodiesWhole);
      received = Map.copyOf(received);
      cleaned = List.copyOf(cleaned);
      grown = List.copyOf(grown);
      // A fetcher of an earlier release does not tell it.
      refused = refused == null ? List.of() : List.copyOf(refused);
    }
  }

  /** Every task that a fetcher holds and whose result it has not reported. */
  record Held(List<Long> tasks) {
    public Held {
      tasks = List.copyOf(tasks);
    }
  }

  /**
   * How far a task is.
   *
   * @param bytes of the body so far, those of an attempt that is continued included
   * @param size of the whole body as the head told it, or -1
   */
  record Received(long bytes, long size) {}

  /**
   * How a task ended.
   *
   * @param bytes received of its body
   * @param remoteAddress what it was connected to, {@code address:port}, or null
   * @param cookies values of {@code Set-Cookie} that its answer had, where they are kept
   */
  record Result(
      long task,
      Outcome outcome,
      long bytes,
      @Nullable String remoteAddress,
      List<String> cookies) {
    public Result {
      cookies = List.copyOf(cookies);
    }

    public Result(long task, Outcome outcome, long bytes, @Nullable String remoteAddress) {
      this(task, outcome, bytes, remoteAddress, List.of());
    }

    /** Without the cookies, which may be secrets. */
    @Override
    public String toString() {
      return "Result[" + task + ", " + outcome + "]";
    }
  }

  /**
   * A part worth continuing should the process die: reported once for a body.
   *
   * @param part where it is and how its entity is recognised again
   */
  record PartCheckpoint(long task, Part part) {}

  /**
   * A request for a piece of a file, one of several connections, was refused.
   *
   * @param retryAfterMs how long the host asks to wait
   */
  record PieceRefused(long task, int status, long retryAfterMs) {}

  /**
   * A name is needed: the response head is there, or another file has the name that was granted.
   *
   * @param status of the response
   * @param contentDispositions every {@code Content-Disposition} field as sent
   * @param contentType media type of the response, or null
   * @param taken the granted path at which another file was found, or null
   */
  record NameRequest(
      long task,
      int status,
      List<String> contentDispositions,
      @Nullable String contentType,
      @Nullable String taken) {
    public NameRequest {
      contentDispositions = List.copyOf(contentDispositions);
    }
  }

  /**
   * What the coordinator wants of a fetcher: the answer to a {@link Report}.
   *
   * @param number of the report that it answers
   * @param tasks leases: to be started now
   * @param names answers to {@link NameRequest}s
   * @param stops tasks to be given up
   * @param settled tasks whose outcome is stored: their part files may go; answered by {@code
   *     cleaned}
   * @param rates by job: bytes per second this fetcher may read for it; 0 for no limit
   * @param rests by host, {@code host:port}: milliseconds for which no piece of a file under way is
   *     asked for
   */
  record Assignment(
      long number,
      List<Task> tasks,
      List<NameGrant> names,
      List<Stop> stops,
      List<Long> settled,
      Map<String, Long> rates,
      Map<String, Long> rests)
      implements FetcherMessage {
    public Assignment {
      tasks = List.copyOf(tasks);
      names = List.copyOf(names);
      stops = List.copyOf(stops);
      settled = List.copyOf(settled);
      rates = Map.copyOf(rates);
      // A coordinator of an earlier release does not tell it.
      rests = rests == null ? Map.of() : Map.copyOf(rests);
    }
  }

  /**
   * The session is over (or was never known): everything held is dropped and another hello is due.
   * What lies on the disk is left: the coordinator has it removed, and may have given its place to
   * another by now.
   */
  record Dismissed(long session) implements FetcherMessage {}

  /**
   * A granted name.
   *
   * @param target relative to the downloads directory
   * @param replace whether a file that stands there may be replaced
   */
  record NameGrant(long task, String target, boolean replace) {}

  /**
   * A task to be given up; it answers with {@link Outcome.Cancelled}.
   *
   * @param keepPart whether what was received is kept for continuing
   */
  record Stop(long task, boolean keepPart) {}
}
