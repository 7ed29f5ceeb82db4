package dev.fetchery.http.view;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.annotation.JsonRawValue;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdScalarSerializer;
import dev.fetchery.bus.Answer;
import dev.fetchery.bus.FetcherNode;
import dev.fetchery.job.Completion;
import dev.fetchery.job.ErrorCode;
import dev.fetchery.job.Fault;
import dev.fetchery.job.Integrity;
import dev.fetchery.job.Item;
import dev.fetchery.job.ItemState;
import dev.fetchery.job.Job;
import dev.fetchery.job.JobState;
import dev.fetchery.job.Progress;
import dev.fetchery.job.Proposal;
import dev.fetchery.spec.Secrets;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.function.Function;

/**
 * JSON of what the interface shows: the components of a record in their order, null where there is
 * no value. The records know nothing of it; where a view differs from its record a mixin says so.
 */
public final class ViewJson {
  /** RFC 3339 in UTC, always with milliseconds, so that instants sort as text. */
  private static final DateTimeFormatter INSTANT =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .addModule(
              new SimpleModule()
                  .addSerializer(new AsText<>(Instant.class, ViewJson::text))
                  .addSerializer(new AsText<>(JobState.class, JobState::wire))
                  .addSerializer(new AsText<>(ItemState.class, ItemState::wire))
                  .addSerializer(new AsText<>(ErrorCode.class, ErrorCode::wire))
                  .addSerializer(new AsText<>(Integrity.class, Integrity::wire))
                  .addSerializer(new AsText<>(FetcherNode.State.class, FetcherNode.State::wire)))
          .addMixIn(Job.class, JobMixin.class)
          .addMixIn(Progress.class, ProgressMixin.class)
          .addMixIn(Progress.Items.class, ItemsMixin.class)
          .addMixIn(Progress.Speed.class, SpeedMixin.class)
          .addMixIn(Item.class, ItemMixin.class)
          .addMixIn(Item.Live.class, LiveMixin.class)
          .addMixIn(Completion.class, CompletionMixin.class)
          .addMixIn(FetcherNode.class, NodeMixin.class)
          .addMixIn(Answer.Planned.class, PlannedMixin.class)
          .addMixIn(Proposal.class, ProposalMixin.class)
          .build();

  private ViewJson() {}

  /** Looks at the records once, which takes long: not for an event loop. */
  public static void prepare() {
    for (Class<?> view : List.of(Job.class, Completion.class, Progress.class)) {
      MAPPER.writerFor(view);
    }
  }

  /**
   * A view on one line. Made from characters, not bytes: an unpaired surrogate, which a hostile
   * name may hold, then becomes {@code ?} where a writer of bytes would refuse it.
   */
  public static String text(Object view) {
    try {
      return MAPPER.writeValueAsString(view);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** {@link #text(Object)} in UTF-8. */
  public static Buffer bytes(Object view) {
    return Buffer.buffer(text(view));
  }

  /** An instant as every view shows it. */
  public static String text(Instant instant) {
    return INSTANT.format(instant);
  }

  interface JobMixin {
    /** JSON already, and its secrets are masked. */
    @JsonProperty("spec")
    @JsonRawValue
    String specJson();

    @JsonIgnore
    long lastN();
  }

  interface ProgressMixin {
    @JsonUnwrapped
    Progress.Items items();

    @JsonInclude(JsonInclude.Include.NON_NULL)
    Progress.Kept kept();

    @JsonUnwrapped
    Progress.Speed speed();
  }

  interface ItemsMixin {
    @JsonInclude(JsonInclude.Include.NON_NULL)
    Long expected();
  }

  interface PlannedMixin {
    @JsonInclude(JsonInclude.Include.NON_NULL)
    Proposal proposal();
  }

  interface ProposalMixin {
    @JsonRawValue
    String more();

    @JsonRawValue
    String source();
  }

  interface SpeedMixin {
    @JsonSerialize(using = Tenths.class)
    double itemsPerSecond();

    @JsonSerialize(using = Tenths.class)
    double bytesPerSecond();
  }

  /** In the order of a reader's questions. */
  @JsonPropertyOrder({
    "seq",
    "key",
    "url",
    "file",
    "state",
    "attempts",
    "status",
    "bytes",
    "size",
    "sha256",
    "integrity",
    "contentType",
    "contentEncoding",
    "finalUrl",
    "node",
    "durationMs",
    "finishedAt",
    "error"
  })
  interface ItemMixin {
    @JsonSerialize(using = MaskedUrl.class)
    String url();

    @JsonIgnore
    Item.Head head();

    @JsonIgnore
    Item.Content content();

    @JsonIgnore
    Item.End end();

    @JsonProperty
    Integer status();

    @JsonProperty
    Long size();

    @JsonProperty
    String sha256();

    @JsonProperty
    Integrity integrity();

    @JsonProperty
    String contentType();

    @JsonProperty
    String contentEncoding();

    @JsonProperty
    String finalUrl();

    @JsonProperty
    String node();

    @JsonProperty
    Long durationMs();

    @JsonProperty
    Instant finishedAt();

    @JsonProperty
    Fault error();

    @JsonUnwrapped
    Item.Live live();
  }

  interface LiveMixin {
    @JsonSerialize(using = Tenths.class)
    double bytesPerSecond();

    /** Shown as that of the item. */
    @JsonIgnore
    String node();
  }

  /** The item as it was when it ended, and the number of its end. */
  @JsonPropertyOrder({"item", "n"})
  interface CompletionMixin {
    @JsonUnwrapped
    Item item();
  }

  interface NodeMixin {
    @JsonSerialize(using = Tenths.class)
    double itemsPerSecond();

    @JsonSerialize(using = Tenths.class)
    double bytesPerSecond();

    @JsonIgnore
    long items();

    @JsonIgnore
    long bytes();
  }

  private static final class AsText<T> extends StdScalarSerializer<T> {
    private static final long serialVersionUID = 1;
    private final transient Function<T, String> text;

    AsText(Class<T> type, Function<T, String> text) {
      super(type);
      this.text = text;
    }

    @Override
    public void serialize(T value, JsonGenerator json, SerializerProvider provider)
        throws IOException {
      json.writeString(text.apply(value));
    }
  }

  /** A URL with its user info masked. */
  private static final class MaskedUrl extends StdScalarSerializer<String> {
    private static final long serialVersionUID = 1;

    MaskedUrl() {
      super(String.class);
    }

    @Override
    public void serialize(String url, JsonGenerator json, SerializerProvider provider)
        throws IOException {
      json.writeString(Secrets.maskUrl(url));
    }
  }

  /** A rate, to a tenth. */
  private static final class Tenths extends StdScalarSerializer<Double> {
    private static final long serialVersionUID = 1;

    Tenths() {
      super(Double.class);
    }

    @Override
    public void serialize(Double rate, JsonGenerator json, SerializerProvider provider)
        throws IOException {
      double finite = Double.isFinite(rate) ? rate : 0;
      json.writeNumber(Math.round(finite * 10) / 10.0);
    }
  }
}
