package dev.fetchery.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fetchery.job.Item;
import dev.fetchery.testing.Reply;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Conditions that a job's own headers set: what they are answered with says nothing of a file. */
class OwnConditionsTest extends CoordinatorCase {
  /** The entity {@code tag}, unless that is known. */
  private void serve(String tag) {
    origin.on(
        "/f",
        request ->
            tag.equals(request.header("if-none-match"))
                    || tag.equals(request.header("if-modified-since"))
                ? Reply.status(304)
                : Reply.ok(tag).with("ETag", tag));
  }

  private String run(String entry, String fields) {
    String url = "{'url':'" + origin.url("/f") + "'" + entry + "}";
    return rig.run(job("{'type':'urls','urls':[" + url + "]}", fields)).id();
  }

  private static String own(String name) {
    return "'headers':{'" + name + "':'\\\"v2\\\"'}";
  }

  @ParameterizedTest
  @ValueSource(strings = {"If-None-Match", "If-Modified-Since"})
  void unchangedIsAStatusLikeAnyOther(String name) {
    serve("\"v2\"");
    String ofJob = run("", "'request':{" + own(name) + "}");
    String ofEntry = run("," + own(name), "");
    assertThat(states(ofJob)).containsExactly("failed http_status");
    assertThat(states(ofEntry)).containsExactly("failed http_status");
    assertThat(item(ofJob, 0).status()).isEqualTo(304);
    assertThat(rig.files()).isEmpty();
  }

  @Test
  void aProbeIsDoneWithIt() {
    serve("\"v2\"");
    Item probed = item(run("", "'mode':'probe','request':{" + own("If-None-Match") + "}"), 0);
    assertThat(probed.state().wire()).isEqualTo("done");
    assertThat(probed.status()).isEqualTo(304);
  }

  @Test
  void aRefreshGoesByTheFileThatIsThere() {
    String refresh = "'save':{'ifExists':'refresh'}";
    serve("\"v1\"");
    run("", refresh);
    assertThat(states(run("," + own("If-None-Match"), refresh))).containsExactly("skipped");
    serve("\"v2\"");
    assertThat(states(run("," + own("If-None-Match"), refresh))).containsExactly("done");
    assertThat(content("n/f")).isEqualTo("\"v2\"");
  }
}
