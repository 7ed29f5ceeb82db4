package dev.fetchery.job;

/**
 * How a listing's pages could be read, as its first answer tells.
 *
 * @param more the source's {@code more}, as JSON
 * @param at the level of the source that is meant, as a JSON Pointer into the job: {@code /source},
 *     {@code /source/parent} and so on
 * @param source what the posted source becomes with it: a merge patch (RFC 7396), as JSON
 * @param why what of the answer tells, in a sentence
 */
public record Proposal(String more, String at, String source, String why) {}
