/** What every route stands on: the table of routes, parameters, bodies, answers and problems. */
package dev.fetchery.http.route;
