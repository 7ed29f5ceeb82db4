package dev.fetchery.fetcher;

import dev.fetchery.bus.FetcherMessage.Assignment;
import dev.fetchery.bus.FetcherMessage.Received;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** What a fetcher's session is for: the tasks that it holds. */
interface SessionWork {
  /** Before there is any. */
  SessionWork NONE =
      new SessionWork() {
        @Override
        public Map<Long, Received> received() {
          return Map.of();
        }

        @Override
        public Collection<Long> held() {
          return List.of();
        }

        @Override
        public void assigned(Assignment assignment) {
          throw new IllegalStateException("not begun");
        }

        @Override
        public void drop() {
          throw new IllegalStateException("not begun");
        }
      };

  /** By task: body bytes so far, of tasks that take longer. */
  Map<Long, Received> received();

  /** Every task that was assigned and has no result yet. */
  Collection<Long> held();

  void assigned(Assignment assignment);

  /** The session is over: everything it held is given up. */
  void drop();
}
