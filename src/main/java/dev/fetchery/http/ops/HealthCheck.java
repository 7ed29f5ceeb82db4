package dev.fetchery.http.ops;

import io.vertx.core.Future;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A check of something that the service needs.
 *
 * @param name shown beside its result
 * @param fault completes with what is wrong, one line, or null; must not block
 */
public record HealthCheck(String name, Supplier<Future<@Nullable String>> fault) {}
