/** How a listing goes on, as its first answer tells: what a dry run proposes. Pure. */
@org.jspecify.annotations.NullMarked
package dev.fetchery.source.proposal;
