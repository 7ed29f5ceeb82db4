package dev.fetchery.store;

import static dev.fetchery.store.Fixtures.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fetchery.store.JobStore.Holder;
import dev.fetchery.testing.Reply;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a coordinator leaves for the next one. */
class CoordinationTest {
  private static final String LIST = "manifests/a.txt";

  @TempDir Path dir;

  @ParameterizedTest
  @EnumSource(StoreKind.class)
  void addressIsThatOfTheCoordinatorOfThisEpoch(StoreKind kind) {
    try (JobStore store = kind.open(dir)) {
      assertThat(get(store.leader())).isEmpty();
      get(store.beginEpoch());
      get(store.leads("http://a:1"));
      assertThat(get(store.leader())).isEqualTo("http://a:1");
      get(store.beginEpoch());
      assertThat(get(store.leader())).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(StoreKind.class)
  void holdersOfTasksAreKnownToTheNextCoordinator(StoreKind kind) {
    try (JobStore store = kind.open(dir)) {
      get(store.holds(new Holder("a", "10.0.0.1:5702")));
      get(store.holds(new Holder("b", "")));
      get(store.holds(new Holder("c", "10.0.0.3:5702")));
      get(store.holds(new Holder("b", "10.0.0.2:5702")));
      get(store.holdsNoMore(Set.of("c", "never")));
    }
    try (JobStore store = kind.open(dir)) {
      assertThat(get(store.holders()))
          .containsExactly(new Holder("a", "10.0.0.1:5702"), new Holder("b", "10.0.0.2:5702"));
    }
  }

  @ParameterizedTest
  @EnumSource(StoreKind.class)
  void piecesOfListsAreKeptUntilTheyAreDropped(StoreKind kind) {
    try (JobStore store = kind.open(dir)) {
      get(store.keepList(LIST, 0, new byte[] {1, 0, 2}));
      get(store.keepList(LIST, 1, new byte[] {3}));
      get(store.keepList("manifests/b.txt", 0, new byte[] {4}));
      assertThat(get(store.listPiece(LIST, 0))).containsExactly(1, 0, 2);
      assertThat(get(store.listPiece(LIST, 1))).containsExactly(3);
      assertThat(get(store.listPiece(LIST, 2))).isNull();
      assertThat(get(store.lists(Instant.now().plusSeconds(60))))
          .containsExactly(LIST, "manifests/b.txt");
      assertThat(get(store.lists(Instant.now().minusSeconds(60)))).isEmpty();
      get(store.dropList(LIST));
      assertThat(get(store.listPiece(LIST, 1))).isNull();
      assertThat(get(store.lists(Instant.now().plusSeconds(60))))
          .containsExactly("manifests/b.txt");
    }
  }

  /** A list of several pieces comes to the data directory of another process as it was. */
  @Test
  void listIsReadWhereItWasNotPosted() throws IOException {
    byte[] content = Reply.bytes(2 * ListCopies.PIECE_BYTES + 17, 3);
    Path posted = dir.resolve("posted");
    Path next = dir.resolve("next");
    Files.createDirectories(posted.resolve("manifests"));
    Files.write(posted.resolve(LIST), content);
    try (JobStore store = StoreKind.POSTGRESQL.open(dir)) {
      ListCopies.keep(store, posted, LIST);
      assertThat(get(store.listPiece(LIST, 3))).isNull();
      ListCopies.bringHere(store, next, LIST);
      assertThat(next.resolve(LIST)).hasBinaryContent(content);
      ListCopies.bringHere(store, next, LIST);
      assertThat(names(next.resolve("manifests"))).containsExactly("a.txt");
      assertThatThrownBy(() -> ListCopies.bringHere(store, next, "manifests/none.txt"))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("manifests/none.txt");
      assertThat(names(next.resolve("manifests"))).containsExactly("a.txt");
    }
  }

  /** Where the store is in the data directory too, the file is all there is. */
  @Test
  void storeOfOneMachineKeepsNoList() throws IOException {
    Files.createDirectories(dir.resolve("manifests"));
    Files.write(dir.resolve(LIST), new byte[] {1});
    try (JobStore store = StoreKind.SQLITE.open(dir)) {
      ListCopies.keep(store, dir, LIST);
      assertThat(get(store.lists(Instant.now().plusSeconds(60)))).isEmpty();
    }
  }

  private static List<String> names(Path directory) throws IOException {
    try (var files = Files.list(directory)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }
}
