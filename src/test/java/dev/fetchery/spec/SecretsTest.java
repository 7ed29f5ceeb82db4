package dev.fetchery.spec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fetchery.job.Expect;
import dev.fetchery.job.IfExists;
import dev.fetchery.job.JobSpec;
import dev.fetchery.job.Limits;
import dev.fetchery.job.Mode;
import dev.fetchery.job.RequestOptions;
import dev.fetchery.job.Retry;
import dev.fetchery.job.Save;
import dev.fetchery.job.Source;
import dev.fetchery.job.UrlEntry;
import java.util.Collections;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SecretsTest {
  @ParameterizedTest
  @CsvSource({
    "http://u:p@h/x@y,      http://***@h/x@y",
    "HTTP://u@h,            HTTP://***@h",
    "http://a@b@h/,         http://***@h/",
    "http://h/?u=a@b,       http://h/?u=a@b",
    "//u:p@h,               //***@h",
    "http://{user}@h/{v},   http://***@h/{v}",
    "no url,                no url",
    "'',                    ''"
  })
  void userInfoIsMasked(String url, String masked) {
    assertThat(Secrets.maskUrl(url)).isEqualTo(masked);
  }

  @Test
  void ofALongListTheFirstAreShownAndCounted() {
    JobSpec job =
        new JobSpec(
            null,
            new Source.Urls(Collections.nCopies(1001, UrlEntry.of("http://h"))),
            Mode.SAVE,
            null,
            new Save(null, null, IfExists.SKIP),
            RequestOptions.DEFAULT,
            Expect.ANY,
            Retry.DEFAULT,
            Limits.DEFAULT);
    assertThat(JobWriter.toShownJson(job)).contains("\"urlsCount\":1001").hasSizeLessThan(15_000);
    assertThat(JobWriter.toJson(job)).doesNotContain("urlsCount");
  }
}
