package dev.fetchery.coordinator;

import dev.fetchery.bus.Addresses;
import dev.fetchery.bus.Answer;
import dev.fetchery.bus.Answer.Refused;
import dev.fetchery.bus.BusMessage;
import dev.fetchery.bus.BusRequests;
import dev.fetchery.bus.Command;
import dev.fetchery.bus.CoordinatorEvent;
import dev.fetchery.bus.FetcherNode;
import dev.fetchery.store.JobReads;
import dev.fetchery.store.JobRow;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Answers in the coordinator's place where there is none in this process, out of the store: jobs as
 * they are stored. Of the nodes it tells what the coordinator told last, each second. What else a
 * coordinator alone knows it refuses to tell, and it carries nothing out.
 */
public final class StandbyVerticle extends VerticleBase {
  private final JobReads store;
  private final String place;
  private @Nullable MessageConsumer<BusMessage> commands;
  private @Nullable MessageConsumer<BusMessage> news;

  /** Null until the coordinator was heard. */
  private @Nullable List<FetcherNode> nodes;

  /**
   * @param place where all files are saved
   */
  public StandbyVerticle(JobReads store, String place) {
    this.store = store;
    this.place = place;
  }

  @Override
  public Future<?> start() {
    news = vertx.eventBus().consumer(Addresses.NEWS, message -> hear(message.body()));
    commands =
        BusRequests.consumeLocally(
            vertx.eventBus(), Addresses.COMMANDS, Command.class, this::answer);
    return Future.succeededFuture();
  }

  @Override
  public Future<?> stop() {
    return unregister(commands).compose(v -> unregister(news));
  }

  private static Future<Void> unregister(@Nullable MessageConsumer<BusMessage> consumer) {
    return consumer == null ? Future.succeededFuture() : consumer.unregister();
  }

  private void hear(BusMessage told) {
    if (told instanceof CoordinatorEvent.ServiceStats stats) {
      nodes = stats.nodes();
    }
  }

  private void answer(Command command, Message<BusMessage> message) {
    answer(command)
        .otherwise(e -> new Refused(503, "the store cannot be read now"))
        .onSuccess(message::reply);
  }

  private Future<Answer> answer(Command command) {
    if (command instanceof Command.Show show) {
      return read(store.job(show.job()))
          .map(
              row ->
                  row == null
                      ? Refusals.unknownJob(show.job())
                      : new Answer.JobView(row.view(place)));
    } else if (command instanceof Command.ShowOpen) {
      return read(store.openJobs()).map(this::views);
    } else if (command instanceof Command.ShowActive) {
      return Future.succeededFuture(new Answer.ActiveItems(List.of()));
    } else if (command instanceof Command.ShowHosts) {
      return Future.succeededFuture(new Answer.Hosts(List.of()));
    } else if (command instanceof Command.ShowFetchers && nodes != null) {
      return Future.succeededFuture(new Answer.FetcherNodes(nodes));
    }
    return read(store.leader()).map(StandbyVerticle::refusal);
  }

  private static Answer refusal(String leader) {
    return new Refused(
        503,
        "this process stands by: only the coordinator knows"
            + (leader.isEmpty() ? ", and there is none now" : "; it is " + leader));
  }

  private Answer views(List<JobRow> rows) {
    return new Answer.JobViews(
        rows.stream().filter(row -> !row.hidden()).map(row -> row.view(place)).toList());
  }

  private <T extends @Nullable Object> Future<T> read(CompletionStage<T> answer) {
    return Future.fromCompletionStage(answer, context);
  }
}
