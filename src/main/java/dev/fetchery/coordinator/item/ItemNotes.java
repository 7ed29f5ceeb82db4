package dev.fetchery.coordinator.item;

import dev.fetchery.coordinator.attempt.AttemptCounter;
import dev.fetchery.log.ProblemLog;

/**
 * What is noted of how the items of all jobs fare.
 *
 * @param attempts what their attempts came to
 * @param problems what goes wrong with them
 * @param backlog how much of that is not stored yet
 */
public record ItemNotes(AttemptCounter attempts, ProblemLog problems, OutcomeBacklog backlog) {}
