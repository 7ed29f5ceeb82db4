package dev.fetchery.job;

/**
 * An item's coming to an end, as stored and announced.
 *
 * @param n position among the completions of its job: 1, 2, 3… without a gap
 */
public record Completion(long n, Item item) {}
