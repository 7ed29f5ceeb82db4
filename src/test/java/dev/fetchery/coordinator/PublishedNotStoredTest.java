package dev.fetchery.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fetchery.bus.Answer;
import dev.fetchery.bus.Command;
import dev.fetchery.context.Clock;
import dev.fetchery.job.ItemState;
import dev.fetchery.job.Job;
import dev.fetchery.job.JobState;
import dev.fetchery.job.Source;
import dev.fetchery.spec.JobWriter;
import dev.fetchery.store.JobChange;
import dev.fetchery.store.JobReads;
import dev.fetchery.store.JobStore;
import dev.fetchery.store.SqliteJobStore;
import dev.fetchery.testing.CoordinatorSetup;
import dev.fetchery.testing.Reply;
import dev.fetchery.testing.Rig;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The service dies between the moment in which an item's file gets its name and the one in which
 * that is stored, while something else is done with the job: the file is the item's own, and never
 * one that was there already.
 */
class PublishedNotStoredTest extends CoordinatorCase {
  @Override
  CoordinatorSetup setup() {
    return super.setup().leases(1_500, 300);
  }

  /** A job of three items, all active; the service is dead, and the file of the second is there. */
  private String published(String ifExists) throws IOException {
    String id = active(ifExists);
    rig.kill();
    publish(id);
    return id;
  }

  private String active(String ifExists) {
    origin.otherwise(r -> gate());
    String id = rig.submit(numbered(3, "'save':{'ifExists':'" + ifExists + "'}")).id();
    rig.await(id, j -> j.progress().active() == 3);
    return id;
  }

  private void publish(String id) throws IOException {
    file("n/1", "half a life ago");
    Path file = rig.downloads().resolve("n/1");
    Files.createLink(file.resolveSibling(".fetchery-" + id + "-1.part"), file);
  }

  /** Changes the store of the dead service. */
  private void change(Consumer<JobStore> change) {
    try (JobStore store = SqliteJobStore.open(root.resolve("data"), false, Clock.system())) {
      change.accept(store);
    }
  }

  private void goOn() {
    open.set(true);
    rig = begin();
  }

  private void assertAllFetched(String id) {
    assertThat(rig.awaitEnd(id).state()).isEqualTo(JobState.SUCCEEDED);
    assertThat(states(id)).containsOnly("done");
    assertThat(content("n/1")).isEqualTo("through");
    assertThat(rig.files()).containsExactly("n/0", "n/1", "n/2");
  }

  @ParameterizedTest
  @ValueSource(strings = {"skip", "fail", "rename", "overwrite", "refresh"})
  void jobThatGoesOnFetchesItAgain(String ifExists) throws IOException {
    String id = published(ifExists);
    goOn();
    assertAllFetched(id);
  }

  @ParameterizedTest
  @ValueSource(strings = {"skip", "fail", "rename", "overwrite"})
  void jobThatWasBeingCancelledLeavesNoFileOfNoItem(String ifExists) throws IOException {
    String id = published(ifExists);
    change(store -> Rig.await(store.change(JobChange.of(id).cancelling(true).build())));
    goOn();
    assertThat(rig.awaitEnd(id).state()).isEqualTo(JobState.CANCELLED);
    assertThat(states(id)).containsOnly("cancelled");
    assertThat(rig.files()).isEmpty();
    retry(id);
    assertAllFetched(id);
  }

  /** The next crash comes when the cancelled items are stored and before the file is undone. */
  @Test
  void fileOfAnItemThatIsStoredAsCancelledGoesAtTheNextStart() throws IOException {
    String id = published("skip");
    change(
        store -> {
          Rig.await(store.change(JobChange.of(id).cancelling(true).build()));
          Rig.await(store.endWaiting(id, null, Set.of(), ItemState.CANCELLED, null, Instant.now()));
        });
    goOn();
    assertThat(rig.awaitEnd(id).state()).isEqualTo(JobState.CANCELLED);
    assertThat(rig.files()).isEmpty();
    retry(id);
    assertAllFetched(id);
  }

  @Test
  void cancelAfterTheCrashLeavesNoFileOfNoItem() throws IOException {
    String id = published("skip");
    rig = begin();
    cancel(id);
    assertThat(rig.awaitEnd(id).state()).isEqualTo(JobState.CANCELLED);
    assertThat(rig.files()).isEmpty();
    open.set(true);
    retry(id);
    assertAllFetched(id);
  }

  @Test
  void pausedJobThatIsResumedFetchesItAgain() throws IOException {
    String id = published("skip");
    change(store -> Rig.await(store.change(JobChange.of(id).state(JobState.PAUSED).build())));
    goOn();
    resume(id);
    assertAllFetched(id);
  }

  @Test
  void pausedJobThatIsCancelledLeavesNoFileOfNoItem() throws IOException {
    String id = published("fail");
    change(store -> Rig.await(store.change(JobChange.of(id).state(JobState.PAUSED).build())));
    goOn();
    cancel(id);
    assertThat(rig.awaitEnd(id).state()).isEqualTo(JobState.CANCELLED);
    assertThat(rig.files()).isEmpty();
  }

  @Test
  void deletedJobLeavesNoFile() throws IOException {
    String id = published("skip");
    rig = begin();
    delete(id, false);
    assertThat(rig.files()).isEmpty();
  }

  @Test
  void retriedJobFetchesItAgain() throws IOException {
    origin.on("/0", Reply.status(404), Reply.ok("through"));
    origin.otherwise(r -> open.get() || !r.path().equals("/0") ? Reply.ok("through") : gate());
    String id = rig.run(numbered(3, "'save':{'ifExists':'fail'}")).id();
    origin.on("/0", r -> gate());
    retry(id);
    rig.await(id, j -> j.progress().active() == 1);
    rig.kill();
    file("n/0", "half a life ago");
    Path file = rig.downloads().resolve("n/0");
    Files.createLink(file.resolveSibling(".fetchery-" + id + "-0.part"), file);
    goOn();
    assertThat(rig.awaitEnd(id).state()).isEqualTo(JobState.SUCCEEDED);
    assertThat(content("n/0")).isEqualTo("through");
  }

  /**
   * Its part is not gone yet at the crash, and proves nothing of the end that it had before; the
   * two ends are read apart from each other.
   */
  @ParameterizedTest
  @ValueSource(strings = {"skip", "fail", "rename", "overwrite"})
  void fileOfADoneItemThatWasCancelledBeforeStays(String ifExists) throws IOException {
    int items = JobReads.PAGE + 2;
    origin.otherwise(r -> gate());
    String id = rig.submit(numbered(items, "'save':{'ifExists':'" + ifExists + "'}")).id();
    rig.await(id, j -> j.progress().discovered() == items);
    cancel(id);
    assertThat(rig.awaitEnd(id).progress().cancelled()).isEqualTo(items);
    origin.otherwise(r -> r.path().equals("/0") ? gate() : Reply.ok("through"));
    retry(id);
    rig.await(id, j -> j.progress().done() == items - 1);
    rig.kill();
    Path file = rig.downloads().resolve("n/1");
    Files.createLink(file.resolveSibling(".fetchery-" + id + "-1.part"), file);
    goOn();
    assertThat(rig.awaitEnd(id).progress().done()).isEqualTo(items);
    assertThat(content("n/1")).isEqualTo("through");
    assertThat(rig.files()).hasSize(items);
  }

  /**
   * It waits in the store, and is not in memory any more; but it was not at work before the crash.
   */
  @ParameterizedTest
  @ValueSource(strings = {"skip", "fail", "rename", "overwrite"})
  void fileStaysWhoseItemIsBeingStoredAsDoneWhenItsJobIsCancelled(String ifExists) {
    String id = active(ifExists);
    rig.kill();
    origin.otherwise(r -> r.path().equals("/1") ? Reply.ok("through") : gate());
    CompletableFuture<Void> storing = new CompletableFuture<>();
    CompletableFuture<Void> othersEnd = new CompletableFuture<>();
    rig = Rig.start(root, setup().build(), store -> completingAfter(store, storing, othersEnd));
    Rig.await(storing);
    cancel(id);
    Job ended = rig.awaitEnd(id);
    assertThat(ended.state()).isEqualTo(JobState.CANCELLED);
    assertThat(ended.progress().done()).isEqualTo(1);
    assertThat(rig.files()).containsExactly("n/1");
    open.set(true);
    retry(id);
    assertAllFetched(id);
  }

  /**
   * Stores ends of items only once waiting ones are ended.
   *
   * @param asked completes when that is wanted
   */
  private static JobStore completingAfter(
      JobStore store, CompletableFuture<Void> asked, CompletableFuture<Void> othersEnd) {
    return (JobStore)
        Proxy.newProxyInstance(
            JobStore.class.getClassLoader(),
            new Class<?>[] {JobStore.class},
            (proxy, method, values) -> {
              if (method.getName().equals("endWaiting")) {
                othersEnd.complete(null);
              } else if (method.getName().equals("complete")) {
                asked.complete(null);
                return othersEnd.thenCompose(v -> called(store, method, values));
              }
              return method.invoke(store, values);
            });
  }

  private static CompletionStage<Object> called(JobStore store, Method method, Object... values) {
    try {
      @SuppressWarnings("unchecked")
      CompletionStage<Object> answer = (CompletionStage<Object>) method.invoke(store, values);
      return answer;
    } catch (ReflectiveOperationException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"skip", "fail", "rename"})
  void lostFetcherThatHadPublishedItHasItFetchedAgain(String ifExists) throws IOException {
    String id = active(ifExists);
    rig.loseFetchers();
    publish(id);
    open.set(true);
    rig.addFetcher();
    assertAllFetched(id);
  }

  @Test
  void lostFetcherThatHadPublishedItLeavesNoFileOfACancelledItem() throws IOException {
    String id = active("skip");
    rig.loseFetchers();
    publish(id);
    cancel(id);
    rig.addFetcher();
    assertThat(rig.awaitEnd(id).state()).isEqualTo(JobState.CANCELLED);
    assertThat(rig.files()).isEmpty();
    open.set(true);
    retry(id);
    assertAllFetched(id);
  }

  // --- lists of jobs that are no more

  private Path list(String name) throws IOException {
    Path list = root.resolve("data/manifests").resolve(name);
    Files.createDirectories(list.getParent());
    return Files.writeString(list, origin.url("/a") + "\n");
  }

  /** Only one that was written long ago can be of a service that is gone. */
  private static void age(Path list) throws IOException {
    Files.setLastModifiedTime(list, FileTime.from(Instant.now().minus(Duration.ofHours(1))));
  }

  @Test
  void listOfNoJobGoesAtTheNextStartAndThatOfAJobStays() throws IOException {
    Path ofJob = list("of-job.txt");
    var spec =
        Rig.spec(numbered(1, "'mode':'probe'"))
            .withSource(
                new Source.Manifest(Source.Manifest.Format.TEXT, "manifests/of-job.txt", 1));
    Command submit = new Command.Submit(JobWriter.document(spec), null, null);
    Job job = rig.awaitEnd(rig.ask(submit, Answer.Submitted.class).job().id());
    // Not before it is a job's: the service that runs may be looking for those of none.
    age(ofJob);
    Path ofNone = list("of-none.txt");
    age(ofNone);
    crash();
    rig.await(job.id(), j -> !Files.exists(ofNone));
    assertThat(ofJob).exists();
    delete(job.id(), false);
    assertThat(ofJob).doesNotExist();
  }
}
