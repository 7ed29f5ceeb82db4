package dev.fetchery.bus;

/**
 * Stands for a message from another process that could not be read, so that the one who sent it is
 * told and does not wait; see {@link BusRequests#serve}.
 *
 * @param why one line
 */
public record UnreadableMessage(String why) implements BusMessage {}
