package dev.fetchery.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import dev.fetchery.client.CredentialStore;
import dev.fetchery.cookie.NetscapeCookies;
import dev.fetchery.credential.Credential;
import dev.fetchery.credential.CredentialRules;
import dev.fetchery.job.Job;
import dev.fetchery.job.JobState;
import dev.fetchery.proxy.NoProxy;
import dev.fetchery.proxy.ProxyAddress;
import dev.fetchery.proxy.ProxyRules;
import dev.fetchery.testing.OriginServer;
import dev.fetchery.testing.ProxyServer;
import dev.fetchery.testing.Reply;
import dev.fetchery.testing.Rig;
import dev.fetchery.testing.Urls;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** Credentials of the service on every path a job takes: they are sent, and written nowhere. */
@NullUnmarked // A test is told by its assertions where something is missing.
class ServiceSecretsTest {
  private static final String MARK = "m4rked";

  @TempDir private Path root;
  private Vertx vertx;
  private OriginServer origin;
  private OriginServer other;
  private final ConcurrentLinkedQueue<String> log = new ConcurrentLinkedQueue<>();
  private Logger all;
  private Level before;

  private final AppenderBase<ILoggingEvent> appender =
      new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
          log.add(
              event.getFormattedMessage()
                  + (event.getThrowableProxy() == null
                      ? ""
                      : ThrowableProxyUtil.asString(event.getThrowableProxy())));
        }
      };

  @BeforeEach
  void start() {
    vertx = Vertx.vertx();
    origin = OriginServer.start(vertx);
    other = OriginServer.start(vertx);
    all = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    before = all.getLevel();
    all.setLevel(Level.TRACE);
    appender.start();
    all.addAppender(appender);
  }

  @AfterEach
  void stop() throws Exception {
    all.detachAppender(appender);
    all.setLevel(before);
    vertx.close().await(60, TimeUnit.SECONDS);
  }

  private CredentialStore store() {
    CredentialRules.Builder rules = new CredentialRules.Builder();
    String here = "http://127.0.0.1:" + origin.port();
    rules.add(here, new Credential.Field("X-Key", MARK + "-header"));
    rules.add(here, new Credential.Query("key", MARK + "-query"));
    rules.add(
        here,
        new Credential.OAuth2(
            Urls.url(origin.url("/token")), MARK + "-client", MARK + "-secret", ""));
    NetscapeCookies.parse("127.0.0.1\tFALSE\t/\tFALSE\t0\tsid\t" + MARK + "-cookie\n")
        .forEach(cookie -> rules.add(here, cookie));
    return new CredentialStore(rules.build());
  }

  private void script() {
    origin.otherwise(request -> Reply.ok("body of " + request.path()));
    origin.on(
        "/token",
        request -> Reply.ok("{\"access_token\": \"" + MARK + "-token\", \"expires_in\": \"100\"}"));
    // The next page's URL repeats the query, as a header and in the document.
    origin.on(
        "/page",
        request ->
            request.target().contains("p=2")
                ? Reply.ok("{\"urls\": [\"" + origin.url("/q2") + "\"]}")
                : Reply.ok(
                        "{\"urls\": [\""
                            + origin.url("/q1")
                            + "\"], \"self\": \""
                            + request.target()
                            + "\"}")
                    .with("Link", "<" + request.target().replace("?", "?p=2&") + ">; rel=next"));
    origin.on("/list", request -> Reply.ok("{\"urls\": [\"/p1\", \"/p2\"]}"));
    // So do documents that are streamed to disk, small and large.
    origin.on("/repeating", request -> Reply.ok("{\"urls\": [" + repeated(request) + "]}"));
    origin.on(
        "/index.html",
        request ->
            Reply.ok(
                    "<p>"
                        + "x".repeat(200_000)
                        + "<a href='/h1?a=1&amp;"
                        + query(request)
                        + "'>1</a><a href='/h2?"
                        + query(request)
                        + "&amp;b=2'>2</a>")
                .with("Content-Type", "text/html"));
    origin.on(
        "/large",
        request ->
            Reply.ok(
                "{\"x\": \"" + "x".repeat(200_000) + "\", \"urls\": [" + repeated(request) + "]}"));
    origin.on("/meta", request -> Reply.ok("{\"name\": \"n\"}"));
    origin.on("/gone", Reply.status(404));
    origin.on("/refused", Reply.status(401));
    origin.on("/broken", Reply.status(500));
    // Both repeat the query, as many servers do.
    origin.on("/same", request -> Reply.redirect(302, request.target().replace("/same", "/there")));
    origin.on(
        "/away",
        request -> Reply.redirect(302, other.url(request.target().replace("/away", "/else"))));
    other.otherwise(request -> Reply.ok("elsewhere"));
  }

  private static String query(OriginServer.Seen request) {
    return request.target().substring(request.target().indexOf('?') + 1);
  }

  private String repeated(OriginServer.Seen request) {
    String query = query(request);
    return "\"/r1?"
        + query
        + "\", \"/r2?a=1&"
        + query
        + "\", \"/r3?"
        + query
        + "\\u0026b=2\", \""
        + origin.url("/r4?" + query)
        + "\"";
  }

  @Test
  void theyAreSentToTheirOriginAndWrittenNowhere() throws Exception {
    script();
    StringBuilder said = new StringBuilder();
    ProxyServer proxy = ProxyServer.http(vertx).withUser("user:" + MARK + "-proxy");
    ProxyRules proxies =
        ProxyRules.of(
            ProxyAddress.parse("http://user:" + MARK + "-proxy@127.0.0.1:" + proxy.port()),
            NoProxy.parse("127.0.0.1:" + origin.port()),
            Map.of());
    try (Rig rig =
        Rig.start(
            root,
            2,
            Rig.options(root),
            Rig.fetcherOptions(root)
                .withClient(client -> client.withCredentials(store()).withProxies(proxies)))) {
      for (String job : jobs()) {
        Job ended = rig.run(job);
        assertThat(ended.state()).as(job).isIn(JobState.SUCCEEDED, JobState.PARTIAL);
        said.append(ended).append(rig.items(ended.id())).append(rig.announced(ended.id()));
      }
    }
    assertSent();
    assertThat(said.toString()).doesNotContain(MARK);
    assertThat(String.join("\n", log)).doesNotContain(MARK);
    assertThat(log.size()).isGreaterThan(10);
    assertNoFileHolds();
  }

  private void assertSent() {
    for (String path :
        List.of(
            "/a",
            "/list",
            "/p1",
            "/q2",
            "/meta",
            "/there",
            "/refused",
            "/broken",
            "/r1",
            "/r2",
            "/r3",
            "/r4",
            "/h1",
            "/h2")) {
      OriginServer.Seen seen = origin.seen(path).get(0);
      assertThat(seen.header("x-key")).as(path).isEqualTo(MARK + "-header");
      assertThat(seen.header("authorization")).isEqualTo("Bearer " + MARK + "-token");
      assertThat(seen.header("cookie")).isEqualTo("sid=" + MARK + "-cookie");
      assertThat(seen.target()).containsOnlyOnce("key=" + MARK + "-query");
    }
    OriginServer.Seen away = other.seen("/else").get(0);
    assertThat(away.headers().toString() + away.target()).doesNotContain(MARK);
    assertThat(origin.seen("/token").get(0).header("x-key")).isNull();
  }

  private List<String> jobs() {
    String base = "http://127.0.0.1:" + origin.port();
    return Stream.of(
            "{'name':'one','source':{'type':'urls','urls':['B/a','B/gone','B/refused','B/broken',"
                + "'B/same','B/away','http://127.0.0.1:1/closed']},'retry':{'attempts':2,"
                + "'backoffMs':1},'save':{'as':'{index}'}}",
            "{'name':'two','source':{'type':'json','url':'B/list','at':'/urls'},"
                + "'save':{'as':'{index}'}}",
            "{'name':'three','source':{'type':'template','url':'B/{value}','values':['t']},"
                + "'lookup':{'url':'B/meta','set':{'name':'/name'}},'save':{'as':'{name}'}}",
            "{'name':'five','source':{'type':'pages','url':'B/page','method':'GET','at':'/urls',"
                + "'perPage':1,'more':{'link':'next'}},'save':{'as':'{index}'}}",
            "{'name':'six','source':{'type':'json','url':'B/repeating','at':'/urls'},"
                + "'save':{'as':'{index}'}}",
            "{'name':'seven','source':{'type':'document','url':'B/index.html'},"
                + "'save':{'as':'{index}'}}",
            "{'name':'eight','source':{'type':'pages','url':'B/large','at':'/urls',"
                + "'more':{'link':'next'}},'save':{'as':'{index}'}}",
            "{'name':'nine','source':{'type':'template','url':'B/l/{value}','values':['t']},"
                + "'locate':{'url':'B/large?{value}','at':'/urls/1'},'save':{'as':'{index}'}}",
            "{'name':'four','mode':'probe','source':{'type':'urls','urls':['B/a','B/same']}}")
        .map(job -> job.replace('\'', '"').replace("B/", base + "/"))
        .toList();
  }

  private void assertNoFileHolds() throws Exception {
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.toList()) {
        assertThat(file.toString()).doesNotContain(MARK);
        if (Files.isRegularFile(file)) {
          assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
              .as(file.toString())
              .doesNotContain(MARK);
        }
      }
    }
  }
}
