package dev.fetchery.fetcher.s3;

import dev.fetchery.client.Bodies;
import dev.fetchery.fetcher.file.Publication;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.async.AsyncRequestBody;

/**
 * A body that is known to be good, on its way to its key.
 *
 * @param memory its bytes where they are held in memory, else null
 * @param disk where it lies otherwise
 * @param toldMs its time, where that is told, else null
 */
record UploadBody(
    Publication what,
    @Nullable ByteBuffer memory,
    @Nullable Path disk,
    long size,
    ObjectTags tags,
    @Nullable Long toldMs) {
  private static final int READ_BYTES = 128 << 10;

  /** Of a body in memory, which is compared with what it must come to. Blocking. */
  static UploadBody of(Publication what, List<Buffer> body, long nowMs) throws IOException {
    String sha256 = what.digests().check(body);
    int size = body.stream().mapToInt(Buffer::length).sum();
    ByteBuffer bytes = ByteBuffer.allocate(size);
    body.forEach(buffer -> bytes.put(Bodies.view(buffer)));
    return new UploadBody(
        what, bytes.flip(), null, size, tags(what, sha256, nowMs), told(what, nowMs));
  }

  /** Of a body that is whole on disk. Blocking. */
  static UploadBody of(Publication what, Path disk, long nowMs) throws IOException {
    return new UploadBody(
        what, null, disk, Files.size(disk), tags(what, what.sha256(), nowMs), told(what, nowMs));
  }

  private static ObjectTags tags(Publication what, @Nullable String sha256, long nowMs) {
    return new ObjectTags(
        ObjectTags.item(what.part()),
        UUID.randomUUID().toString(),
        what.replace(),
        sha256,
        what.time().matters() ? what.time().millis(nowMs) : null);
  }

  private static @Nullable Long told(Publication what, long nowMs) {
    return what.time().told() ? (Long) what.time().millis(nowMs) : null;
  }

  /** All of it, as it is sent. */
  AsyncRequestBody whole() {
    return memory == null ? range(0, size) : AsyncRequestBody.fromByteBufferUnsafe(memory);
  }

  /** Some of one on disk. */
  AsyncRequestBody range(long from, long bytes) {
    return AsyncRequestBody.fromFile(
        file -> file.path(disk).position(from).numBytesToRead(bytes).chunkSizeInBytes(READ_BYTES));
  }

  /** The digest as the store compares it, or null where none is kept. */
  @Nullable String base64() {
    String hex = tags.sha256();
    return hex == null ? null : Base64.getEncoder().encodeToString(HexFormat.of().parseHex(hex));
  }

  String target() {
    return what.target();
  }
}
