package dev.fetchery.fetcher.s3;

import dev.fetchery.fetcher.file.FileStore;
import dev.fetchery.fetcher.file.LocalFiles;
import dev.fetchery.files.FilesPlace;
import dev.fetchery.files.SavedFiles;
import io.vertx.core.Vertx;
import io.vertx.core.net.TrustOptions;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.client.config.SdkAdvancedAsyncClientOption;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.DefaultAwsRegionProviderChain;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.S3AsyncClientBuilder;

/** How a service reaches a bucket. The only class of this package that others use. */
public final class S3Access {
  private static final int ATTEMPTS = 4;
  private static final String ANY_REGION = "us-east-1";

  private final Vertx vertx;
  private final FilesPlace.Bucket place;
  private final S3AsyncClient client;

  /** What the client works with, which closing it leaves open. */
  private final List<Runnable> closings;

  private S3Access(
      Vertx vertx, FilesPlace.Bucket place, S3AsyncClient client, List<Runnable> closings) {
    this.vertx = vertx;
    this.place = place;
    this.client = client;
    this.closings = List.copyOf(closings);
  }

  /**
   * Sets the client up; nothing is asked yet. Blocks.
   *
   * @param trust which certificates are believed; null for the platform's authorities
   * @throws StoreRefused where no region is known
   */
  public static S3Access of(Vertx vertx, FilesPlace.Bucket place, @Nullable TrustOptions trust)
      throws StoreRefused {
    Region region = region(place);
    ScheduledExecutorService timer = timer();
    VertxAsyncClient http = new VertxAsyncClient(vertx, trust);
    S3AsyncClientBuilder builder =
        S3AsyncClient.builder()
            .httpClient(http)
            .region(region)
            .forcePathStyle(place.pathStyle())
            .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
            .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
            .serviceConfiguration(s3 -> s3.expectContinueEnabled(false))
            .asyncConfiguration(
                async ->
                    async.advancedOption(
                        SdkAdvancedAsyncClientOption.FUTURE_COMPLETION_EXECUTOR, Runnable::run))
            .overrideConfiguration(
                all ->
                    all.scheduledExecutorService(timer)
                        .retryStrategy(
                            AwsRetryStrategy.standardRetryStrategy().toBuilder()
                                .maxAttempts(ATTEMPTS)
                                .circuitBreakerEnabled(false)
                                .build()));
    URI endpoint = place.endpoint();
    if (endpoint != null) {
      builder.endpointOverride(endpoint);
    }
    return new S3Access(vertx, place, builder.build(), List.of(http::close, timer::shutdownNow));
  }

  /** One thread is enough: it only waits for the time of a further attempt. */
  private static ScheduledExecutorService timer() {
    return Executors.newScheduledThreadPool(
        1,
        work -> {
          Thread thread = new Thread(work, "s3-timer");
          thread.setDaemon(true);
          return thread;
        });
  }

  private static Region region(FilesPlace.Bucket place) throws StoreRefused {
    if (place.region() != null) {
      return Region.of(place.region());
    } else if (place.endpoint() != null) {
      return Region.of(ANY_REGION);
    }
    try {
      return Objects.requireNonNull(DefaultAwsRegionProviderChain.builder().build().getRegion());
    } catch (SdkClientException e) {
      throw new StoreRefused(
          "the region of the bucket is not known: give --s3-region, or AWS_REGION");
    }
  }

  /**
   * Finds out by an object of its own whether files can be saved there as they should be. Blocks.
   *
   * @throws StoreRefused where they cannot: one line
   */
  public void check() throws StoreRefused {
    new StoreCheck(client, place).check();
  }

  /**
   * Opens the files for fetchers.
   *
   * @param workDir directory of this machine for bodies that are not whole
   */
  public FileStore.Opener opener(Path workDir) {
    return opener(workDir, S3Files.Sizes.DEFAULT, S3Files.Setup.PATIENCE_MS);
  }

  FileStore.Opener opener(Path workDir, S3Files.Sizes sizes, long patienceMs) {
    return (context, lease, fullDurability, clock) ->
        LocalFiles.open(context, workDir, lease, fullDurability, clock)
            .map(
                parts ->
                    new S3Files(
                        new S3Calls(context, client, place),
                        parts,
                        new S3Files.Setup(context, lease, clock, sizes, patienceMs)));
  }

  /** The files, to be read. */
  public SavedFiles saved() {
    return new BucketFiles(vertx, client, place);
  }

  /** Closes connections. */
  public void close() {
    client.close();
    closings.forEach(Runnable::run);
  }
}
