package dev.fetchery.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fetchery.job.ErrorCode;
import dev.fetchery.job.Item;
import dev.fetchery.job.ItemState;
import dev.fetchery.job.Job;
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

  @Test
  void aLookupWhoseHostADocumentChoseHasItsOwnHeadersAtThoseAlone() {
    String element = "{\"url\":\"" + origin.url("/f") + "\",\"look\":\"%s\"}";
    origin.on(
        "/list",
        Reply.ok(
            "["
                + element.formatted(second.url("/g"))
                + ","
                + element.formatted(third.url("/h"))
                + "]"));
    origin.on("/f", Reply.ok("x"));
    second.on("/g", Reply.ok("{\"n\":\"g\"}"));
    third.on("/h", Reply.ok("{\"n\":\"h\"}"));
    String lookup =
        "'lookup':{'url':'{+look}','headers':{'X-Key':'k'},'set':{'n':'/n'}},'save':{'as':'{n}'}";
    rig.run(job("{'type':'json','url':'" + origin.url("/list") + "'}", request() + "," + lookup));
    assertThat(second.seen("/g").get(0).header("x-key")).isEqualTo("k");
    assertThat(third.seen("/h").get(0).header("x-key")).isNull();
  }

  /** What is posted, and where a redirect that keeps the method leads it. */
  private Item posted(OriginServer to) {
    origin.on("/f", Reply.redirect(307, to.url("/g")));
    to.on("/g", Reply.ok("x"));
    String entry = "{'url':'" + origin.url("/f") + "','method':'POST','body':'secret'}";
    Job job = rig.run(job("{'type':'urls','urls':[" + entry + "]}", request()));
    return rig.items(job.id()).get(0);
  }

  @Test
  void theBodyGoesWithThem() {
    assertThat(posted(second).state()).isEqualTo(ItemState.DONE);
    assertThat(second.seen("/g").get(0).body()).isEqualTo("secret");
    assertThat(second.seen("/g").get(0).header("content-type"))
        .isEqualTo(origin.seen("/f").get(0).header("content-type"));
  }

  @Test
  void whereTheBodyDoesNotGoNothingIsAsked() {
    Item item = posted(third);
    assertThat(item.error().code()).isEqualTo(ErrorCode.BAD_RESPONSE);
    assertThat(item.error().detail()).contains(third.url("").replaceAll("/$", ""), "headersTo");
    assertThat(third.requests("/g")).isZero();
  }
}
