package dev.fetchery.job;

/**
 * The stored fact that an item ended, as it is announced.
 *
 * @param n position among the completions of its job: 1, 2, 3… without a gap
 */
public record Completion(long n, Item item) {}
