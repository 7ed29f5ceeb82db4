/** The HTTP interface: routes, the event feed, problems and who may call. */
package dev.fetchery.http;
