package dev.fetchery.fetcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fetchery.bus.Addresses;
import dev.fetchery.bus.FetcheryCodec;
import dev.fetchery.job.AddressKind;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.metrics.MetricsOptions;
import io.vertx.core.spi.metrics.EventBusMetrics;
import io.vertx.core.spi.metrics.VertxMetrics;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An address that is told to every node costs them all; so a session has none of its own. */
class FetcherAddressesTest {
  private final Set<String> registered = ConcurrentHashMap.newKeySet();

  private final class Registrations implements VertxMetrics, EventBusMetrics<String> {
    @Override
    public EventBusMetrics<?> createEventBusMetrics() {
      return this;
    }

    @Override
    public String handlerRegistered(String address) {
      registered.add(address.startsWith("__vertx.reply") ? "a reply" : address);
      return address;
    }
  }

  @Test
  void sessionListensToNothing(@TempDir Path downloads) throws Exception {
    Vertx vertx =
        Vertx.builder()
            .with(new VertxOptions().setMetricsOptions(new MetricsOptions().setEnabled(true)))
            .withMetrics(options -> new Registrations())
            .build();
    try {
      FetcheryCodec.register(vertx.eventBus());
      ScriptedCoordinator coordinator = new ScriptedCoordinator(vertx);
      FetcherOptions options =
          FetcherOptions.of(downloads, 64, "test", EnumSet.allOf(AddressKind.class));
      vertx.deployVerticle(new FetcherVerticle(options)).await(60, TimeUnit.SECONDS);
      coordinator.awaitFetcher();
      coordinator.dismiss();
      FetcherCase.eventually(() -> coordinator.fetchers.size() == 2);
      assertThat(registered)
          .containsExactlyInAnyOrder("a reply", Addresses.COORDINATOR, "reports", Addresses.FILES);
    } finally {
      vertx.close().await(60, TimeUnit.SECONDS);
    }
  }
}
