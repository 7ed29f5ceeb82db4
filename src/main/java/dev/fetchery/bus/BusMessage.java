package dev.fetchery.bus;

/**
 * Everything sent over the event bus: deeply immutable, passed by reference inside a process and
 * encoded as JSON between processes.
 */
public sealed interface BusMessage
    permits FetcherMessage,
        Command,
        Answer,
        FileRequest,
        FileAnswer,
        CoordinatorEvent,
        UnreadableMessage {}
