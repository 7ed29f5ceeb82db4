package dev.fetchery.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fetchery.client.CredentialStore;
import dev.fetchery.credential.Credential;
import dev.fetchery.credential.CredentialRules;
import dev.fetchery.job.Job;
import dev.fetchery.job.JobState;
import dev.fetchery.testing.OriginServer;
import dev.fetchery.testing.Reply;
import dev.fetchery.testing.Rig;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Cookies between an item's redirects, in a job's jar, and not at all. */
@NullUnmarked // A test is told by its assertions where something is missing.
class CookiesTest {
  @TempDir private Path root;
  private Vertx vertx;
  private OriginServer data;
  private OriginServer login;

  @BeforeEach
  void start() {
    vertx = Vertx.vertx();
    data = OriginServer.start(vertx);
    login = OriginServer.start(vertx);
  }

  @AfterEach
  void stop() throws Exception {
    vertx.close().await(60, TimeUnit.SECONDS);
  }

  /**
   * As NASA's Earthdata: the data's server sends to the login, which asks for basic credentials
   * there and only there, and sends back with a code; the answer to that sets a cookie here.
   */
  private void earthdata() {
    data.otherwise(
        request ->
            // Cookies know no ports (RFC 6265, 8.5): those of the login come along here.
            String.valueOf(request.header("cookie")).contains("session=good")
                ? Reply.ok("data of " + request.path())
                : Reply.redirect(302, login.url("/authorize?state=" + request.path())));
    login.on(
        "/authorize",
        request ->
            request.header("authorization") == null
                ? Reply.status(401)
                : Reply.redirect(
                        302,
                        data.url("/login?code=c&state=" + request.target().replaceAll(".*=", "")))
                    .with("Set-Cookie", "sso=1; Path=/"));
    data.on(
        "/login",
        request ->
            Reply.redirect(302, request.target().replaceAll(".*=", ""))
                .with("Set-Cookie", "session=good; Path=/; HttpOnly"));
  }

  private CredentialStore credentials() {
    return new CredentialStore(
        new CredentialRules.Builder()
            .add("http://127.0.0.1:" + login.port(), Credential.Field.basic("user", "password"))
            .build());
  }

  private Job run(String request) {
    String job =
        "{'source':{'type':'urls','urls':['"
            + data.url("/a")
            + "','"
            + data.url("/b")
            + "']},'limits':{'concurrency':1},'request':{"
            + request
            + "}}";
    try (Rig rig =
        Rig.start(
            root,
            1,
            Rig.options(root),
            Rig.fetcherOptions(root).withClient(client -> client.withCredentials(credentials())))) {
      return rig.run(job.replace('\'', '"'));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "'cookies':'item'", "'cookies':'job'"})
  void loginThatRedirectsBackWithACookieWorks(String request) {
    earthdata();
    assertThat(run(request).state()).isEqualTo(JobState.SUCCEEDED);
    assertThat(login.requests("/authorize")).isBetween(1, 2);
    assertThat(data.seen("/a"))
        .extracting(seen -> seen.header("authorization"))
        .containsOnlyNulls();
    assertThat(data.seen("/a").get(1).header("cookie")).contains("session=good");
  }

  @Test
  void withoutCookiesItGoesRoundUntilTheRedirectsEnd() {
    earthdata();
    assertThat(run("'cookies':'none','maxRedirects':6").state()).isEqualTo(JobState.FAILED);
    assertThat(data.seen("/a")).extracting(seen -> seen.header("cookie")).containsOnlyNulls();
  }

  @ParameterizedTest
  @CsvSource({"'cookies':'job', n=v", "'cookies':'item',", "'cookies':'none',"})
  void cookieOfAnAnswerGoesOnInTheJobsJarAlone(String request, String sent) {
    data.on("/a", Reply.ok("a").with("Set-Cookie", "n=v"));
    data.on("/b", Reply.ok("b"));
    assertThat(run(request).state()).isEqualTo(JobState.SUCCEEDED);
    assertThat(data.seen("/b").get(0).header("cookie")).isEqualTo(sent);
  }

  @Test
  void cookieOfTheJobsOwnGoesBefore() {
    data.on("/a", Reply.ok("a").with("Set-Cookie", "n=v"));
    data.on("/b", Reply.ok("b"));
    run("'cookies':'job','headers':{'Cookie':'mine=1'}");
    assertThat(data.seen("/b").get(0).header("cookie")).isEqualTo("mine=1");
  }
}
