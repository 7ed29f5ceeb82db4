package dev.fetchery.job;

import org.jspecify.annotations.Nullable;

/**
 * Where and how items are saved.
 *
 * @param dir directory template inside the downloads directory, or null for the default
 * @param as file name template, or null for the default
 */
public record Save(@Nullable String dir, @Nullable String as, IfExists ifExists) {}
