package dev.fetchery.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fetchery.context.Clock;
import dev.fetchery.job.AddressKind;
import dev.fetchery.testing.OriginServer;
import dev.fetchery.testing.Reply;
import dev.fetchery.testing.Urls;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.EnumSet;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Bodies that are not wanted. */
@NullUnmarked // A test is told by its assertions where something is missing.
class ResponseBodyTest {
  private final Vertx vertx = Vertx.vertx();
  private final OriginServer origin = OriginServer.start();

  @AfterEach
  void stop() throws Exception {
    vertx.close().await(60, TimeUnit.SECONDS);
    origin.close();
  }

  @Test
  void ofAShortBodyThatIsThrownAwayTheConnectionIsUsedAgain() throws Exception {
    origin.on("/a", Reply.ok(Reply.bytes(10_000, 1)));
    discardTwice();
    assertThat(origin.connections()).isEqualTo(1);
  }

  @Test
  void ofABodySaidToBeLongTheConnectionIsCut() throws Exception {
    origin.on("/a", Reply.ok(Reply.bytes(100_000, 1)));
    discardTwice();
    assertThat(origin.connections()).isEqualTo(2);
  }

  @Test
  void ofABodyThatTurnsOutToBeLongTheConnectionIsCut() throws Exception {
    origin.on("/a", Reply.ok(Reply.bytes(4 << 20, 1)).framed(Reply.Framing.CHUNKED));
    discardTwice();
    assertThat(origin.connections()).isEqualTo(2);
  }

  /** One after the other, by the same client. */
  private void discardTwice() throws Exception {
    ClientOptions options =
        new ClientOptions(1, "test", EnumSet.allOf(AddressKind.class), null, 65_536, true, null);
    Promise<Void> both = Promise.promise();
    vertx.runOnContext(
        v -> {
          HttpFetch fetch = new HttpFetch(vertx, options, Clock.system());
          discard(fetch).compose(one -> discard(fetch)).onComplete(both);
        });
    both.future().await(60, TimeUnit.SECONDS);
  }

  private Future<Void> discard(HttpFetch fetch) {
    Discarder discarder = new Discarder();
    discarder.exchange = fetch.send(Urls.get(origin.url("/a")), discarder);
    return discarder.done.future();
  }

  private static final class Discarder implements ResponseHandler {
    private final Promise<Void> done = Promise.promise();
    private Exchange exchange;

    @Override
    public void head(ResponseHead head) {
      exchange.discard(done::complete);
    }

    @Override
    public void chunk(Buffer bytes) {
      done.fail("a piece of what is not wanted");
    }

    @Override
    public void ended() {
      done.fail("the end of what is not wanted");
    }

    @Override
    public void failed(FetchException why) {
      done.fail(why);
    }
  }
}
