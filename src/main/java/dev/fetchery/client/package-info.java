/** One request to an origin: address checks, redirects, deadlines, and a code for each fault. */
package dev.fetchery.client;
