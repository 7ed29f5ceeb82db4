package dev.fetchery.store;

import static dev.fetchery.store.Fixtures.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fetchery.job.Item;
import dev.fetchery.job.ItemState;
import dev.fetchery.store.ItemSlice.Found;
import dev.fetchery.store.ItemSlice.Place;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ItemFilterTest {
  private static final long ANY = -1;

  private static ItemFilter text(@Nullable String text) {
    return new ItemFilter(ANY, ANY, ANY, text == null ? null : new TextMatch(text));
  }

  private static ItemFilter states(Set<ItemState> states) {
    return new ItemFilter(Codes.anyOf(Codes.ITEM_STATES, states), ANY, ANY, null);
  }

  private static Found found(String url) {
    Item item =
        new Item(
            0,
            null,
            url,
            null,
            ItemState.WAITING,
            0,
            0,
            new Item.Head(null, null, null, null),
            new Item.Content(null, null, null),
            new Item.End(null, NOW, null, null),
            null);
    return new Found(item, new Place(Place.NONE, 0));
  }

  @Test
  void itemsThatWaitFitWhereTheirStateIsAskedForOrNone() {
    assertThat(states(Set.of()).takesWaiting()).isTrue();
    assertThat(states(Set.of(ItemState.WAITING, ItemState.DONE)).takesWaiting()).isTrue();
    assertThat(states(Set.of(ItemState.DONE, ItemState.FAILED)).takesWaiting()).isFalse();
  }

  @Test
  void whatAPatternLetsThroughIsComparedLetterByLetter() {
    List<Found> rows = List.of(found("http://a.test/\u0416"), found("http://a.test/\u00e4"));
    assertThat(text(null).fitting(rows)).isEqualTo(rows);
    assertThat(text("\u0436").fitting(rows)).containsExactly(rows.get(0));
  }

  @Test
  void valuesOfTheFilterComeFirst() {
    assertThat(text(null).values(7, "x")).containsExactly(ANY, ANY, ANY, null, 7, "x");
    assertThat(text("b").values()).containsExactly(ANY, ANY, ANY, "%b%");
  }
}
