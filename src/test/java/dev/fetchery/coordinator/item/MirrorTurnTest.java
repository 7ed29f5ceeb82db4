package dev.fetchery.coordinator.item;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fetchery.job.Draft;
import dev.fetchery.job.Order;
import dev.fetchery.job.PendingItem;
import dev.fetchery.job.Proof;
import dev.fetchery.job.Terms;
import dev.fetchery.testing.Urls;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MirrorTurnTest {
  private static PendingItem item(String... mirrors) {
    Terms terms = new Terms(Order.GET, Proof.NONE, List.of(mirrors));
    Draft draft = new Draft(null, "http://a.test/x", Map.of(), Map.of(), terms, null);
    return new PendingItem(0, draft, "a.test:80", null);
  }

  @Test
  void firstIsTheUrlAsItWasRead() {
    PendingItem item = item();
    MirrorTurn turn = new MirrorTurn(item);
    assertThat(turn.url()).isNotNull().isSameAs(item.target());
    assertThat(turn.host()).isEqualTo("a.test:80");
    assertThat(turn.hasNext()).isFalse();
  }

  @Test
  void itGoesOnWhereItStood() {
    PendingItem item = item("http://b.test:81/x", "https://c.test/x", "http://d.test/x");
    MirrorTurn before = new MirrorTurn(item);
    before.next();
    before.failed();
    before.next();
    MirrorTurn turn = new MirrorTurn(item.at(before.at(5), null));
    assertThat(turn.isFirst()).isFalse();
    assertThat(turn.isAbsent()).isFalse();
    assertThat(turn.url()).isEqualTo(Urls.url("https://c.test/x"));
    assertThat(turn.host()).isEqualTo("c.test:443");
    turn.next();
    assertThat(turn.host()).isEqualTo("d.test:80");
    assertThat(turn.hasNext()).isFalse();
  }

  @Test
  void mirrorsFollowInTheirOrder() {
    MirrorTurn turn = new MirrorTurn(item("http://b.test:81/x", "https://c.test/x"));
    turn.next();
    assertThat(turn.url()).isEqualTo(Urls.url("http://b.test:81/x"));
    assertThat(turn.host()).isEqualTo("b.test:81");
    turn.next();
    assertThat(turn.url()).isEqualTo(Urls.url("https://c.test/x"));
    assertThat(turn.host()).isEqualTo("c.test:443");
    assertThat(turn.hasNext()).isFalse();
  }
}
