package dev.fetchery.bus;

/**
 * Stands for a message from another process that could not be read, so that its sender gets an
 * answer and does not wait; see {@link BusRequests#serve}.
 *
 * @param why one line
 */
public record UnreadableMessage(String why) implements BusMessage {}
