/** Files in a bucket of Amazon S3, or of a store that speaks its protocol. */
@NullMarked
package dev.fetchery.fetcher.s3;

import org.jspecify.annotations.NullMarked;
