/** JSONPath (RFC 9535): queries that select values of a JSON document. */
@NullMarked
package dev.fetchery.json.path;

import org.jspecify.annotations.NullMarked;
