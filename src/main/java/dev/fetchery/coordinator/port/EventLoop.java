package dev.fetchery.coordinator.port;

/**
 * The coordinator's event loop, as the parts of jobs use it.
 *
 * @param timers run something later
 * @param wakeup has it looked what may start
 * @param worker runs what may block elsewhere, and answers here
 */
public record EventLoop(SteadyClock clock, Timers timers, Wakeup wakeup, Worker worker) {}
