/**
 * The interface over HTTP: routes by theme, access control before all of them, and the feeds, whose
 * watchers are positions among stored completions.
 */
package dev.fetchery.http;
