/**
 * What every route stands on: the table of endpoints, parameters, bodies, responses and problems.
 */
@NullMarked
package dev.fetchery.http.route;

import org.jspecify.annotations.NullMarked;
