package dev.fetchery.app;

import dev.fetchery.client.Authorities;
import dev.fetchery.config.Settings;
import dev.fetchery.fetcher.s3.S3Access;
import dev.fetchery.fetcher.s3.StoreRefused;
import dev.fetchery.files.FilesPlace;
import io.vertx.core.Vertx;

/**
 * Reaches files in a bucket. Apart from its caller, so that nothing of it is loaded without one.
 */
final class BucketAccess {
  private BucketAccess() {}

  /** Looks whether files can be saved there. Blocks. */
  static FileAccess open(Vertx vertx, FilesPlace.Bucket place, Settings settings)
      throws StartFault {
    try {
      S3Access access =
          S3Access.of(
              vertx, place, Authorities.besidesThePlatforms(settings.outbound().authorities()));
      access.check();
      return new FileAccess(access.opener(settings.storage().workDir()), access.saved());
    } catch (StoreRefused e) {
      throw new StartFault(e.getMessage(), e);
    }
  }
}
