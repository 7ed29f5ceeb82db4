package dev.fetchery.spec;

/**
 * A fault of a posted document.
 *
 * @param pointer JSON Pointer (RFC 6901) to it; empty for the whole document
 * @param detail one line; holds no secret
 */
public record Violation(String pointer, String detail) {}
