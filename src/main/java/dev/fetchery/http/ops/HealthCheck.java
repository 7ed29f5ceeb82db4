package dev.fetchery.http.ops;

import io.vertx.core.Future;
import java.util.function.Supplier;

/**
 * Something the service needs.
 *
 * @param name shown beside its result
 * @param fault what is wrong, one line; null when nothing is. Must not block.
 */
public record HealthCheck(String name, Supplier<Future<String>> fault) {}
