package dev.fetchery.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fetchery.client.RetryAfter;
import dev.fetchery.job.ErrorCode;
import dev.fetchery.job.Fault;
import dev.fetchery.job.Header;
import dev.fetchery.job.JobSpec;
import dev.fetchery.job.Lookup;
import dev.fetchery.job.Source.Manifest.Format;
import dev.fetchery.naming.SafeName;
import dev.fetchery.naming.Variables;
import dev.fetchery.source.Discoveries;
import dev.fetchery.source.Discovery;
import dev.fetchery.source.LookupFields;
import dev.fetchery.spec.JobReader;
import dev.fetchery.spec.JobWriter;
import dev.fetchery.spec.ManifestCheck;
import dev.fetchery.spec.Parsed;
import dev.fetchery.testing.Urls;
import dev.fetchery.url.WebUrl;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * The parsers that read bytes from outside, each with what must hold for any input. A parser that
 * throws, loops or breaks its promise fails the test.
 */
public enum Parser {
  /** A posted job document. */
  JOB {
    @Override
    public void read(byte[] input) {
      Parsed<JobSpec> read = READER.read(input);
      if (read instanceof Parsed.Ok<JobSpec> ok) {
        assertThat(JobReader.readStored(JobWriter.toJson(ok.value()))).isEqualTo(ok.value());
      } else {
        assertThat(((Parsed.Bad<JobSpec>) read).violations()).isNotEmpty();
      }
    }
  },

  /** A posted list: CSV. */
  CSV {
    @Override
    public void read(byte[] input) {
      check(Format.CSV, input);
    }
  },

  /** A posted list: one JSON value a line. */
  NDJSON {
    @Override
    public void read(byte[] input) {
      check(Format.NDJSON, input);
    }
  },

  /** A posted list: one URL a line. */
  TEXT {
    @Override
    public void read(byte[] input) {
      check(Format.TEXT, input);
    }
  },

  /** A fetched JSON document that lists items. */
  DOCUMENT {
    @Override
    public void read(byte[] input) {
      discover(Jobs.MAP, List.of(), input);
      discover(Jobs.OBJECTS, List.of(), input);
    }
  },

  /** A page of a listing that names the next page by a cursor. */
  PAGE {
    @Override
    public void read(byte[] input) {
      discover(Jobs.CURSOR, List.of(), input);
    }
  },

  /** A {@code Link} header that names the next page (RFC 8288). */
  LINK {
    @Override
    public void read(byte[] input) {
      Header link = new Header("link", new String(input, StandardCharsets.ISO_8859_1));
      discover(Jobs.LINK, List.of(link), LISTING);
    }
  },

  /** The answer to a lookup. */
  LOOKUP {
    @Override
    public void read(byte[] input) {
      Lookup lookup = new Lookup("http://h/", Map.of("v", "/a/0", "w", "/b"), Map.of());
      LookupFields.Result result =
          new LookupFields(lookup)
              .extract(new Discovery.Document(null, List.of(), input, null, 1 << 20));
      if (result instanceof LookupFields.Failed failed) {
        assertThat(failed.fault().detail()).isNotBlank();
      } else {
        assertThat(((LookupFields.Fields) result).values()).containsOnlyKeys("v", "w");
      }
    }
  },

  /** A {@code Content-Disposition} header (RFC 6266), up to the name of a file. */
  DISPOSITION {
    @Override
    public void read(byte[] input) {
      String value = new String(input, StandardCharsets.ISO_8859_1);
      Variables.servedName(List.of(value))
          .ifPresent(
              name ->
                  assertThat(SafeName.part(name))
                      .isNotEmpty()
                      .doesNotContain("/")
                      .isNotIn(".", ".."));
    }
  },

  /** A {@code Retry-After} header (RFC 9110, 10.2.3). */
  RETRY_AFTER {
    @Override
    public void read(byte[] input) {
      String value = new String(input, StandardCharsets.ISO_8859_1);
      assertThat(RetryAfter.waitMs(List.of(value), NOW_MS).orElse(0)).isNotNegative();
    }
  },

  /** A URL, and the same text as a reference in a document. */
  URL {
    @Override
    public void read(byte[] input) {
      String text = new String(input, StandardCharsets.UTF_8);
      if (WebUrl.problem(text) == null) {
        assertThat(Urls.url(text).origin()).matches("(?s)https?://.+:\\d+");
      }
      String resolved = Urls.url("http://h/dir/doc?q#f").resolve(text);
      if (WebUrl.problem(resolved) == null) {
        assertThat(Urls.url(resolved).origin()).matches("(?s)https?://.+:\\d+");
      }
    }
  };

  private static final long MAX_ITEMS = 1000;
  private static final int MOST_STEPS = 100_000;
  private static final long NOW_MS = 1_767_225_600_000L;
  private static final JobReader READER = new JobReader(MAX_ITEMS);
  private static final byte[] LISTING = "{\"a\":[\"x\"]}".getBytes(StandardCharsets.UTF_8);

  /**
   * Reads the input.
   *
   * @throws AssertionError if the result is not one that may be
   */
  public abstract void read(byte[] input);

  private static void check(Format format, byte[] input) {
    ManifestCheck.Result whole = checkInChunks(format, input, Math.max(1, input.length));
    assertThat(checkInChunks(format, input, 3)).isEqualTo(whole);
    if (whole instanceof ManifestCheck.Faulty faulty) {
      assertThat(faulty.faults()).isNotEmpty().allMatch(fault -> fault.line() >= 1);
    }
  }

  private static ManifestCheck.Result checkInChunks(Format format, byte[] input, int chunk) {
    ManifestCheck check = new ManifestCheck(format, MAX_ITEMS);
    for (int at = 0; at < input.length; at += chunk) {
      check.feed(ByteBuffer.wrap(input, at, Math.min(chunk, input.length - at)));
    }
    return check.finish();
  }

  /** Answers every request of a discovery with the input, until it ends. */
  private static void discover(JobSpec spec, List<Header> headers, byte[] input) {
    try (Discovery discovery =
        Discoveries.open(
            spec, null, new Discoveries.Owner(Path.of("."), "id", 0, 5, cause -> {}))) {
      for (int steps = 0; ; steps++) {
        assertThat(steps).as("steps").isLessThan(MOST_STEPS);
        Discovery.Step step = discovery.next(100);
        if (!step.items().isEmpty()) {
          step = discovery.listed(step, step.items().size());
        }
        if (step.end() != null) {
          return;
        }
        for (Discovery.Ask ask : step.asks()) {
          if (WebUrl.problem(ask.url()) == null) {
            discovery.answered(
                ask.number(),
                new Discovery.Document(Urls.url(ask.url()), headers, input, null, 1 << 20));
          } else {
            Fault noUrl = new Fault(ErrorCode.BAD_URL, "no URL");
            discovery.failed(ask.number(), new Discovery.Failure(noUrl, 0, 0));
          }
        }
      }
    }
  }

  /** Jobs whose sources read the input. */
  private static final class Jobs {
    static final JobSpec MAP =
        job(
            """
            {"source": {"type": "json", "url": "http://h/d", "at": "/a"}}""");
    static final JobSpec OBJECTS =
        job(
            """
            {"source": {"type": "json", "url": "http://h/d", "at": "/a",
                        "urlAt": "/u", "keyAt": "/k"}}""");
    static final JobSpec CURSOR =
        job(
            """
            {"source": {"type": "pages", "url": "http://h/{?cursor}", "at": "/a",
                        "itemUrl": "/get/{value}", "more": {"cursorAt": "/c"}}}""");
    static final JobSpec LINK =
        job(
            """
            {"source": {"type": "pages", "url": "http://h/", "at": "/a",
                        "itemUrl": "/get/{value}", "more": {"link": "next"}}}""");

    private static JobSpec job(String json) {
      return ((Parsed.Ok<JobSpec>) READER.read(json)).value();
    }
  }
}
