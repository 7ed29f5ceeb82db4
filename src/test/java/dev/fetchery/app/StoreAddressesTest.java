package dev.fetchery.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fetchery.config.StorePlace;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StoreAddressesTest {
  private static StoreAddresses at(String host) {
    return StoreAddresses.of(new StorePlace.Postgres("me", host, 5433, "db", Map.of()));
  }

  @Test
  void addressThatIsWrittenOutIsItself() throws Exception {
    StoreAddresses store = at("192.0.2.7");
    assertThat(store.all()).containsExactly(InetAddress.getByName("192.0.2.7"));
    assertThat(store.port()).isEqualTo(5433);
    assertThat(store.shown()).containsExactly("192.0.2.7");
    assertThat(at("2001:db8::7").shown()).containsExactly("2001:db8:0:0:0:0:0:7");
  }

  @Test
  void serverOnLoopbackMayListenOnEveryAddressOfThisMachine() throws Exception {
    StoreAddresses store = at("localhost");
    NetworkInterface.networkInterfaces()
        .flatMap(NetworkInterface::inetAddresses)
        .forEach(address -> assertThat(store.all()).contains(address));
    assertThat(store.all()).contains(InetAddress.getLoopbackAddress());
    assertThat(store.shown()).noneMatch(address -> address.startsWith("127."));
  }

  @Test
  void withoutAServerThereIsNone() {
    assertThat(StoreAddresses.of(new StorePlace.DataDir()).all()).isEmpty();
    assertThat(at("no-such-host.invalid").all()).isEmpty();
  }
}
