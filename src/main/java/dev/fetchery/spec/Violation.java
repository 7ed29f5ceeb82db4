package dev.fetchery.spec;

/**
 * A fault of something posted.
 *
 * @param pointer where it is, a JSON Pointer (RFC 6901); empty for the whole
 * @param detail one line for a person; holds no secret
 */
public record Violation(String pointer, String detail) {}
