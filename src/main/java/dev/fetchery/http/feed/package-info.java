/** The server-sent-event feeds of one job and of all jobs. */
package dev.fetchery.http.feed;
