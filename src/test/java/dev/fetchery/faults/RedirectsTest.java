package dev.fetchery.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fetchery.job.ErrorCode;
import dev.fetchery.testing.OriginServer;
import dev.fetchery.testing.Reply;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

/** Redirects in a circle, without a target, or to another origin. */
class RedirectsTest extends FaultSuite {
  private static final byte[] GOAL = Reply.bytes(5_000, 6);
  private static final String SECRETS =
      """
      {"request": {"headers": {"Authorization": "Bearer secret", "Cookie": "a=b",
        "X-Api-Key": "secret", "Accept-Language": "eo", "Accept": "image/png"}}}
      """;

  /** What any request says of itself. */
  private static final Set<String> OWN =
      Set.of("host", "accept", "accept-language", "accept-encoding", "user-agent");

  private final AtomicReference<OriginServer.Seen> overheard = new AtomicReference<>();

  @Override
  List<FaultCase> cases() {
    return Stream.of(round(), locations(), statuses(), strangers()).flatMap(List::stream).toList();
  }

  private static List<FaultCase> round() {
    return List.of(
        FaultCase.failing(
                "a loop",
                ErrorCode.TOO_MANY_REDIRECTS,
                o -> o.on("/bad", Reply.redirect(302, "/bad")))
            .attempts(1)
            .and((o, item) -> assertThat(o.requests("/bad")).isEqualTo(21)),
        FaultCase.failing(
                "a pair",
                ErrorCode.TOO_MANY_REDIRECTS,
                o ->
                    o.on("/bad", Reply.redirect(301, "/other"))
                        .on("/other", Reply.redirect(301, "/bad")))
            .attempts(1),
        FaultCase.failing(
                "a thousand hops",
                ErrorCode.TOO_MANY_REDIRECTS,
                o -> {
                  o.on("/bad", Reply.redirect(302, "/hop0"));
                  for (int i = 0; i < 1_000; i++) {
                    o.on("/hop" + i, Reply.redirect(302, "hop" + (i + 1)));
                  }
                })
            .and((o, item) -> assertThat(o.requests("/hop20")).isZero()),
        FaultCase.saving(
            "twenty hops",
            GOAL,
            o -> {
              o.on("/bad", Reply.redirect(302, "/hop1"));
              for (int i = 1; i < 20; i++) {
                o.on("/hop" + i, Reply.redirect(302, "/hop" + (i + 1)));
              }
              o.on("/hop20", Reply.ok(GOAL));
            }),
        FaultCase.failing(
                "a refusal behind a redirect",
                ErrorCode.HTTP_STATUS,
                o ->
                    o.on("/bad", Reply.redirect(302, "/there?token=secret"))
                        .on("/there", Reply.status(403)))
            .attempts(1)
            .and((o, item) -> assertThat(item.finalUrl()).isEqualTo(o.url("/there"))),
        FaultCase.failing(
                "a closed connection behind a redirect",
                ErrorCode.CONNECT,
                o -> o.on("/bad", Reply.redirect(302, "http://127.0.0.1:1/")))
            .and((o, item) -> assertThat(item.finalUrl()).isNull()),
        FaultCase.failing(
                "none is to be followed",
                ErrorCode.HTTP_STATUS,
                o -> o.on("/bad", Reply.redirect(302, "/one")))
            .with("{\"request\": {\"maxRedirects\": 0}}"),
        FaultCase.failing(
                "a redirect with an endless body",
                ErrorCode.TOO_MANY_REDIRECTS,
                o ->
                    o.on(
                        "/bad",
                        Reply.ok("on and on ".repeat(1000))
                            .withStatus(302)
                            .with("Location", "/bad")
                            .framed(Reply.Framing.CHUNKED)
                            .with(new dev.fetchery.testing.OriginFault.Endless())))
            .with("{\"request\": {\"maxRedirects\": 2}}"));
  }

  private static List<FaultCase> locations() {
    List<FaultCase> cases = new ArrayList<>();
    cases.add(nowhere("no Location", null).attempts(2));
    cases.add(nowhere("an empty Location", "").attempts(2));
    cases.add(nowhere("an invalid Location", "http://[nonsense/"));
    cases.add(nowhere("a Location without a host", "http:///x"));
    cases.add(nowhere("a Location that is a file", "file:///etc/passwd"));
    cases.add(nowhere("a Location that is data", "data:text/plain,hello"));
    cases.add(nowhere("a Location that is a jar", "jar:http://127.0.0.1/x!/y"));
    cases.add(nowhere("a Location to ftp", "ftp://127.0.0.1/x"));
    cases.add(nowhere("a Location with a port that is none", "http://127.0.0.1:99999/"));
    cases.add(leads("a relative Location", "goal?x=1", "/goal"));
    cases.add(leads("a Location that climbs", "../../goal", "/goal"));
    cases.add(leads("a Location that is a query alone", "?goal", "/bad"));
    cases.add(leads("a Location with a fragment", "/goal#part", "/goal"));
    cases.add(leads("a Location with a raw space and bars", "/a b|c?d|e", "/a%20b|c"));
    cases.add(leads("a Location beyond ASCII", "/caf\u00e9", "/caf%C3%A9"));
    return cases;
  }

  private static FaultCase nowhere(String name, String location) {
    return FaultCase.failing(
            name, ErrorCode.BAD_RESPONSE, o -> o.on("/bad", Reply.redirect(302, location)))
        .attempts(1);
  }

  private static FaultCase leads(String name, String location, String path) {
    return FaultCase.saving(
        name,
        GOAL,
        o -> {
          OriginServer.Script goal = request -> Reply.ok(GOAL);
          o.on(path, goal)
              .on(
                  "/bad",
                  request ->
                      request.target().equals("/bad")
                          ? Reply.redirect(302, location)
                          : Reply.ok(GOAL));
        });
  }

  private static List<FaultCase> statuses() {
    List<FaultCase> cases = new ArrayList<>();
    for (int status : new int[] {301, 302, 303, 307, 308}) {
      cases.add(
          FaultCase.saving(
              "status " + status,
              GOAL,
              o -> o.on("/bad", Reply.redirect(status, "/goal")).on("/goal", Reply.ok(GOAL))));
    }
    for (int status : new int[] {300, 304, 305, 306}) {
      cases.add(
          FaultCase.failing(
                  "status " + status + " is not followed",
                  ErrorCode.HTTP_STATUS,
                  o -> o.on("/bad", Reply.redirect(status, "/one")))
              .attempts(1));
    }
    return cases;
  }

  private List<FaultCase> strangers() {
    return List.of(
        FaultCase.saving(
                "another host is told nothing",
                GOAL,
                o ->
                    o.on("/bad", Reply.redirect(302, o.url("localhost", "/goal")))
                        .on("/goal", Reply.ok(GOAL)))
            .with(SECRETS)
            .and(
                (o, item) -> {
                  assertThat(o.seen("/bad").get(0).header("authorization")).isNotNull();
                  assertThat(namesOf(o.seen("/goal").get(0))).isSubsetOf(OWN);
                  assertThat(o.seen("/goal").get(0).header("accept-language")).isEqualTo("eo");
                }),
        FaultCase.saving(
                "another port of the same host is told nothing",
                GOAL,
                o -> {
                  OriginServer other = newOrigin().on("/goal", seen -> overheard(seen));
                  o.on("/bad", Reply.redirect(302, other.url("/goal")));
                })
            .with(SECRETS)
            .and((o, item) -> assertThat(namesOf(overheard.get())).isSubsetOf(OWN)),
        FaultCase.saving(
                "the same host is told all",
                GOAL,
                o -> o.on("/bad", Reply.redirect(302, "/goal")).on("/goal", Reply.ok(GOAL)))
            .with(SECRETS)
            .and(
                (o, item) ->
                    assertThat(o.seen("/goal").get(0).header("x-api-key")).isEqualTo("secret")),
        FaultCase.saving(
                "what another host was not told is not told on the way back",
                GOAL,
                o ->
                    o.on("/bad", Reply.redirect(302, o.url("localhost", "/away")))
                        .on("/away", Reply.redirect(302, o.url("/goal")))
                        .on("/goal", Reply.ok(GOAL)))
            .with(SECRETS)
            .and((o, item) -> assertThat(namesOf(o.seen("/goal").get(0))).isSubsetOf(OWN)),
        FaultCase.saving(
                "a presigned query arrives byte for byte after a redirect",
                GOAL,
                o ->
                    o.on("/bad", Reply.redirect(302, "/goal?k=a%2Fb+c%20d%2f&s=~!*()'|"))
                        .on("/goal", Reply.ok(GOAL)))
            .and(
                (o, item) ->
                    assertThat(o.seen("/goal").get(0).target())
                        .isEqualTo("/goal?k=a%2Fb+c%20d%2f&s=~!*()'|")),
        FaultCase.saving(
                "a redirect's own user info goes to where it leads",
                GOAL,
                o ->
                    o.on(
                            "/bad",
                            Reply.redirect(302, "http://me:pass@localhost:" + o.port() + "/goal"))
                        .on("/goal", Reply.ok(GOAL)))
            .with(SECRETS)
            .and(
                (o, item) ->
                    assertThat(o.seen("/goal").get(0).header("authorization"))
                        .isEqualTo("Basic bWU6cGFzcw==")));
  }

  private Reply overheard(OriginServer.Seen request) {
    overheard.set(request);
    return Reply.ok(GOAL);
  }

  private static List<String> namesOf(OriginServer.Seen request) {
    return request.headers().stream().map(h -> h.name().toLowerCase(Locale.ROOT)).toList();
  }
}
