package dev.fetchery.http.view;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fetchery.job.Completion;
import dev.fetchery.job.ErrorCode;
import dev.fetchery.job.Fault;
import dev.fetchery.job.HostProgress;
import dev.fetchery.job.Integrity;
import dev.fetchery.job.Item;
import dev.fetchery.job.ItemState;
import dev.fetchery.job.Job;
import dev.fetchery.job.JobState;
import dev.fetchery.job.Progress;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The views byte for byte: their fields, order, nulls and forms of numbers are a contract. */
class ViewJsonTest {
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05.600Z");

  @Test
  void completionIsItsItemWithItsNumber() {
    Item item =
        new Item(
            7,
            "k",
            "http://user:secret@a.test/1.png",
            "job/1.png",
            ItemState.NOT_FOUND,
            2,
            5,
            new Item.Head(404, "image/png", "gzip", null),
            new Item.Content(null, null, Integrity.LENGTH),
            new Item.End(12L, NOW, new Fault(ErrorCode.BAD_URL, "a \"b\""), "fetchery-0"),
            null);
    assertThat(ViewJson.text(new Completion(3, item)))
        .isEqualTo(
            "{\"seq\":7,\"key\":\"k\",\"url\":\"http://***@a.test/1.png\",\"file\":\"job/1.png\","
                + "\"state\":\"not_found\",\"attempts\":2,\"status\":404,\"bytes\":5,\"size\":null,"
                + "\"sha256\":null,\"integrity\":\"length\",\"contentType\":\"image/png\","
                + "\"contentEncoding\":\"gzip\",\"finalUrl\":null,\"node\":\"fetchery-0\",\"durationMs\":12,\"finishedAt\":\"2026-01-02T03:04:05.600Z\","
                + "\"error\":{\"code\":\"bad_url\",\"detail\":\"a \\\"b\\\"\"},\"n\":3}");
  }

  @Test
  void jobHoldsItsSpecAsItIsAndRatesToATenth() {
    Progress progress =
        new Progress(
            new Progress.Items(9, true, 12L, 1, 2, 3, 0, 0, 0, 3),
            1L << 40,
            null,
            new Progress.Speed(1500, 1.26, Double.NaN, null),
            4,
            List.of(
                HostProgress.of(
                    "a.test:80", "resting", 1, NOW, new Fault(ErrorCode.CONNECT, "refused"))));
    Job job =
        new Job(
            "01J",
            null,
            JobState.RUNNING,
            NOW,
            NOW,
            null,
            null,
            progress,
            "{\"a\": 1}",
            "/downloads/x",
            99);
    assertThat(ViewJson.text(job))
        .isEqualTo(
            "{\"id\":\"01J\",\"name\":null,\"state\":\"running\","
                + "\"createdAt\":\"2026-01-02T03:04:05.600Z\","
                + "\"startedAt\":\"2026-01-02T03:04:05.600Z\",\"finishedAt\":null,\"error\":null,"
                + "\"progress\":{\"discovered\":9,\"discoveryDone\":true,\"expected\":12,"
                + "\"waiting\":1,\"active\":2,"
                + "\"done\":3,\"skipped\":0,\"notFound\":0,\"failed\":0,\"cancelled\":3,"
                + "\"bytes\":1099511627776,\"bytesExpected\":null,\"elapsedMs\":1500,\"itemsPerSecond\":1.3,"
                + "\"bytesPerSecond\":0.0,\"etaMs\":null,\"retries\":4,"
                + "\"hosts\":[{\"host\":\"a.test:80\",\"state\":\"resting\",\"limit\":1,"
                + "\"until\":\"2026-01-02T03:04:05.600Z\",\"code\":\"connect\","
                + "\"detail\":\"refused\"}]},\"spec\":{\"a\": 1},\"directory\":\"/downloads/x\"}");
  }
}
