package dev.fetchery.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fetchery.testing.OriginServer;
import dev.fetchery.testing.Reply;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Origins beside the first that get the headers of a job. */
class HeadersToTest extends CoordinatorCase {
  private final OriginServer second = OriginServer.start();
  private final OriginServer third = OriginServer.start();

  @AfterEach
  void close() {
    second.close();
    third.close();
  }

  private String request() {
    String to = second.url("/");
    return "'request':{'headers':{'Authorization':'s'},'headersTo':['"
        + to.substring(0, to.length() - 1)
        + "']}";
  }

  private static String sent(OriginServer to, String path) {
    return to.seen(path).get(0).header("authorization");
  }

  @Test
  void aRedirectTakesThemToThoseAlone() {
    origin.on("/f", Reply.redirect(302, second.url("/g")));
    second.on("/g", Reply.redirect(302, third.url("/h")));
    third.on("/h", Reply.ok("x"));
    rig.run(urls(Stream.of("/f"), request()));
    assertThat(sent(origin, "/f")).isEqualTo("s");
    assertThat(sent(second, "/g")).isEqualTo("s");
    assertThat(sent(third, "/h")).isNull();
  }

  @Test
  void aDocumentLeadsThemToThoseAlone() {
    origin.on("/list", Reply.ok("[\"" + second.url("/g") + "\",\"" + third.url("/h") + "\"]"));
    second.otherwise(seen -> Reply.ok("x"));
    third.otherwise(seen -> Reply.ok("x"));
    rig.run(job("{'type':'json','url':'" + origin.url("/list") + "'}", request()));
    assertThat(sent(second, "/g")).isEqualTo("s");
    assertThat(sent(third, "/h")).isNull();
  }
}
